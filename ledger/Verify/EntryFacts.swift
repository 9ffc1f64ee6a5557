import Bytes
import Crypto

/// What the verifier must know of an entry once its bytes are out of sight.
///
/// Making it is the dear part of verifying, and needs nothing but the bytes and the public keys:
/// that is why it is done on all cores at once.
struct EntryFacts: Sendable {
  enum Signature: Sendable {
    case valid, invalid
    /// The key was not known yet: here is what to verify once it is.
    case unchecked(message: [UInt8], signature: [UInt8])
    /// Not verified, because the caller did not ask for it.
    case ignored
  }

  struct Fact: Sendable {
    var ordinal: Int
    /// The fact; nil when its data is not what its type demands.
    var fact: LedgerFact?
    var message = ""
  }

  struct Detachment: Sendable {
    var commitment: Digest
    /// The ordinal of the event; nil for the arguments.
    var event: Int?
  }

  var leaf: Digest
  var error: FormatError?
  var origin: String?
  var keyID = KeyID(high: 0, low: 0)
  var commandID = CommandID(high: 0, low: 0)
  var commandDigest = Digest.zero
  var seen = Head.empty
  var authorSequence: UInt64 = 0
  var authorPrevious = Digest.zero
  var leastRole = Role.admin
  var eventCount = 0
  /// The ordinals of the events that the table of commands does not allow.
  var disallowed: [Int] = []
  /// The command's name, where something of the entry is not allowed.
  var command = ""
  var signature = Signature.ignored
  var facts: [Fact] = []
  var detachments: [Detachment] = []

  /// Whether the entry records a refusal.
  var isRefusal: Bool {
    facts.contains { if case .refused = $0.fact { true } else { false } }
  }
}

/// Makes facts of entries, with buffers it uses again and again.
///
/// Each thread has its own.
struct EntryExaminer {
  private var layout = EntryLayout()
  private var message: [UInt8] = []
  private var lastCommand: (name: [UInt8], role: Role) = ([], .admin)
  /// Types that the last command may bring about, the one met last at the end.
  private var allowed: [[UInt8]] = []
  private var lastKey: (id: KeyID, key: PublicKey)?
  private let origin: [UInt8]
  private let checksSignatures: Bool
  /// The keys known so far; a key is what it is, so one that is known too early does no harm.
  var keys: [KeyID: PublicKey]

  init(origin: String, keys: [KeyID: PublicKey], checksSignatures: Bool) {
    self.origin = Array(origin.utf8)
    self.keys = keys
    self.checksSignatures = checksSignatures
  }

  mutating func examine(_ bytes: Span<UInt8>) -> EntryFacts {
    // A row longer than any entry is damage: its claimed bytes may not even be there.
    guard bytes.count <= Limits.entryBytes else {
      return EntryFacts(
        leaf: .zero, error: FormatError(.limit, "the row has \(bytes.count) bytes"))
    }
    var facts = EntryFacts(leaf: Merkle.leaf(bytes))
    do throws(FormatError) { try layout.parse(bytes) } catch {
      facts.error = error
      return facts
    }
    facts.keyID = layout.keyID
    facts.commandID = layout.commandID
    facts.commandDigest = CommandDigest.of(layout, bytes)
    facts.seen = layout.seen
    facts.authorSequence = layout.authorSequence
    facts.authorPrevious = layout.authorPrevious
    facts.eventCount = layout.events.count
    facts.leastRole = leastRole(bytes)
    findDisallowed(bytes, &facts)
    if !bytes.equals(origin, at: layout.origin) { facts.origin = bytes.text(layout.origin) }
    if layout.arguments.detachedSize != nil {
      facts.detachments.append(detachment(layout.arguments, nil, bytes))
    }
    for (ordinal, event) in layout.events.enumerated() {
      if event.data.detachedSize != nil {
        facts.detachments.append(detachment(event.data, ordinal, bytes))
      }
      if LedgerFact.understands(bytes.extracting(event.type.range)) {
        facts.facts.append(fact(EntryEvent(event, bytes), ordinal))
      }
    }
    facts.signature = signature(bytes)
    return facts
  }

  /// The least role for the command; most entries have the command of the one before.
  private mutating func leastRole(_ bytes: Span<UInt8>) -> Role {
    if bytes.equals(lastCommand.name, at: layout.command) { return lastCommand.role }
    let name = bytes.text(layout.command)
    lastCommand = (Array(name.utf8), Role.least(for: name))
    allowed = []
    return lastCommand.role
  }

  /// Looks which events the table of commands does not allow; an entry that is a refusal is judged
  /// as one.
  private mutating func findDisallowed(_ bytes: Span<UInt8>, _ facts: inout EntryFacts) {
    for (ordinal, event) in layout.events.enumerated() {
      // Many events of an entry, and of many entries, have one type.
      if let last = allowed.last, bytes.equals(last, at: event.type) { continue }
      if let known = allowed.firstIndex(where: { bytes.equals($0, at: event.type) }) {
        allowed.swapAt(known, allowed.count - 1)
        continue
      }
      let type = bytes.text(event.type)
      let command = String(decoding: lastCommand.name, as: UTF8.self)
      if CommandRule.allows(type, in: command) {
        if allowed.count < 64 { allowed.append(Array(type.utf8)) }
      } else if type != "command.refused" {
        facts.disallowed.append(ordinal)
        facts.command = command
      }
    }
  }

  /// The key of an entry; most entries have that of the one before.
  private mutating func key(_ id: KeyID) -> PublicKey? {
    if let lastKey, lastKey.id == id { return lastKey.key }
    guard let key = keys[id] else { return nil }
    lastKey = (id, key)
    return key
  }

  private mutating func signature(_ bytes: Span<UInt8>) -> EntryFacts.Signature {
    guard checksSignatures else { return .ignored }
    COSE.copyToBeSigned(layout, bytes, into: &message)
    let signature = bytes.extracting(layout.signature.range)
    guard let key = key(layout.keyID) else {
      return .unchecked(message: message, signature: [UInt8](signature))
    }
    return key.verify(signature: signature, message: message.span) ? .valid : .invalid
  }

  private func detachment(
    _ payload: PayloadLayout, _ event: Int?, _ bytes: Span<UInt8>
  ) -> EntryFacts.Detachment {
    EntryFacts.Detachment(
      commitment: Digest(bytes.extracting(payload.extent.range)), event: event)
  }

  private func fact(_ event: EntryEvent, _ ordinal: Int) -> EntryFacts.Fact {
    guard case .inline(let data) = event.data else {
      return EntryFacts.Fact(
        ordinal: ordinal, fact: nil, message: "the data of '\(event.type)' must be inline")
    }
    do throws(FormatError) {
      return EntryFacts.Fact(
        ordinal: ordinal,
        fact: try LedgerFact(type: event.type, version: event.version, data: data))
    } catch {
      return EntryFacts.Fact(ordinal: ordinal, fact: nil, message: "\(error)")
    }
  }
}

extension Span<UInt8> {
  /// Whether the bytes at an extent are these.
  fileprivate func equals(_ other: [UInt8], at extent: Extent) -> Bool {
    guard Int(extent.count) == other.count else { return false }
    let start = Int(extent.start)
    for index in other.indices where self[start + index] != other[index] { return false }
    return true
  }
}
