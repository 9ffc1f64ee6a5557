import Codecs
import Definitions
import Files
import Ledger
import LedgerFormat
import Projections
import Runtime
import StageKit
import Study
import YAML

/// Something that reads bytes from strangers, and what has to hold for whatever it is given.
///
/// It may refuse; it must not end the process, and what it accepts it must be able to write again.
public enum FuzzTarget: String, CaseIterable, Sendable {
  case cbor, entry, note, proof, yaml, study, json, csv, events, expression, filter, glob, log
  case directory

  /// What did not hold.
  public struct Broken: Error, CustomStringConvertible {
    /// What did not hold, in a sentence.
    public let description: String
  }

  /// Gives bytes to the reader; true when it accepted them.
  ///
  /// `directory` is a place for files, for targets that need one.
  public func run(_ bytes: [UInt8], in directory: String) throws(Broken) -> Bool {
    switch self {
    case .cbor: return try Self.cbor(bytes)
    case .entry: return (try? SignedEntry(decoding: bytes))?.bytes == bytes
    case .note: return try Self.note(bytes)
    case .proof: return try Self.proof(bytes)
    case .yaml: return (try? YAMLDocument.parse(bytes)) != nil
    case .study: return (try? StudyDefinition.parse(bytes, fileName: "study.yaml")) != nil
    case .json: return try Self.json(bytes)
    case .csv: return try Self.csv(bytes)
    case .events: return try Self.events(bytes)
    case .expression: return try Self.expression(bytes)
    case .filter: return try Self.filter(bytes)
    case .glob: return Self.glob(bytes)
    case .log: return try Self.log(bytes, directory)
    case .directory: return try Self.garbage(bytes, directory)
    }
  }

  static func demand(_ holds: Bool, _ what: String) throws(Broken) {
    if !holds { throw Broken(description: what) }
  }

  /// What is decoded is encoded to the very same bytes: there is one encoding of everything.
  private static func cbor(_ bytes: [UInt8]) throws(Broken) -> Bool {
    guard let value = try? CBOR.decode(bytes) else { return false }
    try demand(CBOR.encode(value) == bytes, "an encoding that is not canonical was accepted")
    return true
  }

  private static func note(_ bytes: [UInt8]) throws(Broken) -> Bool {
    guard let text = String(validating: bytes, as: UTF8.self),
      let note = try? SignedNote(parsing: text)
    else { return false }
    let written = note.text + "\n" + note.lines.map(\.text).joined()
    let again = try? SignedNote(parsing: written)
    try demand(again == note, "a note is another one when it is written and read again")
    _ = try? Checkpoint(parsing: bytes)
    return true
  }

  private static func proof(_ bytes: [UInt8]) throws(Broken) -> Bool {
    guard let text = String(validating: bytes, as: UTF8.self),
      let proof = try? ProofFile(parsing: text)
    else { return false }
    let again = try? ProofFile(parsing: proof.text)
    try demand(again?.text == proof.text, "a proof is another one when it is written and read")
    return true
  }

  private static func json(_ bytes: [UInt8]) throws(Broken) -> Bool {
    guard let value = try? JSON.decode(bytes) else { return false }
    for pretty in [false, true] {
      let again = try? JSON.decode(JSON.encode(value, pretty: pretty))
      try demand(again == value, "a value is another one when it is written and read again")
    }
    return true
  }

  private static func csv(_ bytes: [UInt8]) throws(Broken) -> Bool {
    guard let (header, rows) = try? CSV.decode(bytes) else { return false }
    try demand(rows.allSatisfy { $0.count == header.count }, "a row is not as wide as its header")
    return true
  }

  /// However the lines come in, what is known of them is the same; nothing that mentions a
  /// violation passes for none.
  private static func events(_ bytes: [UInt8]) throws(Broken) -> Bool {
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    let counted = ReportedLines.read(lines.map(Array.init))
    try demand(counted.recorded == lines.count, "a line left no trace")
    try demand(
      counted.unread <= lines.count, "more lines cannot be read than there are")
    return counted.unread == 0
  }

  private static func expression(_ bytes: [UInt8]) throws(Broken) -> Bool {
    guard let text = String(validating: bytes, as: UTF8.self) else { return false }
    let condition: Condition
    do throws(ConditionError) { condition = try Condition(text) } catch {
      try demand(error.offset <= bytes.count, "an error lies behind the end of the condition")
      return false
    }
    let again = try? Condition(condition.description)
    try demand(again == condition, "'\(condition)' is another condition when it is read again")
    return true
  }

  /// Whatever condition is understood, the database understands what is made of it.
  private static func filter(_ bytes: [UInt8]) throws(Broken) -> Bool {
    guard let text = String(validating: bytes, as: UTF8.self),
      let condition = try? Condition(text)
    else { return false }
    var query = RunQuery()
    query.filter = condition
    do throws(ProjectionError) {
      _ = try rows.get().runs(query)
      return true
    } catch {
      try demand(error.code == .notFound, "'\(condition)' cannot be asked for: \(error)")
      return false
    }
  }

  /// The rows of a ledger in which nothing happened yet.
  private static let rows = Result<ViewStore, ProjectionError> { () throws(ProjectionError) in
    do {
      let place = try temporaryDirectory()
      let ledger = try Ledger.create(
        at: PathName.join(place, LedgerDirectory.name),
        Ledger.Creation(adminLabel: "tester", host: "bench", at: 0),
        keyring: Keyring(configDirectory: PathName.join(place, "config")))
      let store = ViewStore(path: nil)
      try store.catchUp(ledger)
      return store
    } catch {
      throw ProjectionError(.ledger, "\(error)")
    }
  }

  private static func glob(_ bytes: [UInt8]) -> Bool {
    let parts = bytes.split(separator: 0, maxSplits: 1)
    let text = String(decoding: parts.first ?? [], as: UTF8.self)
    let path = String(decoding: parts.last ?? [], as: UTF8.self)
    return PathPattern(text).matches(path)
  }
}
