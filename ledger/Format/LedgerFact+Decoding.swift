import Bytes
import Codecs

extension LedgerFact {
  /// Whether an event of this type is one the ledger understands.
  public static func understands(_ type: String) -> Bool {
    switch type {
    case "ledger.opened", "rules.adopted", "key.enrolled", "key.revoked", "role.granted",
      "role.revoked", "key.rotated", "ledger.restored", "ledger.rekeyed", "checkpoint.witnessed",
      "command.refused":
      true
    default: false
    }
  }

  /// Whether an event whose type has these bytes is one the ledger understands.
  public static func understands(_ type: Span<UInt8>) -> Bool {
    // Most types are told apart by their first byte.
    guard type.count >= 11, type.count <= 20 else { return false }
    switch type[0] {
    case UInt8(ascii: "l"), UInt8(ascii: "r"), UInt8(ascii: "k"), UInt8(ascii: "c"):
      return understands(type.text(Extent(0..<type.count)))
    default: return false
    }
  }

  /// Reads an event; nil when its type is not one the ledger understands.
  ///
  /// The data must have exactly the fields of version 1.
  public init?(
    type: String, version: UInt64, data bytes: [UInt8]
  ) throws(FormatError) {
    guard LedgerFact.understands(type) else { return nil }
    guard version == 1 else {
      throw FormatError(.futureVersion, "version \(version) of '\(type)' is not known")
    }
    var fields = try Fields(bytes, of: type)
    switch type {
    case "ledger.opened":
      self = .opened(
        origin: try fields.text("origin"), logKey: try fields.bytes("log_key", 32),
        adminKey: try fields.bytes("admin_key", 32), adminLabel: try fields.text("admin_label"))
    case "rules.adopted": self = .rulesAdopted(revision: try fields.int("revision"))
    case "key.enrolled":
      let keyID = try fields.keyID()
      let enrolment = try Enrolment(fields: &fields)
      guard enrolment.keyID == keyID else { throw fields.wrong("kid") }
      self = .enrolled(enrolment)
    case "key.revoked":
      self = .revoked(
        try fields.keyID(), reason: try fields.text("reason"),
        since: try fields.optionalSize("compromised_since"))
    case "key.rotated": self = .rotated(try Rotation(fields: &fields))
    case "ledger.rekeyed": self = .rekeyed(note: try fields.text("note"))
    case "checkpoint.witnessed": self = .witnessed(try Witnessing(fields: &fields))
    case "role.granted":
      self = .roleGranted(
        try fields.keyID(), try fields.role(), reason: try fields.optionalText("reason"))
    case "role.revoked":
      self = .roleRevoked(
        try fields.keyID(), try fields.role(), reason: try fields.optionalText("reason"))
    case "ledger.restored":
      self = .restored(
        lost: try fields.head("lost"), kept: try fields.head("kept"),
        reason: try fields.text("reason"))
    default: self = .refused(code: try fields.text("code"), facts: try fields.map("facts"))
    }
    try fields.finish()
  }
}

extension LedgerFact.Enrolment {
  init(fields: inout Fields) throws(FormatError) {
    self.init(
      publicKey: try fields.bytes("public_key", 32), role: try fields.role(),
      label: try fields.text("label"), host: try fields.optionalText("host"),
      until: try fields.optionalSize("until"),
      possession: try fields.bytes("possession", 64))
  }
}

extension LedgerFact.Rotation {
  init(fields: inout Fields) throws(FormatError) {
    self.init(
      old: try fields.keyID(), publicKey: try fields.bytes("public_key", 32),
      label: try fields.text("label"), possession: try fields.bytes("possession", 64))
  }
}

extension LedgerFact.Witnessing {
  init(fields: inout Fields) throws(FormatError) {
    guard let size = try fields.optionalSize("size") else { throw fields.wrong("size") }
    self.init(
      size: size, witness: try fields.text("witness"), note: try fields.text("note"))
  }
}

/// Takes the fields out of a map one by one and refuses what is left.
struct Fields {
  private var map: ValueMap
  private let subject: String

  init(_ bytes: [UInt8], of subject: String) throws(FormatError) {
    do throws(CBORError) {
      map = try CBOR.decodeMap(bytes)
    } catch {
      throw FormatError(.malformed, "the data of '\(subject)' is not a deterministic cbor map")
    }
    self.subject = subject
  }

  func wrong(_ name: String) -> FormatError {
    FormatError(.malformed, "field '\(name)' of '\(subject)' is missing or not what it must be")
  }

  private mutating func take(_ name: String) -> Value? {
    guard let value = map[name] else { return nil }
    map[name] = nil
    return value
  }

  package mutating func text(_ name: String) throws(FormatError) -> String {
    guard let text = take(name)?.asText else { throw wrong(name) }
    return text
  }

  mutating func optionalText(_ name: String) throws(FormatError) -> String? {
    guard let value = take(name) else { return nil }
    guard let text = value.asText else { throw wrong(name) }
    return text
  }

  mutating func int(_ name: String) throws(FormatError) -> Int64 {
    guard let int = take(name)?.asInt else { throw wrong(name) }
    return int
  }

  /// A number of entries, if there is one.
  mutating func optionalSize(_ name: String) throws(FormatError) -> UInt64? {
    guard let value = take(name) else { return nil }
    guard let size = value.asInt.flatMap({ UInt64(exactly: $0) }) else { throw wrong(name) }
    return size
  }

  package mutating func bytes(_ name: String, _ count: Int) throws(FormatError) -> [UInt8] {
    guard let bytes = take(name)?.asBytes, bytes.count == count else { throw wrong(name) }
    return bytes
  }

  mutating func map(_ name: String) throws(FormatError) -> ValueMap {
    guard let map = take(name)?.asMap else { throw wrong(name) }
    return map
  }

  /// A size and a root, in two fields.
  mutating func head(_ name: String) throws(FormatError) -> Head {
    guard let size = UInt64(exactly: try int("\(name)_size")),
      let root = Digest(bytes: try bytes("\(name)_root", 32))
    else { throw wrong("\(name)_size") }
    return Head(size: size, root: root)
  }

  mutating func keyID() throws(FormatError) -> KeyID {
    guard let key = KeyID(bytes: try bytes("kid", 16)) else { throw wrong("kid") }
    return key
  }

  mutating func role() throws(FormatError) -> Role {
    guard let role = Role(rawValue: try text("role")) else { throw wrong("role") }
    return role
  }

  func finish() throws(FormatError) {
    guard let (name, _) = map.first else { return }
    throw FormatError(.malformed, "'\(subject)' has no field '\(name)'")
  }
}
