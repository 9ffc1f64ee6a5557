import LMDB
import TestKit
import Testing

struct TransactionTests {
  let directory: TemporaryDirectory
  let environment: Environment
  let table: Table

  init() throws {
    directory = try TemporaryDirectory()
    environment = try directory.environment()
    table = try environment.table("rows")
  }

  private struct Refusal: Error, Equatable {}

  /// An error of a higher room.
  private enum Wrapped: LMDBErrorWrapping, Equatable {
    case lmdb(LMDBError)
    case own

    init(_ error: LMDBError) { self = .lmdb(error) }
  }

  @Test func `a write that throws leaves nothing`() throws {
    #expect(throws: Refusal.self) {
      try environment.write { txn in
        try txn.put([1], for: [1], in: table)
        throw Refusal()
      }
    }
    #expect(try environment.rows(table).isEmpty)
    try environment.write { txn in try txn.put([2], for: [2], in: table) }
    #expect(try environment.rows(table).count == 1)
  }

  @Test func `a typed closure's error keeps its type, whoever throws it`() throws {
    func own() throws(Wrapped) {
      try environment.write { (_) throws(Wrapped) in throw .own }
    }
    func ofLMDB() throws(Wrapped) {
      environment.close()
      try environment.read { (_) throws(Wrapped) in }
    }
    #expect(throws: Wrapped.own) { try own() }
    let error = #expect(throws: Wrapped.self) { try ofLMDB() }
    guard case .lmdb(let error) = error else {
      Issue.record("not an error of LMDB")
      return
    }
    #expect(error.isClosed)
  }

  @Test func `a snapshot does not see what is committed after it began`() throws {
    try environment.read { txn in
      try environment.write { other in try other.put([1], for: [1], in: table) }
      #expect(try txn.get([1], in: table) == nil)
    }
    #expect(try environment.rows(table).count == 1)
  }

  @Test func `a write reads its own changes`() throws {
    try environment.write { txn in
      try txn.put([1], for: 7, in: table)
      #expect(try txn.get(7, in: table)?.array == [1])
      #expect(try txn.reader.count(of: table) == 1)
    }
  }

  @Test func `a write inside a write is refused instead of waiting for itself`() throws {
    try environment.write { txn in
      let write = #expect(throws: LMDBError.self) { try environment.write { _ in } }
      #expect(write?.isNested == true)
      let open = #expect(throws: LMDBError.self) { try environment.table("another") }
      #expect(open?.isNested == true)
      let copy = #expect(throws: LMDBError.self) {
        try environment.copy(to: directory.path("copy"))
      }
      #expect(copy?.isNested == true)
      try txn.put([1], for: [1], in: table)
    }
    #expect(try environment.rows(table).count == 1)
    _ = try environment.table("another")
  }

  @Test func `commits count up by one, and a snapshot knows its own`() throws {
    let before = try environment.lastTransactionID()
    try environment.write { txn in
      try txn.put([1], for: [1], in: table)
      #expect(txn.reader.id == before + 1)
    }
    #expect(try environment.lastTransactionID() == before + 1)
    #expect(try environment.read { txn in txn.id } == before + 1)
  }

  @Test func `a write that changes nothing commits nothing`() throws {
    let before = try environment.lastTransactionID()
    try environment.write { _ in }
    #expect(try environment.lastTransactionID() == before)
  }

  @Test func `writers of many tasks take turns`() async throws {
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<4 as Range<UInt8> {
        group.addTask {
          for number in 0..<25 as Range<UInt8> {
            do {
              try environment.write { txn in
                try txn.put([number], for: [task, number], in: table)
              }
              let found = try environment.read { txn in
                try txn.get([task, number], in: table)?.array
              }
              #expect(found == [number])
            } catch {
              Issue.record(error)
            }
          }
        }
      }
    }
    #expect(try environment.rows(table).count == 100)
  }

  @Test func `a closed environment refuses everything and closes behind its last reader`() throws {
    try environment.read { txn in
      environment.close()
      environment.close()
      let count = try txn.count(of: table)
      #expect(count == 0)
      // Still open beneath: the file is still ours.
      let error = #expect(throws: LMDBError.self) { try directory.environment() }
      #expect(error?.isAlreadyOpen == true)
    }
    for attempt in 0..<4 {
      let error = #expect(throws: LMDBError.self) {
        switch attempt {
        case 0: try environment.read { _ in }
        case 1: try environment.write { _ in }
        case 2: _ = try environment.table("other")
        default: _ = try environment.statistics()
        }
      }
      #expect(error?.isClosed == true)
    }
    _ = try directory.environment()
  }
}
