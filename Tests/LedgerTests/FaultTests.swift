#if DEBUG
  import Bytes
  import Files
  import LMDB
  import TestKit
  import Testing

  @testable import Ledger
  @testable import LedgerFormat

  @Suite struct FaultTests {
    /// What a writer does, from opening on.
    private func work(_ fixture: Fixture) throws {
      try fixture.append(id: "a", states: [.init(key: "k", bytes: [1])])
      try fixture.ledger.write(lockDeadline: nil) { batch in
        for id in ["b", "c"] {
          _ = try batch.append(fixture.draft("add_note", id: id), by: fixture.admin) { _ in
            Decision(events: [note(id)])
          }
        }
      }
    }

    @Test(arguments: [Faults.Effect.notPersisted, .persisted])
    func `whichever call of the store fails, what was acknowledged stays and all verifies`(
      effect: Faults.Effect
    ) throws {
      let counted = try Fixture()
      let total = try Faults.counting { try work(counted) }.total
      #expect(total > 20)
      for ordinal in 1...total {
        let fixture = try Fixture()
        var acknowledged: [Receipt] = []
        try? Faults.failing(nil, ordinal: ordinal, code: 5, effect: effect) {
          acknowledged.append(try fixture.append(id: "a"))
          acknowledged.append(try fixture.append(id: "b"))
        }
        try fixture.reopen()
        for receipt in acknowledged {
          #expect(try fixture.ledger.entry(receipt.index).leaf == receipt.leaf)
        }
        // Whoever got no answer asks again, and the command takes effect once.
        for id in ["a", "b"] { try fixture.append(id: id) }
        let verification = Verifier.verify(fixture.ledger)
        #expect(verification.findings == [], "call \(ordinal)")
        #expect(verification.entries == 4, "call \(ordinal)")
      }
    }

    @Test func `after a failed commit nothing is written until opened again`() throws {
      let fixture = try Fixture()
      let error = #expect(throws: LedgerError.self) {
        try Faults.failing(.commit, code: 5, effect: .persisted) { try fixture.append(id: "a") }
      }
      #expect(error?.code == .storeFailed)
      let poisoned = #expect(throws: LedgerError.self) { try fixture.append(id: "b") }
      #expect(poisoned?.code == .poisoned)
      // Reading goes on: here the commit had reached the disk.
      #expect(try fixture.ledger.head().size == 3)
      try fixture.reopen()
      #expect(try fixture.append(id: "a").repeated)
      try fixture.append(id: "b")
      #expect(Verifier.verify(fixture.ledger).findings == [])
    }

    @Test func `a blob that cannot be written stops its command before anything is signed`() throws
    {
      let fixture = try Fixture()
      let large = String(repeating: "x", count: 6_000)
      let error = #expect(throws: LedgerError.self) {
        try FaultPlan.$current.withValue(FaultPlan(.write, occurrence: 1, errno: 28)) {
          try fixture.append(id: "a", events: [note(large)])
        }
      }
      #expect(error?.code == .storeFailed)
      #expect(try fixture.ledger.head().size == 2)
      try fixture.append(id: "a", events: [note(large)])
      #expect(Verifier.verify(fixture.ledger).findings == [])
    }
  }
#endif
