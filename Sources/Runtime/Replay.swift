import Bytes
import Codecs
import Engines
public import Ledger
import Study

/// A place where the log and the rules disagree.
public struct ReplayDifference: Equatable, Sendable {
  /// The entry.
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
  private var authority = Authority()
  private var report = ReplayReport()

  /// Replays a log from its beginning.
  ///
  /// `each` hears every entry's index.
  public static func run(
    _ ledger: Ledger, each: (UInt64) -> Void = { _ in }
  ) throws -> ReplayReport {
    let adopted = try ledger.authority().rulesRevision
    guard adopted == Rules.revision else {
      throw RuntimeError(
        .conflict, "this ledger follows rules \(adopted) and this build knows \(Rules.revision)",
        hint: "replay it with a build that knows rules \(adopted)")
    }
    var replay = Replay(ledger: ledger)
    try ledger.entries { index, signed in
      each(index)
      try replay.step(index, signed.entry)
      return replay.report.differences.count < differencesMax
    }
    try replay.compareStates()
    return replay.report
  }

  private init(ledger: Ledger) { self.ledger = ledger }

  private mutating func step(_ index: UInt64, _ entry: Entry) throws {
    report.entries += 1
    report.events += UInt64(entry.events.count)
    guard let bytes = try ledger.mapBytes(of: entry.arguments) else {
      report.notChecked.append("@\(index): the arguments are erased")
      return
    }
    let arguments = try CBOR.decodeMap(bytes)
    if let command = try Command(name: entry.command, arguments: arguments) {
      try compare(index, entry, recompute(command, index, entry))
    } else if index == 0 {
      // The first entry makes the authority by which all others are judged.
    } else {
      try compare(index, entry, recomputeOwn(entry, bytes))
    }
    for event in entry.events {
      guard let bytes = try ledger.mapBytes(of: event.data) else { continue }
      if let fact = try LedgerFact(type: event.type, version: event.version, data: bytes) {
        authority.evolve(fact, at: index)
      }
    }
  }

  private func recompute(_ command: Command, _ index: UInt64, _ entry: Entry) -> [DraftEvent] {
    if let role = authority.role(of: entry.keyID), role < Role.least(for: entry.command) {
      return entry.events.count == 1 ? recordedRefusal(entry) : []
    }
    do throws(Rejection) {
      let moment = Moment(
        entry: index, at: entry.at, author: entry.keyID.hex,
        role: authority.role(of: entry.keyID) ?? .viewer)
      return try Rules.apply(command, at: moment, states).map(\.draft)
    } catch {
      return [Event(command.stream, .commandRefused(error.event)).draft]
    }
  }

  private func recomputeOwn(_ entry: Entry, _ arguments: [UInt8]) -> [DraftEvent] {
    if let role = authority.role(of: entry.keyID), role < Role.least(for: entry.command) {
      return recordedRefusal(entry)
    }
    do throws(Refusal) {
      return try authority.decide(entry.command, arguments: arguments) ?? []
    } catch {
      return [error.event]
    }
  }

  /// The refusal of a key without the role, which the ledger itself makes and verifies.
  private func recordedRefusal(_ entry: Entry) -> [DraftEvent] {
    entry.events.compactMap { event in
      guard event.type == CommandRefused.definition.type, case .inline(let data) = event.data else {
        return nil
      }
      return DraftEvent(
        type: event.type, version: event.version, stream: event.stream, by: event.by,
        cause: event.cause, data: data)
    }
  }

  private mutating func compare(
    _ index: UInt64, _ entry: Entry, _ again: [DraftEvent]
  ) throws {
    if entry.events.count != again.count {
      report.differences.append(
        ReplayDifference(
          entry: index, event: nil,
          message: "the log has \(entry.events.count) events and the rules give \(again.count)",
          recorded: nil, recomputed: nil))
    }
    for (ordinal, (recorded, recomputed)) in zip(entry.events, again).enumerated() {
      guard let data = try ledger.mapBytes(of: recorded.data) else {
        report.notChecked.append("@\(index).\(ordinal): the data is erased")
        continue
      }
      let isSame =
        recorded.type == recomputed.type && recorded.version == recomputed.version
        && recorded.stream == recomputed.stream && recorded.by == recomputed.by
        && recorded.cause == recomputed.cause && data == recomputed.data
      if isSame { continue }
      report.differences.append(
        ReplayDifference(
          entry: index, event: ordinal,
          message: "'\(recorded.type)' of '\(recorded.stream)' comes out as '\(recomputed.type)' "
            + "of '\(recomputed.stream)'",
          recorded: Hex.encode(data), recomputed: Hex.encode(recomputed.data)))
    }
  }

  /// Compares the states that the ledger stores with those that the replay came to.
  private mutating func compareStates() throws {
    guard report.differences.isEmpty, report.notChecked.isEmpty else { return }
    let size = try ledger.head().size
    for (key, bytes) in states.takeChanges() where try ledger.state(key) != bytes {
      report.differences.append(
        ReplayDifference(
          entry: size - 1, event: nil,
          message:
            "the stored state '\(key)' is not what the log gives; runledger rebuild mends it",
          recorded: try ledger.state(key).map(Hex.encode), recomputed: Hex.encode(bytes)))
    }
  }
}
