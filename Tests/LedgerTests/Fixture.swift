import Bytes
import Codecs
import Files
import Ledger
import Synchronization
import TestKit

/// Bytes that look random and are the same in every run.
final class Source: Sendable {
  private let generator: Mutex<SeededGenerator>

  init(seed: UInt64) { generator = Mutex(SeededGenerator(seed: seed)) }

  func bytes(_ count: Int) -> [UInt8] { generator.withLock { $0.bytes(count) } }
}

/// A ledger on disk with an admin and a runner.
final class Fixture {
  let directory: TemporaryDirectory
  let keyring: Keyring
  let source: Source
  private(set) var ledger: Ledger
  let admin: Signer
  let runner: Signer

  var path: String { directory.path("project/.runledger") }

  init(seed: UInt64 = 1, origin: String? = "example.com/ledger") throws {
    directory = try TemporaryDirectory()
    keyring = Keyring(configDirectory: directory.path("config"))
    let source = Source(seed: seed)
    self.source = source
    ledger = try Ledger.create(
      at: directory.path("project/.runledger"), creation(origin, source), keyring: keyring)
    let choice = try keyring.choice(origin: ledger.origin)
    admin = try keyring.signer(try found(choice.person))
    runner = try keyring.signer(try found(choice.runner))
  }

  func reopen(_ mode: Ledger.Mode = .readWrite) throws {
    ledger.close()
    ledger = try Ledger.open(at: path, mode: mode, keyring: keyring)
  }

  /// Appends a command with one event in a commit of its own.
  @discardableResult
  func append(
    _ name: String = "add_note", id: String? = nil, by signer: Signer? = nil,
    arguments: ValueMap = ["text": "hello"], events: [DraftEvent]? = nil,
    states: [Decision.StateChange] = []
  ) throws -> Receipt {
    try ledger.write(lockDeadline: nil) { batch in
      try batch.append(draft(name, id: id, arguments), by: signer ?? admin) { _ in
        Decision(events: events ?? [note("hello", of: name)], states: states)
      }
    }
  }

  /// Appends a command about keys, roles or rules.
  @discardableResult
  func appendOwn(_ name: String, _ arguments: ValueMap, by signer: Signer? = nil) throws -> Receipt
  {
    try ledger.write(lockDeadline: nil) { batch in
      try batch.appendOwn(draft(name, arguments), by: signer ?? admin)
    }
  }

  /// Enrols a new key with a role.
  func enrol(_ role: Role) throws -> Signer {
    let signer = try Signer(seed: source.bytes(32), label: "\(role) of a test")
    let enrolment = signer.enrolment(role: role, origin: ledger.origin)
    try appendOwn("enroll_key", arguments(enrolment))
    return signer
  }

  func draft(_ name: String, id: String? = nil, _ arguments: ValueMap = [:]) -> Draft {
    Draft(
      id: id.map(CommandID.named) ?? .random(atNanoseconds: 1, entropy: source.bytes(10)),
      name: name, arguments: CBOR.encode(arguments), at: 1_767_225_600_000_000_000)
  }
}

func creation(_ origin: String?, _ source: Source) -> Ledger.Creation {
  var creation = Ledger.Creation(
    adminLabel: "ada", host: "bench", at: 1_767_225_600_000_000_000)
  creation.origin = origin
  creation.entropy = { source.bytes($0) }
  return creation
}

func arguments(_ enrolment: LedgerFact.Enrolment) -> ValueMap {
  var arguments = LedgerFact.enrolled(enrolment).data
  arguments["kid"] = nil
  return arguments
}

/// An event that the ledger does not understand, of the first type that a command may bring about.
func note(_ text: String, of command: String = "add_note") -> DraftEvent {
  DraftEvent(
    type: CommandRule.row(command).events[0], stream: "study/a",
    data: CBOR.encode(ValueMap([("text", .text(text))])))
}

/// Something a test needs and does not have.
struct Missing: Error {}

func found<T>(_ value: T?) throws -> T {
  guard let value else { throw Missing() }
  return value
}
