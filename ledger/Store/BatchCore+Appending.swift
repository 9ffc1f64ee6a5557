import Bytes
import Codecs

extension BatchCore {
  /// Appends the entry of a command: key and role, then its identifier, then the decision.
  func append(
    _ draft: Draft, _ signer: Signer,
    decide: (DecisionContext) throws(LedgerError) -> Decision
  ) throws(LedgerError) -> Receipt {
    let role = try role(of: signer, draft)
    if let receipt = try receipt(ofRepeated: draft, signer) { return receipt }
    let least = Role.least(for: draft.name)
    guard role >= least else {
      return try append(draft, signer, BatchCore.refusal(role: role, least: least, draft))
    }
    let context = DecisionContext(core: self, at: draft.at, keyID: signer.keyID, role: role)
    return try append(draft, signer, try decide(context))
  }

  /// What the key of a command may do at this index.
  ///
  /// The first entry is judged by the key inside it. Errors: `keyRefused`.
  func role(of signer: Signer, _ draft: Draft) throws(LedgerError) -> Role {
    if head.size == 0 && draft.name == "open_ledger" { return .admin }
    guard let key = authority.key(signer.keyID) else {
      throw LedgerError(
        .keyRefused, "the ledger '\(ledger.origin)' knows no key '\(signer.keyID)'",
        hint: "have an admin enroll it with 'runledger key enroll'")
    }
    if let index = key.revokedAt {
      throw LedgerError(.keyRefused, "key '\(signer.keyID)' was revoked by entry '@\(index)'")
    }
    if let end = key.endsAt, end <= head.size {
      throw LedgerError(
        .keyRefused, "key '\(signer.keyID)' was valid up to entry '@\(end)'",
        hint: "have an admin enroll another key")
    }
    return key.role
  }

  /// The decision that records a lack of role.
  static func refusal(role: Role, least: Role, _ draft: Draft) -> Decision {
    let refusal = Refusal(
      "role",
      facts: [
        "command": .text(draft.name), "role": .text(role.rawValue),
        "least": .text(least.rawValue),
      ], "'\(draft.name)' needs the role \(least)")
    return Decision(events: [refusal.event], refused: true)
  }

  /// The receipt of a command that was accepted before; nil when none has its identifier.
  ///
  /// Errors: `conflict` when the identifier belongs to another command.
  func receipt(ofRepeated draft: Draft, _ signer: Signer) throws(LedgerError) -> Receipt? {
    guard let index = try command(draft.id) else { return nil }
    let signed = try entry(index)
    let arguments = try recorded(draft.arguments, as: signed.entry.arguments)
    let digest = arguments.map {
      CommandDigest.of(keyID: signer.keyID, name: draft.name, arguments: $0)
    }
    let first = CommandDigest.of(
      keyID: signed.entry.keyID, name: signed.entry.command, arguments: signed.entry.arguments)
    guard digest == first else {
      throw LedgerError(
        .conflict,
        "command id '\(draft.id)' belongs to '\(signed.entry.command)' of entry '@\(index)'",
        hint: "use another command id")
    }
    // The author of the next entry has signed what the head was after this one.
    let next = index + 1
    let head = next == self.head.size ? self.head : try entry(next).entry.seen
    return Receipt(signed, index: index, head: head, repeated: true, refused: false)
  }

  /// Arguments in the form an earlier entry has them in, salted as they were then.
  ///
  /// Nil when they cannot be compared, because the recorded ones were erased.
  private func recorded(
    _ arguments: [UInt8], as payload: Payload
  ) throws(LedgerError) -> Payload? {
    guard case .detached(let commitment, _) = payload else { return .inline(arguments) }
    guard let blob = try ledger.blobs.read(commitment), let (salt, _) = Detached.open(blob) else {
      return nil
    }
    return Detached.payload(salt: salt, map: arguments)
  }

  /// Signs and takes in the entry of a decision.
  func append(
    _ draft: Draft, _ signer: Signer, _ decision: Decision
  ) throws(LedgerError) -> Receipt {
    try check(draft, decision)
    let authority = try authority(after: decision, signer)
    let maps = [draft.arguments] + decision.events.map(\.data)
    let bare = try makeEntry(draft, signer)
    let size = COSE.envelopeBytes + bare.body.count + decision.events.encodedCount
    let detachment = try Detachment(maps: maps, size: size, salt: { ledger.entropy(32) })
    let entry = bare.with(decision.events, detachment.payloads)
    let signed: SignedEntry
    do throws(FormatError) { signed = try SignedEntry(entry, by: signer) } catch {
      throw LedgerError(
        error.kind == .limit ? .tooLarge : .invalid,
        "command '\(draft.name)': \(culprit(draft, decision))\(error)")
    }
    for blob in detachment.blobs { try ledger.blobs.put(blob) }
    try accept(signed, decision, authority)
    return Receipt(
      signed, index: entry.seen.size, head: head, repeated: false, refused: decision.refused)
  }

