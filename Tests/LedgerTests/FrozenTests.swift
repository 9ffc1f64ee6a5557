import Synchronization
import Testing

@testable import Ledger
@testable import LedgerFormat

private final class Flag: Sendable {
  let value = Atomic<Bool>(false)
}

/// Readers while somebody writes.
@Suite struct FrozenTests {
  @Test func `verifying while somebody writes accuses nobody`() async throws {
    let fixture = try Fixture()
    for _ in 0..<20 { try fixture.append() }
    let (ledger, admin, source) = (fixture.ledger, fixture.admin, fixture.source)
    let done = Flag()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        defer { done.value.store(true, ordering: .releasing) }
        for number in 0..<600 {
          try ledger.write(lockDeadline: nil) { batch in
            let id = CommandID.random(atNanoseconds: 1, entropy: source.bytes(10))
            _ = try batch.append(
              Draft(id: id, name: "add_note", arguments: [0xa0], at: Int64(number)), by: admin
            ) { _ in Decision(events: [note("n\(number)")]) }
          }
        }
      }
      group.addTask {
        var rounds = 0
        while !done.value.load(ordering: .acquiring) || rounds == 0 {
          rounds += 1
          let verification = Verifier.verify(ledger)
          #expect(verification.ok, "\(verification.findings)")
          #expect(verification.failure == nil)
        }
      }
      try await group.waitForAll()
    }
  }

  @Test func `a frozen ledger stays as it is`() throws {
    let fixture = try Fixture()
    let frozen = try fixture.ledger.frozen()
    let head = try frozen.head()
    for _ in 0..<300 { try fixture.append() }
    #expect(try frozen.head() == head)
    #expect(try frozen.authority() == fixture.ledger.authority())
    var count: UInt64 = 0
    try frozen.storedEntries { _ in
      count += 1
      return true
    }
    #expect(count == head.size)
    #expect(Verifier.verify(frozen).head == head)
  }
}
