import Files
import Ledger
import Runtime

/// Ledgers that several benchmarks share, each made when it is first asked for.
final class Fixtures {
  let place: Place
  private let seed: UInt64
  private var made: [String: Workload] = [:]
  /// How long it took to fill each ledger, in seconds, by its number of entries.
  private(set) var fillSeconds: [Int: Double] = [:]

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
  func emptyLedger(_ name: String = "empty") throws -> Workload {
    try workload(name, entries: 0, observationsPerRun: 1)
  }

  /// A raw log of so many rows like one small entry of a ledger.
  func rawLog(beside workload: Workload, rows: Int) throws -> RawLog {
    let index = try workload.observe().receipt.index
    let bytes = try workload.ledger.entry(index).bytes
    let path = PathName.join(place.path, "raw-\(rows)")
    try? FileSystem.removeTree(path)
    return try RawLog(path, rows: rows, bytes: bytes)
  }

  private func workload(
    _ name: String, entries: Int, observationsPerRun: Int
  ) throws -> Workload {
    if let known = made[name] { return known }
    let workload = try Workload(
      in: PathName.join(place.path, name), seed: seed, entries: entries,
      observationsPerRun: observationsPerRun)
    if entries > 0 {
      let seconds = try Measuring.seconds { try workload.fill(to: entries) }
      if observationsPerRun < .max { fillSeconds[entries] = seconds }
    }
    made[name] = workload
    return workload
  }
}