  /// The entry with an empty map for its arguments, and without events.
  private func makeEntry(_ draft: Draft, _ signer: Signer) throws(LedgerError) -> Entry {
    let author = try author(signer.keyID)
    return Entry(
      origin: ledger.origin, commandID: draft.id, seen: head, authorSequence: author.count,
      authorPrevious: author.last, at: draft.at, command: draft.name, arguments: .inline([0xa0]),
      events: [], keyID: signer.keyID)
  }

  private func check(_ draft: Draft, _ decision: Decision) throws(LedgerError) {
    guard decision.events.count <= Limits.entryEvents else {
      throw LedgerError(
        .tooLarge,
        "command '\(draft.name)' has \(decision.events.count) events, the most is "
          + "\(Limits.entryEvents)")
    }
    let refusals = decision.events.count { $0.type == "command.refused" }
    guard refusals == (decision.refused ? 1 : 0), !decision.refused || decision.events.count == 1
    else {
      throw LedgerError(
        .invalid, "command '\(draft.name)': a refusal is one event 'command.refused' and no other")
    }
    try checkNames(draft, decision)
    for change in decision.states {
      guard (1...Limits.stateKeyBytes).contains(change.key.utf8.count) else {
        throw LedgerError(.invalid, "state key '\(change.key)' is empty or too long")
      }
    }
  }

  /// Refuses what no entry can hold, by its name: what was signed could not be read again.
  private func checkNames(_ draft: Draft, _ decision: Decision) throws(LedgerError) {
    func demand(_ what: String, _ text: String, _ limits: ClosedRange<Int>) throws(LedgerError) {
      let count = text.utf8.count
      guard !limits.contains(count) else { return }
      let shown = count > 80 ? "\(text.prefix(60))..." : text
      throw LedgerError(
        .tooLarge,
        "command '\(draft.name)': the name of \(what) '\(shown)' has \(count) bytes, and it has "
          + "\(limits.lowerBound) to \(limits.upperBound)",
        hint: "use shorter names")
    }
    try demand("the command", draft.name, 1...Limits.nameBytes)
    for event in decision.events {
      try demand("the event type", event.type, 1...Limits.nameBytes)
      try demand("the engine", event.by, 0...Limits.nameBytes)
      try demand("the stream", event.stream, 1...Limits.streamBytes)
    }
  }

  /// Which part of a command cannot be recorded, where one cannot.
  private func culprit(_ draft: Draft, _ decision: Decision) -> String {
    let maps =
      [("its arguments", draft.arguments)]
      + decision.events.map { ("the data of '\($0.type)' of '\($0.stream)'", $0.data) }
    for (name, map) in maps {
      do throws(CBORError) {
        var reader = CBORReader(map.span)
        try reader.skipValue()
      } catch {
        return "\(name) cannot be recorded: "
      }
    }
    return ""
  }

  /// The authority once the events of a decision have been taken in.
  private func authority(
    after decision: Decision, _ signer: Signer
  ) throws(LedgerError) -> Authority {
    guard decision.events.contains(where: { LedgerFact.understands($0.type) }) else {
      return authority
    }
    var authority = self.authority
    for event in decision.events {
      let fact: LedgerFact?
      do throws(FormatError) {
        fact = try LedgerFact(type: event.type, version: event.version, data: event.data)
      } catch {
        throw LedgerError(.invalid, "\(error)")
      }
      guard let fact else { continue }
      do throws(Refusal) {
        try authority.take(fact, by: signer.keyID, at: head.size, head: head)
      } catch {
        throw LedgerError(.roleRefused, "\(error)")
      }
    }
    return authority
  }
}

extension Entry {
  /// The same entry with these events, whose payloads follow that of the arguments.
  fileprivate func with(_ drafts: [DraftEvent], _ payloads: [Payload]) -> Entry {
    var entry = self
    entry.arguments = payloads[0]
    entry.events.reserveCapacity(drafts.count)
    for (ordinal, draft) in drafts.enumerated() {
      entry.events.append(
        EntryEvent(
          type: draft.type, version: draft.version, stream: draft.stream, by: draft.by,
          cause: draft.cause, data: payloads[ordinal + 1]))
    }
    return entry
  }
}

extension [DraftEvent] {
  /// How many bytes the events add to an entry without any, were all their maps empty.
  var encodedCount: Int {
    var total = CBOR.headCount(UInt64(count)) - 1
    for event in self {
      // The head of the event, and its empty map.
      total += 2
      for text in [event.type, event.stream, event.by] {
        total += CBOR.headCount(UInt64(text.utf8.count)) + text.utf8.count
      }
      total += CBOR.headCount(event.version) + (event.cause.map(CBOR.headCount) ?? 1)
    }
    return total
  }
}
