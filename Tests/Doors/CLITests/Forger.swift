import Bytes
import Codecs
import Files
import LMDB
import Ledger
import Study
import TestKit

/// Somebody with keys or with a file editor, who does to a ledger what its rules never would.
struct Forger {
  let bench: Bench

  private var keyring: Keyring {
    Keyring(configDirectory: PathName.join(bench.temporary.path("home"), ".config"))
  }

  private var path: String { PathName.join(bench.root, ".runledger") }

  /// Appends an entry with these events, whatever the rules give; signed by the person's key, or by
  /// that of the host.
  @discardableResult
  func append(
    _ command: String, _ events: [DraftEvent], arguments: ValueMap = ValueMap(),
    asRunner: Bool = false
  ) throws -> UInt64 {
    let ledger = try Ledger.open(at: path, mode: .readWrite, keyring: keyring)
    defer { ledger.close() }
    let choice = try keyring.choice(origin: ledger.origin)
    let key = asRunner ? choice.runner : choice.person
    guard let key else { throw LedgerError(.keyFile, "no key") }
    let signer = try keyring.signer(key)
    let number = try ledger.head().size
    let draft = Draft(
      id: .named("forged \(number)"), name: command, arguments: CBOR.encode(arguments), at: 1)
    return try ledger.write(lockDeadline: nil) { batch in
      try batch.append(draft, by: signer) { _ in Decision(events: events) }.index
    }
  }

  /// The last recorded event of a type, as it would be written again.
  func recorded(_ type: String) throws -> DraftEvent? {
    let ledger = try Ledger.open(at: path, mode: .readOnly)
    defer { ledger.close() }
    var found: DraftEvent?
    try ledger.entries { _, signed in
      for event in signed.entry.events where event.type == type {
        guard let data = try ledger.mapBytes(of: event.data) else { continue }
        found = DraftEvent(type: event.type, stream: event.stream, data: data)
      }
      return true
    }
    return found
  }

  /// Changes rows of the log's environment with nothing but LMDB.
  func edit(
    _ table: String, _ body: (inout WriteTransaction, Table) throws(LMDBError) -> Void
  ) throws {
    let environment = try Environment.open(PathName.join(path, "log"))
    defer { environment.close() }
    let table = try environment.table(table)
    try environment.write { transaction throws(LMDBError) in try body(&transaction, table) }
  }
}
