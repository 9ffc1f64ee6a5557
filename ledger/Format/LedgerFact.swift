import Bytes
public import Codecs

/// An event the ledger itself understands.
///
/// All others are opaque to it.
public enum LedgerFact: Equatable, Sendable {
  /// The first event of every log: its name, its own key and the first admin.
  case opened(origin: String, logKey: [UInt8], adminKey: [UInt8], adminLabel: String)
  /// From here on commands are decided by this revision of the rules.
  case rulesAdopted(revision: Int64)
  /// A key may sign from the next entry on.
  case enrolled(Enrolment)
  /// A key may not sign any more from the next entry on.
  ///
  /// What it signed from the entry `since` on is suspect: others had the key by then.
  case revoked(KeyID, reason: String, since: UInt64?)
  /// A key got a further role.
  case roleGranted(KeyID, Role, reason: String?)
  /// A key lost a role.
  case roleRevoked(KeyID, Role, reason: String?)
  /// The log goes on from a head although a later one, or another, was once acknowledged.
  case restored(lost: Head, kept: Head, reason: String)
  /// The owner of a key goes on with another, which has its roles.
  case rotated(Rotation)
  /// The ledger's own key hands over to another, in a note that both have signed.
  case rekeyed(note: String)
  /// A witness has signed a head of the log.
  case witnessed(Witnessing)
  /// A command was refused by a rule; its identifier is not consumed.
  case refused(code: String, facts: ValueMap)

  /// A key, who has it, what it may do, and the proof that who enrols it has the secret.
  public struct Enrolment: Equatable, Sendable {
    /// The identifier of the key.
    public var keyID: KeyID
    /// The 32 bytes of the public key.
    public var publicKey: [UInt8]
    /// What the key may do.
    public var role: Role
    /// Whose key it is, for people.
    public var label: String
    /// The host a runner's key belongs to.
    public var host: String?
    /// The index of the first entry that the key may not sign any more; nil without an end.
    public var until: UInt64?
    /// The signature of ``Possession/message(origin:keyID:role:until:)`` by the key itself.
    public var possession: [UInt8]

    /// Makes an enrolment; the key identifier follows from the public key.
    public init(
      publicKey: [UInt8], role: Role, label: String, host: String?, until: UInt64? = nil,
      possession: [UInt8]
    ) {
      self.until = until
      self.keyID = KeyID(publicKey: publicKey)
      self.publicKey = publicKey
      self.role = role
      self.label = label
      self.host = host
      self.possession = possession
    }
  }
}

extension LedgerFact {
  /// The type of the event.
  public var type: String {
    switch self {
    case .opened: "ledger.opened"
    case .rulesAdopted: "rules.adopted"
    case .enrolled: "key.enrolled"
    case .revoked: "key.revoked"
    case .roleGranted: "role.granted"
    case .roleRevoked: "role.revoked"
    case .restored: "ledger.restored"
    case .rotated: "key.rotated"
    case .rekeyed: "ledger.rekeyed"
    case .witnessed: "checkpoint.witnessed"
    case .refused: "command.refused"
    }
  }

  /// The stream of the event: `key/<kid>` for what concerns one key, else `ledger`.
  public var stream: String {
    switch self {
    case .opened, .rulesAdopted, .restored, .rekeyed, .witnessed, .refused: "ledger"
    case .rotated(let rotation): "key/\(rotation.old)"
    case .enrolled(let enrolment): "key/\(enrolment.keyID)"
    case .revoked(let key, _, _), .roleGranted(let key, _, _), .roleRevoked(let key, _, _):
      "key/\(key)"
    }
  }

  /// The data of the event.
  public var data: ValueMap {
    switch self {
    case .opened(let origin, let logKey, let adminKey, let adminLabel):
      ValueMap([
        ("origin", .text(origin)), ("log_key", .bytes(logKey)), ("admin_key", .bytes(adminKey)),
        ("admin_label", .text(adminLabel)),
      ])
    case .rulesAdopted(let revision): ValueMap([("revision", .int(revision))])
    case .enrolled(let enrolment): enrolment.data
    case .revoked(let key, let reason, let since):
      ValueMap(
        [("kid", .bytes(key.bytes)), ("reason", .text(reason))]
          + (since.map { [("compromised_since", .int(Int64(clamping: $0)))] } ?? []))
    case .rotated(let rotation):
      ValueMap([
        ("kid", .bytes(rotation.old.bytes)), ("public_key", .bytes(rotation.publicKey)),
        ("label", .text(rotation.label)), ("possession", .bytes(rotation.possession)),
      ])
    case .rekeyed(let note): ValueMap([("note", .text(note))])
    case .witnessed(let seen):
      ValueMap([
        ("size", .int(Int64(clamping: seen.size))), ("witness", .text(seen.witness)),
        ("note", .text(seen.note)),
      ])
    case .roleGranted(let key, let role, let reason), .roleRevoked(let key, let role, let reason):
      ValueMap(
        [("kid", .bytes(key.bytes)), ("role", .text(role.rawValue))]
          + (reason.map { [("reason", .text($0))] } ?? []))
    case .restored(let lost, let kept, let reason):
      ValueMap([
        ("lost_size", .int(Int64(clamping: lost.size))), ("lost_root", .bytes(lost.root.bytes)),
        ("kept_size", .int(Int64(clamping: kept.size))), ("kept_root", .bytes(kept.root.bytes)),
        ("reason", .text(reason)),
      ])
    case .refused(let code, let facts): ValueMap([("code", .text(code)), ("facts", .map(facts))])
    }
  }

  /// The event, ready to be appended.
  public var event: DraftEvent {
    DraftEvent(type: type, stream: stream, data: CBOR.encode(data))
  }
}

extension LedgerFact.Enrolment {
  /// The data of the event, and the arguments of the command but for the key identifier.
  package var data: ValueMap {
    var data = ValueMap([
      ("kid", .bytes(keyID.bytes)), ("public_key", .bytes(publicKey)),
      ("role", .text(role.rawValue)), ("label", .text(label)), ("possession", .bytes(possession)),
    ])
    if let host { data["host"] = .text(host) }
    if let until { data["until"] = .int(Int64(clamping: until)) }
    return data
  }
}
