import Files

/// Ledgers that several benchmarks share, each made when it is first asked for.
final class Fixtures {
  let place: Place
  private let seed: UInt64
  private var made: [String: Workload] = [:]

  init(_ place: Place, seed: UInt64) {
    self.place = place
    self.seed = seed
  }

  /// A ledger of so many entries: runs of a hundred observations.
  func ledger(entries: Int) throws -> Workload {
    try workload("runs-\(entries)", entries: entries, observationsPerRun: 100)
  }

  /// A ledger in which all but the first few entries hold one event.
  func singleEventLedger(entries: Int) throws -> Workload {
    try workload("single-\(entries)", entries: entries, observationsPerRun: .max)
  }

  /// A ledger with a registered study and nothing else.
  func emptyLedger() throws -> Workload {
    try workload("empty", entries: 0, observationsPerRun: 1)
  }

  private func workload(
    _ name: String, entries: Int, observationsPerRun: Int
  ) throws -> Workload {
    if let known = made[name] { return known }
    let workload = try Workload(
      in: PathName.join(place.path, name), seed: seed, entries: entries,
      observationsPerRun: observationsPerRun)
    if entries > 0 { try workload.fill(to: entries) }
    made[name] = workload
    return workload
  }
}
