import Codecs
import Ledger
import Runtime
import Study

/// A ledger of full entries: each holds the events of as many claims as fit.
///
/// What was decided once is appended again and again: the ledger does not look at what events
/// mean.
final class FullEntries {
  let workload: Workload
  private var events: [DraftEvent] = []
  private let chance: Chance
  private let runner: Signer

  /// How many events an entry has.
  var eventCount: Int { events.count }

  init(_ fixtures: Fixtures, _ name: String) throws {
    workload = try fixtures.emptyLedger(name)
    chance = Chance(seed: 7)
    runner = workload.runner
    var submission: Submission?
    try workload.workspace.handler.transact { batch in
      try workload.register("full", runs: ClaimWork.slotsMax, in: &batch)
      submission = try workload.claim(of: "full", in: &batch)
    }
    guard let receipt = submission?.receipt else { throw UsageError(message: "nothing claimed") }
    let claimed = receipt.events.compactMap { event -> DraftEvent? in
      guard case .inline(let data) = event.data else { return nil }
      return DraftEvent(
        type: event.type, stream: event.stream, by: event.by, cause: event.cause, data: data)
    }
    // What the entry has besides its events is a few hundred bytes.
    let size = try workload.ledger.entry(receipt.index).bytes.count
    for _ in 0..<max(1, (Limits.entryBytes - 512) / size) { events += claimed }
  }

  /// Appends so many entries in one commit, and answers how many events that made.
  func append(_ count: Int) throws -> Int {
    try workload.ledger.write(lockDeadline: nil) { batch in
      for _ in 0..<count {
        let draft = Draft(
          id: .random(atNanoseconds: chance.now(), entropy: chance.bytes(10)), name: "claim_work",
          arguments: [0xa0], at: chance.now())
        _ = try batch.append(draft, by: runner) { _ in Decision(events: self.events) }
      }
    }
    return count * events.count
  }
}
