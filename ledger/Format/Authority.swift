import Bytes

/// The keys and roles of a log at an index: a pure fold of the entries before it.
///
/// Whether a key was valid is decided by the index of what it signed, never by a clock.
public struct Authority: Equatable, Sendable {
  /// A key the log knows.
  public struct Key: Equatable, Sendable {
    /// The identifier of the key.
    public var id: KeyID
    /// The 32 bytes of the public key.
    public var publicKey: [UInt8]
    /// Whose key it is.
    public var label: String
    /// The host a runner's key belongs to.
    public var host: String?
    /// The roles it has, the lowest first.
    public var roles: [Role]
    /// The index of the entry that enrolled it.
    public var enrolledAt: UInt64
    /// The index of the entry that revoked it.
    public var revokedAt: UInt64?
    /// The index of the first entry that it may not sign any more.
    public var endsAt: UInt64?
    /// The index from which on what it signed is suspect, once it was revoked.
    public var suspectSince: UInt64?
    /// The key that took its place.
    public var rotatedTo: KeyID?

    /// What the key may do: the highest of its roles, and nothing once revoked.
    public var role: Role {
      revokedAt == nil ? roles.last ?? .viewer : .viewer
    }
  }

  /// The last head that a witness has signed, as the log records it.
  public struct Witness: Equatable, Sendable {
    /// The key of the witness, as signed notes write it.
    public var key: String
    /// The size of the head.
    public var size: UInt64
    /// When it signed, in seconds since 1970, by its own clock.
    public var time: UInt64
    /// The index of the entry that records it.
    public var recordedAt: UInt64
  }

  /// A key that signed checkpoints once.
  public struct FormerLogKey: Equatable, Sendable {
    /// The 32 bytes of the public key.
    public var publicKey: [UInt8]
    /// The greatest size of a head that it may have signed.
    public var last: UInt64
  }

  /// The name of the log; empty before its first entry.
  public private(set) var origin = ""
  /// The 32 bytes of the public key that signs checkpoints; empty before the first entry.
  public private(set) var logKey: [UInt8] = []
  /// The keys that signed checkpoints before, in their order.
  public private(set) var formerLogKeys: [FormerLogKey] = []
  /// The keys in the order of their enrolment.
  public private(set) var keys: [Key] = []
  /// The heads that were lost for good, as an admin has stated.
  public private(set) var lostHeads: [Head] = []
  /// The last head that each witness has signed, in the order of their first.
  public private(set) var witnesses: [Witness] = []
  /// The revision of the rules in force.
  public private(set) var rulesRevision: Int64 = 0
  private var positions: [KeyID: Int] = [:]

  /// The authority of a log without entries: nobody may do anything.
  public init() {}

  init(
    origin: String, logKey: [UInt8], formerLogKeys: [FormerLogKey] = [], keys: [Key],
    rulesRevision: Int64, lostHeads: [Head] = [], witnesses: [Witness] = []
  ) {
    self.formerLogKeys = formerLogKeys
    self.witnesses = witnesses
    self.lostHeads = lostHeads
    self.origin = origin
    self.logKey = logKey
    self.keys = keys
    self.rulesRevision = rulesRevision
    for (position, key) in keys.enumerated() { positions[key.id] = position }
  }

  /// The key with this identifier, revoked or not.
  public func key(_ id: KeyID) -> Key? { positions[id].map { keys[$0] } }

  /// The role of a key; nil when the key is unknown or revoked.
  public func role(of id: KeyID) -> Role? {
    guard let key = key(id), key.revokedAt == nil else { return nil }
    return key.role
  }

  /// What is asked of a key at every entry, without copying the key.
  package func standing(
    of id: KeyID, at index: UInt64
  ) -> (role: Role, revokedAt: UInt64?, endsAt: UInt64?)? {
    guard let position = positions[id] else { return nil }
    let end = keys[position].endsAt
    return (
      keys[position].role, keys[position].revokedAt, end.flatMap { $0 <= index ? $0 : nil }
    )
  }

  /// Whether what a key signed at an index is suspect: it was revoked, and others had it by then.
  public func isSuspect(_ id: KeyID, at index: UInt64) -> Bool {
    guard let position = positions[id], let since = keys[position].suspectSince else {
      return false
    }
    return since <= index
  }

  /// The number of keys that may still act as admin.
  public var adminCount: Int { keys.count { $0.role == .admin } }

  /// Takes in an event of the entry at `index`.
  ///
  /// It records and does not judge: the caller has asked whether the author was entitled.
  public mutating func evolve(_ fact: LedgerFact, at index: UInt64) {
    switch fact {
    case .opened(let origin, let logKey, let adminKey, let adminLabel):
      self.origin = origin
      self.logKey = logKey
      enrol(
        Key(
          id: KeyID(publicKey: adminKey), publicKey: adminKey, label: adminLabel, host: nil,
          roles: [.admin], enrolledAt: index, revokedAt: nil))
    case .rulesAdopted(let revision): rulesRevision = revision
    case .enrolled(let enrolment):
      enrol(
        Key(
          id: enrolment.keyID, publicKey: enrolment.publicKey, label: enrolment.label,
          host: enrolment.host, roles: [enrolment.role], enrolledAt: index, revokedAt: nil,
          endsAt: enrolment.until))
    case .revoked(let id, _, let since):
      guard let position = positions[id], keys[position].revokedAt == nil else { return }
      keys[position].revokedAt = index
      keys[position].suspectSince = since
    case .rotated(let rotation):
      guard let position = positions[rotation.old], keys[position].revokedAt == nil else { return }
      let old = keys[position]
      keys[position].revokedAt = index
      keys[position].rotatedTo = rotation.new
      enrol(
        Key(
          id: rotation.new, publicKey: rotation.publicKey, label: rotation.label, host: old.host,
          roles: old.roles, enrolledAt: index, revokedAt: nil, endsAt: old.endsAt))
    case .witnessed(let seen):
      guard let time = seen.seen(of: self)?.time else { return }
      let witness = Witness(key: seen.witness, size: seen.size, time: time, recordedAt: index)
      if let place = witnesses.firstIndex(where: { $0.key == seen.witness }) {
        if witnesses[place].size <= seen.size { witnesses[place] = witness }
      } else {
        witnesses.append(witness)
      }
    case .roleGranted(let id, let role, _):
      guard let position = positions[id], !keys[position].roles.contains(role) else { return }
      keys[position].roles.append(role)
      keys[position].roles.sort()
    case .roleRevoked(let id, let role, _):
      guard let position = positions[id] else { return }
      keys[position].roles.removeAll { $0 == role }
    case .restored(let lost, _, _): lostHeads.append(lost)
    case .rekeyed(let note):
      guard let handover = try? Handover(parsing: note) else { return }
      formerLogKeys.append(FormerLogKey(publicKey: logKey, last: index))
      logKey = handover.new.publicKey
    case .refused: break
    }
  }

  private mutating func enrol(_ key: Key) {
    guard positions[key.id] == nil else { return }
    positions[key.id] = keys.count
    keys.append(key)
  }
}
