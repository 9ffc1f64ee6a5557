import Codecs

extension Authority {
  /// The names of the commands the ledger decides itself.
  public static let commands = CommandRule.ownNames

  /// Decides a command about keys, roles or rules; nil when the name is none of ``commands``.
  ///
  /// The arguments have the fields of the event the command leads to, but for the key identifier of
  /// an enrolment, which follows from the key. Errors: a refusal by a rule, whose code is recorded.
  public func decide(
    _ command: String, arguments: [UInt8]
  ) throws(Refusal) -> [DraftEvent]? {
    guard Authority.commands.contains(command) else { return nil }
    let facts: [LedgerFact]
    do throws(FormatError) {
      var fields = try Fields(arguments, of: command)
      facts = try Authority.facts(command, &fields)
      // Any command may carry the text that its identifier stands for.
      _ = try fields.optionalText("cmd_id")
      try fields.finish()
    } catch {
      throw Refusal("malformed_arguments", error.description)
    }
    for fact in facts { try check(fact) }
    return facts.map(\.event)
  }

  private static func facts(
    _ command: String, _ fields: inout Fields
  ) throws(FormatError) -> [LedgerFact] {
    switch command {
    case "open_ledger":
      [
        .opened(
          origin: try fields.text("origin"), logKey: try fields.bytes("log_key", 32),
          adminKey: try fields.bytes("admin_key", 32), adminLabel: try fields.text("admin_label")),
        .rulesAdopted(revision: try fields.int("revision")),
      ]
    case "enroll_key": [.enrolled(try LedgerFact.Enrolment(fields: &fields))]
    case "revoke_key":
      [
        .revoked(
          try fields.keyID(), reason: try fields.text("reason"),
          since: try fields.optionalSize("compromised_since"))
      ]
    case "rotate_key": [.rotated(try LedgerFact.Rotation(fields: &fields))]
    case "rekey_ledger": [.rekeyed(note: try fields.text("note"))]
    case "witness_checkpoint": [.witnessed(try LedgerFact.Witnessing(fields: &fields))]
    case "grant_role":
      [
        .roleGranted(
          try fields.keyID(), try fields.role(), reason: try fields.optionalText("reason"))
      ]
    case "revoke_role":
      [
        .roleRevoked(
          try fields.keyID(), try fields.role(), reason: try fields.optionalText("reason"))
      ]
    case "restore_ledger":
      [
        .restored(
          lost: try fields.head("lost"), kept: try fields.head("kept"),
          reason: try fields.text("reason"))
      ]
    default: [.rulesAdopted(revision: try fields.int("revision"))]
    }
  }

  /// Takes in an event of the entry at `index`, before which the log had a head, by a key, if that
  /// key was entitled to it.
  ///
  /// The rule for events stands beside the one for commands, so that no command can smuggle in an
  /// event about keys: what changes who may do what needs an admin, whatever the command is called.
  package mutating func take(
    _ fact: LedgerFact, by author: KeyID, at index: UInt64, head: Head
  ) throws(Refusal) {
    switch fact {
    case .refused: return
    case .opened(_, _, let adminKey, _):
      guard index == 0, keys.isEmpty, KeyID(publicKey: adminKey) == author else {
        throw Refusal("already_open", "only the first event of a log opens it, by its first admin")
      }
    case .witnessed(let seen):
      guard seen.size <= index else {
        throw Refusal("witness_invalid", "a witness cannot have signed more entries than there are")
      }
      guard role(of: author) ?? .viewer >= .operator else {
        throw Refusal("role", "'\(fact.type)' needs the role operator")
      }
    case .rotated(let rotation) where rotation.old == author: break
    default:
      guard role(of: author) == .admin else {
        throw Refusal("role", "'\(fact.type)' needs the role admin")
      }
    }
    if case .restored(_, let kept, _) = fact, kept != head {
      throw Refusal("head_not_kept", "what is kept is the head before the entry, \(head)")
    }
    try check(fact)
    evolve(fact, at: index)
  }

