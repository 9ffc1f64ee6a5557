import Bytes
import Codecs
import Engines
public import Ledger
import Study

/// A place where the log and the rules disagree.
public struct ReplayDifference: Equatable, Sendable {
  public var entry: UInt64
  /// The event's ordinal, when one event is meant.
  public var event: Int?
  /// What is different, in one sentence.
  public var message: String
  /// The recorded encoding, in hexadecimal.
  public var recorded: String?
  /// The encoding that the rules give, in hexadecimal.
  public var recomputed: String?
}

/// What a replay found.
public struct ReplayReport: Sendable {
  /// How many entries were decided again.
  public var entries: UInt64 = 0
  /// How many events came out again.
  public var events: UInt64 = 0
  /// Where the log and the rules disagree.
  public var differences: [ReplayDifference] = []
  /// What could not be decided again, because its data is erased.
  public var notChecked: [String] = []

  /// Whether everything came out identical.
  public var ok: Bool { differences.isEmpty }
}

/// Decides every entry of a log again, and compares every byte.
public struct Replay {
  /// The most differences that are listed.
  private static let differencesMax = 100

  private let ledger: Ledger
  private let states = States()
  private var streams = StreamNames()
  private lazy var purges = NamedBlobs.purges(in: ledger)
  private var authority = Authority()
  private var report = ReplayReport()
  /// Whose key signed the entry before, and its name: mostly the same.
  private var author: (key: KeyID, name: String)?

  /// Replays a log from its beginning.
  ///
  /// `each` hears every entry's index.
  public static func run(
    _ ledger: Ledger, each: (UInt64) -> Void = { _ in }
  ) throws -> ReplayReport {
    let ledger = try ledger.frozen()
    let adopted = try ledger.authority().rulesRevision
    guard adopted == Rules.revision else {
      throw RuntimeError(
        .conflict, "this ledger follows rules \(adopted) and this build knows \(Rules.revision)",
        hint: "replay it with a build that knows rules \(adopted)")
    }
    var replay = Replay(ledger: ledger)
    try ledger.storedEntries { entry in
      each(entry.index)
      do { try replay.step(entry) } catch { throw Self.placed(error, entry) }
      return replay.report.differences.count < differencesMax
    }
    try replay.compareStates()
    return replay.report
  }

  private init(ledger: Ledger) { self.ledger = ledger }

  /// An error of reading, with the entry and the field where it was met.
  private static func placed(_ error: any Error, _ entry: borrowing StoredEntry) -> any Error {
    switch error {
    case is FieldError, is CBORError, is FormatError, is StateError:
      LedgerError(
        .altered, "entry '@\(entry.index)', '\(entry.commandName)': \(error)",
        hint: "runledger verify says what else is wrong")
    default: error
    }
  }

  private mutating func step(_ entry: borrowing StoredEntry) throws {
    report.entries += 1
    report.events += UInt64(entry.eventCount)
    if let place = entry.inlineArgumentsRange {
      try step(entry, entry.bytes, place)
    } else if let map = try ledger.mapBytes(of: entry.arguments) {
      try step(entry, map, 0..<map.count)
    } else {
      report.notChecked.append("@\(entry.index): the arguments are \(erasure(entry.arguments))")
      // What happened stands in the events, and what comes later rests on it.
      try Rebuild.take(entry, of: ledger, into: states, &streams)
    }
    for ordinal in 0..<entry.eventCount where LedgerFact.understands(entry.eventType(ordinal)) {
      let event = entry.event(ordinal)
      guard let bytes = try ledger.mapBytes(of: event.data) else { continue }
      if let fact = try LedgerFact(type: event.type, version: event.version, data: bytes) {
        authority.evolve(fact, at: entry.index)
      }
    }
  }

  /// How data came to be erased.
  private mutating func erasure(_ payload: Payload) -> String {
    guard case .detached(let commitment, _) = payload,
      let purge = purges.last(where: { $0.digest == commitment })
    else { return "erased" }
    return "\(purge)"
  }

  /// Decides an entry again whose arguments lie in a part of `bytes`.
  private mutating func step(
    _ entry: borrowing StoredEntry, _ bytes: [UInt8], _ place: Range<Int>
  ) throws {
    if let type = CommandType.named(entry.command) {
      let (command, isExact) = try type.read(FieldReader(bytes, in: place))
      let given = isExact && type.type.recordedAsGiven != nil ? [UInt8](bytes[place]) : nil
      try compare(entry, recompute(command, given: given, type.rule, entry))
    } else if entry.index == 0 {
      // The first entry makes the authority by which all others are judged.
    } else {
      try compare(entry, recomputeOwn(entry.commandName, [UInt8](bytes[place]), entry))
    }
  }

  private mutating func recompute(
    _ command: any Command, given arguments: [UInt8]?, _ rule: CommandRule,
    _ entry: borrowing StoredEntry
  ) -> [DraftEvent] {
    let role = authority.role(of: entry.keyID)
    if author?.key != entry.keyID { author = (entry.keyID, entry.keyID.hex) }
    if let role, role < rule.least {
      return entry.eventCount == 1 ? recordedRefusal(entry) : []
    }
    do throws(Rejection) {
      let moment = CommandContext(
        entry: entry.index, at: entry.at, author: author?.name ?? "", role: role ?? .viewer)
      return command.drafts(
        of: try Rules.apply(command, at: moment, states), given: arguments)
    } catch {
      return [Event(command.stream, .commandRefused(error.event)).draft]
    }
  }

