import Bytes
import Codecs

extension Authority {
  /// The authority as stored in the `meta` table: a deterministic CBOR map.
  package var bytes: [UInt8] {
    var fields = ValueMap([
      ("origin", .text(origin)), ("log_key", .bytes(logKey)), ("revision", .int(rulesRevision)),
      ("keys", .array(keys.map { .map($0.fields) })),
    ])
    if !formerLogKeys.isEmpty {
      fields["log_keys"] = .array(
        formerLogKeys.map { .array([.bytes($0.publicKey), .int(Int64(clamping: $0.last))]) })
    }
    if !lostHeads.isEmpty {
      fields["restored"] = .array(
        lostHeads.map { .array([.int(Int64(clamping: $0.size)), .bytes($0.root.bytes)]) })
    }
    if !witnesses.isEmpty {
      fields["witnesses"] = .array(
        witnesses.map {
          .array([
            .text($0.key), .int(Int64(clamping: $0.size)), .int(Int64(clamping: $0.time)),
            .int(Int64(clamping: $0.recordedAt)),
          ])
        })
    }
    return CBOR.encode(fields)
  }

  /// Reads a stored authority; nil when it is not one.
  package init?(bytes: [UInt8]) {
    guard let map = try? CBOR.decodeMap(bytes), let origin = map["origin"]?.asText,
      let logKey = map["log_key"]?.asBytes, let revision = map["revision"]?.asInt,
      let values = map["keys"]?.asArray
    else { return nil }
    var keys: [Key] = []
    for value in values {
      guard let fields = value.asMap, let key = Key(fields: fields) else { return nil }
      keys.append(key)
    }
    var formerLogKeys: [FormerLogKey] = []
    for value in map["log_keys"]?.asArray ?? [] {
      guard let parts = value.asArray, parts.count == 2, let key = parts[0].asBytes,
        let last = parts[1].asInt.flatMap({ UInt64(exactly: $0) })
      else { return nil }
      formerLogKeys.append(FormerLogKey(publicKey: key, last: last))
    }
    var lostHeads: [Head] = []
    for value in map["restored"]?.asArray ?? [] {
      guard let parts = value.asArray, parts.count == 2, let size = parts[0].asInt, size >= 0,
        let root = parts[1].asBytes.flatMap(Digest.init(bytes:))
      else { return nil }
      lostHeads.append(Head(size: UInt64(size), root: root))
    }
    var witnesses: [Witness] = []
    for value in map["witnesses"]?.asArray ?? [] {
      guard let parts = value.asArray, parts.count == 4, let key = parts[0].asText else {
        return nil
      }
      let numbers = parts[1...].compactMap { $0.asInt.flatMap { UInt64(exactly: $0) } }
      guard numbers.count == 3 else { return nil }
      witnesses.append(
        Witness(key: key, size: numbers[0], time: numbers[1], recordedAt: numbers[2]))
    }
    self.init(
      origin: origin, logKey: logKey, formerLogKeys: formerLogKeys, keys: keys,
      rulesRevision: revision, lostHeads: lostHeads, witnesses: witnesses)
  }
}

extension Authority.Key {
  fileprivate var fields: ValueMap {
    var fields = ValueMap([
      ("public_key", .bytes(publicKey)), ("label", .text(label)),
      ("roles", .array(roles.map { .text($0.rawValue) })),
      ("enrolled_at", .int(Int64(enrolledAt))),
    ])
    if let host { fields["host"] = .text(host) }
    if let revokedAt { fields["revoked_at"] = .int(Int64(revokedAt)) }
    if let endsAt { fields["ends_at"] = .int(Int64(clamping: endsAt)) }
    if let suspectSince { fields["suspect_since"] = .int(Int64(clamping: suspectSince)) }
    if let rotatedTo { fields["rotated_to"] = .bytes(rotatedTo.bytes) }
    return fields
  }

  fileprivate init?(fields: ValueMap) {
    guard let publicKey = fields["public_key"]?.asBytes, let label = fields["label"]?.asText,
      let enrolledAt = fields["enrolled_at"]?.asInt, enrolledAt >= 0,
      let names = fields["roles"]?.asArray
    else { return nil }
    let roles = names.compactMap { $0.asText.flatMap(Role.init(rawValue:)) }
    guard roles.count == names.count else { return nil }
    self.init(
      id: KeyID(publicKey: publicKey), publicKey: publicKey, label: label,
      host: fields["host"]?.asText, roles: roles, enrolledAt: UInt64(enrolledAt),
      revokedAt: fields["revoked_at"]?.asInt.flatMap { UInt64(exactly: $0) },
      endsAt: fields["ends_at"]?.asInt.flatMap { UInt64(exactly: $0) },
      suspectSince: fields["suspect_since"]?.asInt.flatMap { UInt64(exactly: $0) },
      rotatedTo: fields["rotated_to"]?.asBytes.flatMap(KeyID.init(bytes:)))
  }
}