  /// Throws the refusal a fact deserves at this point of the log, if any.
  func check(_ fact: LedgerFact) throws(Refusal) {
    switch fact {
    case .opened(let origin, _, let adminKey, _):
      if !keys.isEmpty { throw Refusal("already_open", "the ledger is open already") }
      if !Origin.isValid(origin) {
        throw Refusal("origin_invalid", "'\(origin)' cannot be an origin: \(Origin.rule)")
      }
      if !Possession.isUsable(adminKey) {
        throw Refusal("key_invalid", "the admin key is not a usable ed25519 key")
      }
    case .rulesAdopted(let revision):
      if revision <= rulesRevision {
        throw Refusal(
          "revision_not_later", facts: ["revision": .int(rulesRevision)],
          "the ledger has rules revision \(rulesRevision) already")
      }
    case .enrolled(let enrolment): try check(enrolment)
    case .rotated(let rotation): try check(rotation)
    case .witnessed(let seen):
      guard seen.seen(of: self) != nil else {
        throw Refusal(
          "witness_invalid",
          "'\(seen.witness)' has not signed a checkpoint of this log with \(seen.size) entries")
      }
    case .rekeyed(let note): try check(handover: note)
    case .revoked(let id, _, _):
      let key = try active(id)
      if key.role == .admin && adminCount == 1 { throw lastAdmin(id) }
    case .roleGranted(let id, let role, _):
      if try active(id).roles.contains(role) {
        throw Refusal(
          "role_already_granted", facts: ["kid": .bytes(id.bytes), "role": .text(role.rawValue)],
          "key '\(id)' has the role \(role) already")
      }
    case .roleRevoked(let id, let role, _):
      if !(try active(id).roles.contains(role)) {
        throw Refusal(
          "role_not_granted", facts: ["kid": .bytes(id.bytes), "role": .text(role.rawValue)],
          "key '\(id)' does not have the role \(role)")
      }
      if role == .admin && adminCount == 1 { throw lastAdmin(id) }
    case .restored, .refused: break
    }
  }

  private func check(_ enrolment: LedgerFact.Enrolment) throws(Refusal) {
    if key(enrolment.keyID) != nil {
      throw Refusal(
        "already_enrolled", facts: ["kid": .bytes(enrolment.keyID.bytes)],
        "key '\(enrolment.keyID)' is enrolled already")
    }
    if enrolment.until != nil, enrolment.role == .admin {
      throw Refusal("end_of_admin", "an admin's key cannot expire: revoke it instead")
    }
    guard Possession.isUsable(enrolment.publicKey) else {
      throw Refusal("key_invalid", "the key is not a usable ed25519 key")
    }
    guard
      Possession.holds(
        enrolment.possession, origin: origin, publicKey: enrolment.publicKey,
        role: enrolment.role, until: enrolment.until)
    else {
      throw Refusal(
        "possession_not_proven", facts: ["kid": .bytes(enrolment.keyID.bytes)],
        "key '\(enrolment.keyID)' did not sign that it belongs to '\(origin)' as \(enrolment.role)")
    }
  }

  private func check(_ rotation: LedgerFact.Rotation) throws(Refusal) {
    let role = try active(rotation.old).role
    if key(rotation.new) != nil {
      throw Refusal(
        "already_enrolled", facts: ["kid": .bytes(rotation.new.bytes)],
        "key '\(rotation.new)' is enrolled already")
    }
    guard Possession.isUsable(rotation.publicKey) else {
      throw Refusal("key_invalid", "the key is not a usable ed25519 key")
    }
    guard
      Possession.holds(
        rotation.possession, origin: origin, publicKey: rotation.publicKey, role: role)
    else {
      throw Refusal(
        "possession_not_proven", facts: ["kid": .bytes(rotation.new.bytes)],
        "key '\(rotation.new)' did not sign that it belongs to '\(origin)' as \(role)")
    }
  }

  private func check(handover note: String) throws(Refusal) {
    let handover: Handover
    do throws(FormatError) { handover = try Handover(parsing: note) } catch {
      throw Refusal("handover_invalid", "\(error)")
    }
    guard Origin.areSame(handover.origin, origin), handover.old.publicKey == logKey else {
      throw Refusal("handover_invalid", "the handover is not by the key of '\(origin)'")
    }
    if hasHadLogKey(handover.new.publicKey) {
      throw Refusal("log_key_used", "the key was the ledger's own before")
    }
  }

  private func active(_ id: KeyID) throws(Refusal) -> Key {
    guard let key = key(id) else {
      throw Refusal(
        "key_unknown", facts: ["kid": .bytes(id.bytes)], "the ledger knows no key '\(id)'")
    }
    guard key.revokedAt == nil else {
      throw Refusal(
        "key_revoked", facts: ["kid": .bytes(id.bytes)], "key '\(id)' is revoked already")
    }
    return key
  }

  private func lastAdmin(_ id: KeyID) -> Refusal {
    Refusal(
      "last_admin", facts: ["kid": .bytes(id.bytes)],
      "key '\(id)' is the last admin: nobody could manage keys afterwards")
  }
}
