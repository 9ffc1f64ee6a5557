#if DEBUG
  import Glibc
  import LMDB
  import TestKit
  import Testing

  struct FaultTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test(arguments: [Faults.Effect.notPersisted, .persisted])
    func `a failed commit poisons, and reopening tells what was kept`(
      effect: Faults.Effect
    ) throws {
      let environment = try directory.environment()
      let table = try environment.table("rows")
      try environment.write { txn in try txn.append([0], for: 0, in: table) }
      let failure = Faults.failing(.commit, code: EIO, effect: effect) {
        #expect(throws: LMDBError.self) {
          try environment.write { txn in try txn.append([1], for: 1, in: table) }
        }
      }
      #expect(failure?.code == EIO && failure?.call == "mdb_txn_commit")
      #expect(environment.isPoisoned)

      for _ in 0..<2 {
        let refusal = #expect(throws: LMDBError.self) {
          try environment.write { txn in try txn.append([2], for: 2, in: table) }
        }
        #expect(refusal?.isPoison == true)
      }
      #expect(throws: LMDBError.self) { try environment.table("another") }
      #expect(try environment.rows(table).first?.value == [0])

      environment.close()
      let reopened = try directory.environment()
      let again = try reopened.table("rows")
      let expected: [[UInt8]] = effect == .persisted ? [[0], [1]] : [[0]]
      #expect(try reopened.rows(again).map(\.value) == expected)
      try reopened.write { txn in try txn.append([2], for: 2, in: again) }
      #expect(try reopened.rows(again).map(\.value) == expected + [[2]])
    }

    /// What a study of faults repeats: open, write twice, read back.
    private func work(_ path: String) throws -> [Row] {
      let environment = try Environment.open(path)
      defer { environment.close() }
      let table = try environment.table("rows")
      for number in 0..<2 as Range<UInt64> {
        try environment.write { txn in
          try txn.put([1], for: number, in: table)
          try txn.delete(number + 10, in: table)
        }
      }
      return try environment.rows(table)
    }

    @Test(arguments: [Faults.Effect.notPersisted, .persisted])
    func `any call may fail, and nothing is half done`(effect: Faults.Effect) throws {
      let (total, calls) = try Faults.counting { _ = try work(directory.path("counted")) }
      #expect(total > 20)
      #expect(calls[.commit] == 3)
      var unnoticed = 0
      for ordinal in 1...total {
        let path = directory.path("fault-\(ordinal)")
        var failed = false
        do {
          try Faults.failing(nil, ordinal: ordinal, code: EIO, effect: effect) {
            _ = try work(path)
          }
        } catch let error as LMDBError {
          failed = true
          #expect(error.code == EIO)
        }
        unnoticed += failed ? 0 : 1
        // Whatever failed, the environment opens afterwards and the work can be done again.
        let rows = try work(path)
        #expect(rows.map(\.key.last) == [0, 1])
        try Environment.examine(path)
      }
      // Whether the map should grow is asked in good time; where that fails, it is asked again.
      #expect(unnoticed == calls[.environmentInfo] ?? 0, "\(calls)")
    }

    @Test func `a fault strikes once, and only the task that ordered it`() async throws {
      let environment = try directory.environment()
      let table = try environment.table("rows")
      try Faults.failing(.put, ordinal: 2, code: EIO) {
        try environment.write { txn in try txn.put([1], for: [1], in: table) }
        #expect(throws: LMDBError.self) {
          try environment.write { txn in try txn.put([2], for: [2], in: table) }
        }
        try environment.write { txn in try txn.put([3], for: [3], in: table) }
      }
      #expect(!environment.isPoisoned)
      #expect(try environment.rows(table).map(\.value) == [[1], [3]])
    }
  }
#endif
