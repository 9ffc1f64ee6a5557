import Bytes
import Crypto

/// The entries taken in one after the other: every rule that depends on what came before.
struct History: Sendable {
  private(set) var frontier = Frontier()
  private(set) var head = Head.empty
  /// The root at every size.
  private(set) var roots = [Merkle.emptyRoot]
  private(set) var authority = Authority()
  private(set) var authors: [KeyID: AuthorState] = [:]
  private(set) var commands: [CommandID: CommandRow] = [:]
  private(set) var detachments: [(index: UInt64, detachment: EntryFacts.Detachment)] = []
  private(set) var tiles = TileBuilder()
  private(set) var eventCount: UInt64 = 0
  /// The size of the checkpoint, and the root at that size once it was passed.
  let checkpointSize: UInt64?
  private(set) var checkpointRoot: Digest?
  private var expected: UInt64 = 0
  /// Once a leaf is wrong no later author can have seen what we compute: it is said once.
  private var isSeenHeadReported = false
  private var publicKeys: [KeyID: PublicKey] = [:]
  /// Heads that witnesses have signed, to be compared once all entries are there.
  private(set) var witnessed: [(entry: UInt64, event: Int, head: Head)] = []
  /// The revision of the rules before the entry; the first entry is judged by the one it adopts.
  private var rulesBefore: Int64 = 0
  /// How many entries followed rules that this build does not know.
  private(set) var unjudged = 0

  /// A history of no entries yet, with room for those there will be.
  init(checkpointSize: UInt64?, capacity: UInt64 = 0) {
    self.checkpointSize = checkpointSize
    // A damaged index must not make us reserve what no machine has.
    commands.reserveCapacity(Int(min(capacity, 1 << 22)))
    if checkpointSize == 0 { checkpointRoot = Merkle.emptyRoot }
  }

  /// Takes in an entry and adds to the findings what is wrong with it.
  mutating func take(
    _ facts: EntryFacts, at index: UInt64, origin: String, into result: inout Verification
  ) {
    if index != expected {
      result.add(.gap, entry: expected, "there is no entry between @\(expected) and @\(index)")
    }
    expected = index + 1
    defer { add(facts.leaf) }
    if let error = facts.error {
      let kind: Finding.Kind = error.kind == .futureVersion ? .futureFormat : .malformedEntry
      result.add(kind, entry: index, "\(error)")
      return
    }
    eventCount += UInt64(facts.eventCount)
    if let other = facts.origin {
      result.add(.originMismatch, entry: index, "the entry belongs to '\(other)', not '\(origin)'")
    }
    checkSeenHead(facts, index, &result)
    checkAuthorChain(facts, index, &result)
    rulesBefore = authority.rulesRevision
    // The first entry is judged by the key inside it, every other one by the entries before it.
    if index == 0 {
      checkOpening(facts, origin, &result)
      takeFacts(facts, index, &result)
      rulesBefore = authority.rulesRevision
    }
    checkAuthor(facts, index, &result)
    if index > 0 { takeFacts(facts, index, &result) }
    checkCommand(facts, index, &result)
    checkEvents(facts, index, &result)
    for detachment in facts.detachments { detachments.append((index, detachment)) }
  }

  /// Hands out the tiles that have become full since the last time.
  mutating func takeFinishedTiles() -> [(tile: Tile, hashes: [Digest])] { tiles.takeFinished() }

  private mutating func add(_ leaf: Digest) {
    frontier.append(leaf)
    tiles.append(leaf)
    head = frontier.head
    roots.append(head.root)
    if head.size == checkpointSize { checkpointRoot = head.root }
  }

  private mutating func checkSeenHead(
    _ facts: EntryFacts, _ index: UInt64, _ result: inout Verification
  ) {
    guard facts.seen != head, !isSeenHeadReported else { return }
    isSeenHeadReported = true
    result.add(
      .seenHeadMismatch, entry: index,
      "the author saw \(facts.seen), the entries before lead to \(head)")
  }

  private mutating func checkAuthorChain(
    _ facts: EntryFacts, _ index: UInt64, _ result: inout Verification
  ) {
    let state =
      authors.updateValue(
        AuthorState(count: facts.authorSequence &+ 1, last: facts.leaf), forKey: facts.keyID)
      ?? AuthorState()
    if facts.authorSequence != state.count {
      result.add(
        .authorChainBroken, entry: index,
        "the entry is number \(facts.authorSequence) of key '\(facts.keyID)', "
          + "\(state.count) came before it")
    } else if facts.authorPrevious != state.last {
      result.add(
        .authorChainBroken, entry: index,
        "the entry does not name the previous one of key '\(facts.keyID)'")
    }
  }