  private func recomputeOwn(
    _ name: String, _ arguments: [UInt8], _ entry: borrowing StoredEntry
  ) -> [DraftEvent] {
    if let role = authority.role(of: entry.keyID), role < Role.least(for: name) {
      return recordedRefusal(entry)
    }
    do throws(Refusal) {
      return try authority.decide(name, arguments: arguments) ?? []
    } catch {
      return [error.event]
    }
  }

  /// The refusal of a key without the role, which the ledger itself makes and verifies.
  private func recordedRefusal(_ entry: borrowing StoredEntry) -> [DraftEvent] {
    var refusals: [DraftEvent] = []
    for ordinal in 0..<entry.eventCount {
      let event = entry.event(ordinal)
      guard event.type == CommandRefused.definition.type, case .inline(let data) = event.data else {
        continue
      }
      refusals.append(
        DraftEvent(
          type: event.type, version: event.version, stream: event.stream, by: event.by,
          cause: event.cause, data: data))
    }
    return refusals
  }

  private mutating func compare(
    _ entry: borrowing StoredEntry, _ again: [DraftEvent]
  ) throws {
    if entry.eventCount != again.count {
      report.differences.append(
        ReplayDifference(
          entry: entry.index, event: nil,
          message: "the log has \(entry.eventCount) events and the rules give \(again.count)",
          recorded: nil, recomputed: nil))
    }
    for ordinal in 0..<min(entry.eventCount, again.count)
    where !entry.holds(again[ordinal], at: ordinal) {
      try compare(entry.event(ordinal), again[ordinal], entry.index, ordinal)
    }
  }

  /// Compares an event that is not stored as it comes out: its data may have been detached.
  private mutating func compare(
    _ recorded: EntryEvent, _ recomputed: DraftEvent, _ index: UInt64, _ ordinal: Int
  ) throws {
    guard let data = try ledger.mapBytes(of: recorded.data) else {
      report.notChecked.append("@\(index).\(ordinal): the data is \(erasure(recorded.data))")
      return
    }
    let isSame =
      recorded.type == recomputed.type && recorded.version == recomputed.version
      && recorded.stream == recomputed.stream && recorded.by == recomputed.by
      && recorded.cause == recomputed.cause && data == recomputed.data
    if isSame { return }
    report.differences.append(
      ReplayDifference(
        entry: index, event: ordinal,
        message: Self.difference(recorded, recomputed, isDataSame: data == recomputed.data),
        recorded: Hex.encode(data), recomputed: Hex.encode(recomputed.data)))
  }

  /// What differs between an event and what the rules give, field by field.
  private static func difference(
    _ recorded: EntryEvent, _ recomputed: DraftEvent, isDataSame: Bool
  ) -> String {
    func words(_ cause: UInt64?) -> String { cause.map { "\($0)" } ?? "none" }
    var parts: [String] = []
    if recorded.type != recomputed.type {
      parts.append("type '\(recorded.type)' comes out as '\(recomputed.type)'")
    }
    if recorded.version != recomputed.version {
      parts.append("version \(recorded.version) comes out as \(recomputed.version)")
    }
    if recorded.stream != recomputed.stream {
      parts.append("stream '\(recorded.stream)' comes out as '\(recomputed.stream)'")
    }
    if recorded.by != recomputed.by {
      parts.append("by '\(recorded.by)' comes out as '\(recomputed.by)'")
    }
    if recorded.cause != recomputed.cause {
      parts.append("cause \(words(recorded.cause)) comes out as \(words(recomputed.cause))")
    }
    if !isDataSame { parts.append("the data differ") }
    return "'\(recorded.type)' of '\(recorded.stream)': \(parts.joined(separator: ", "))"
  }

  /// Compares the states that the ledger stores with those that the replay came to.
  private mutating func compareStates() throws {
    guard report.differences.isEmpty, report.notChecked.isEmpty else { return }
    let size = try ledger.head().size
    let (wrong, isOfAnotherBuild) = try Rebuild.compare(ledger, with: states)
    if isOfAnotherBuild { report.notChecked.append(Rebuild.otherBuild) }
    for key in wrong {
      report.differences.append(
        ReplayDifference(
          entry: size - 1, event: nil,
          message:
            "the stored state '\(key)' is not what the log gives; runledger rebuild repairs it",
          recorded: try ledger.state(key).map(Hex.encode), recomputed: nil))
    }
  }
}

extension StoredEntry {
  /// Whether an event is stored, within the entry, as these bytes.
  fileprivate func holds(_ draft: DraftEvent, at ordinal: Int) -> Bool {
    guard eventVersion(ordinal) == draft.version, eventCause(ordinal) == draft.cause,
      let data = inlineEventData(ordinal)
    else { return false }
    return data.equals(draft.data) && eventType(ordinal).equals(draft.type)
      && eventStream(ordinal).equals(draft.stream) && eventBy(ordinal).equals(draft.by)
  }
}