  private mutating func checkCommand(
    _ facts: EntryFacts, _ index: UInt64, _ result: inout Verification
  ) {
    if facts.isRefusal {
      guard facts.eventCount != 1 else { return }
      result.add(
        .malformedEntry, entry: index, "a refusal is one event 'command.refused' and no other")
      return
    }
    let row = CommandRow(index: index, digest: facts.commandDigest)
    // Looking up and adding in one go: at a million commands each misses the cache.
    guard let first = commands.updateValue(row, forKey: facts.commandID) else { return }
    commands[facts.commandID] = first
    result.add(
      .commandIDReused, entry: index,
      "command id '\(facts.commandID)' was accepted by @\(first.index) already")
  }
}

extension History {
  /// Whether the command may bring about its events, under the rules the log had adopted.
  ///
  /// A revision that this build does not know may allow what it will: that is said, and no finding.
  private mutating func checkEvents(
    _ facts: EntryFacts, _ index: UInt64, _ result: inout Verification
  ) {
    guard CommandRule.revisions.contains(rulesBefore) else {
      unjudged += 1
      return
    }
    for ordinal in facts.disallowed {
      result.add(
        .eventNotAllowed, entry: index, event: ordinal,
        "no event of this type may follow from '\(facts.command)'")
    }
  }

  /// Whether the key was one of the log's, signed, and was entitled to the command.
  private mutating func checkAuthor(
    _ facts: EntryFacts, _ index: UInt64, _ result: inout Verification
  ) {
    let id = facts.keyID
    guard let standing = authority.standing(of: id, at: index) else {
      result.add(.unknownKey, entry: index, "no entry before enrolled key '\(id)'")
      return
    }
    switch facts.signature {
    case .valid, .ignored: break
    case .invalid:
      result.add(.badSignature, entry: index, "the signature is not one of key '\(id)'")
    case .unchecked(let message, let signature):
      let isValid = publicKey(id)?.verify(signature: signature, message: message) ?? false
      if !isValid {
        result.add(.badSignature, entry: index, "the signature is not one of key '\(id)'")
      }
    }
    if let revokedAt = standing.revokedAt {
      result.add(.roleViolation, entry: index, "key '\(id)' was revoked by entry @\(revokedAt)")
    } else if let end = standing.endsAt {
      result.add(.roleViolation, entry: index, "key '\(id)' was valid up to entry @\(end)")
    } else if standing.role < facts.leastRole && !facts.isRefusal {
      result.add(
        .roleViolation, entry: index,
        "the command needs the role \(facts.leastRole), key '\(id)' has \(standing.role)")
    }
  }

  private mutating func publicKey(_ id: KeyID) -> PublicKey? {
    if let known = publicKeys[id] { return known }
    let made = authority.key(id).flatMap { try? PublicKey(bytes: $0.publicKey) }
    publicKeys[id] = made
    return made
  }

  private mutating func takeFacts(
    _ facts: EntryFacts, _ index: UInt64, _ result: inout Verification
  ) {
    for fact in facts.facts {
      guard let known = fact.fact else {
        result.add(.malformedEntry, entry: index, event: fact.ordinal, fact.message)
        continue
      }
      do throws(Refusal) {
        try authority.take(known, by: facts.keyID, at: index, head: head)
        if case .witnessed(let seen) = known,
          let signed = seen.seen(of: authority)
        {
          witnessed.append((index, fact.ordinal, signed.head))
        }
      } catch {
        let kind: Finding.Kind =
          switch error.code {
          case "possession_not_proven", "handover_invalid": .possessionInvalid
          case "witness_invalid": .witnessInvalid
          default: .roleViolation
          }
        result.add(kind, entry: index, event: fact.ordinal, error.message)
      }
    }
  }

  private func checkOpening(
    _ facts: EntryFacts, _ origin: String, _ result: inout Verification
  ) {
    let first = facts.facts.first { $0.ordinal == 0 }?.fact
    let second = facts.facts.first { $0.ordinal == 1 }?.fact
    if case .opened(let opened, _, _, _) = first, case .rulesAdopted = second {
      if !Origin.areSame(opened, origin) {
        result.add(.originMismatch, entry: 0, "an entry of '\(origin)' opens '\(opened)'")
      }
      return
    }
    result.add(
      .malformedEntry, entry: 0, "the first entry does not open a ledger and adopt its rules")
  }
}
