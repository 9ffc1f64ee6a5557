import Engines
import Files
public import Ledger
import Study

/// Makes every cache of a log anew from its entries.
public enum Rebuild {
  /// Drops tiles, index, states and meta, and folds them again.
  ///
  /// Never signs; refuses when the root that comes out is not that of the last checkpoint.
  public static func run(
    _ ledger: Ledger, lockWaitNanoseconds: UInt64 = 30_000_000_000
  ) throws -> Head {
    let folding = Folding(ledger)
    return try ledger.rebuild(
      lockDeadline: Clock.monotonic() + lockWaitNanoseconds, fold: folding.take,
      states: folding.rows)
  }

  /// A fold of all entries of a log into the states of its deciders.
  final class Folding {
    private let ledger: Ledger
    private let states = States()
    private var streams = StreamNames()

    init(_ ledger: Ledger) { self.ledger = ledger }

    func take(_ entry: borrowing StoredEntry) throws {
      try Rebuild.take(entry, of: ledger, into: states, &streams)
    }

    func rows() -> [Decision.StateChange] {
      states.takeChanges().map { Decision.StateChange(key: $0.key, bytes: $0.bytes) }
    }
  }

  /// Compares the stored states with those that a fold of all entries has come to: which are
  /// wrong, and whether some are of another build, which is no fault of theirs.
  static func compare(
    _ ledger: Ledger, with states: States
  ) throws -> (wrong: [String], isOfAnotherBuild: Bool) {
    var expected: [String: [UInt8]] = [:]
    for (key, bytes) in states.takeChanges() { expected[key] = bytes }
    var wrong: [String] = []
    var isOfAnotherBuild = false
    try ledger.states(prefix: "") { key, bytes in
      let fold = expected.removeValue(forKey: key)
      if fold != nil, States.isOfAnotherBuild(bytes) {
        isOfAnotherBuild = true
      } else if fold != bytes {
        wrong.append(key)
      }
      return true
    }
    if !isOfAnotherBuild { wrong += expected.keys }
    return (wrong.sorted(), isOfAnotherBuild)
  }

  /// What is said where states are of another build.
  public static let otherBuild = "the stored states, which another build made: runledger rebuild"

  static func take(
    _ entry: borrowing StoredEntry, of ledger: Ledger, into states: States,
    _ streams: inout StreamNames,
    erased: (Stream) -> Void = { _ in },
    each: (EventData, EventPosition) -> Void = { _, _ in }
  ) throws {
    let author = entry.keyID.hex
    for ordinal in 0..<entry.eventCount {
      guard let stream = streams.stream(entry.eventStream(ordinal)) else { continue }
      guard let fact = try fact(ledger, entry, ordinal) else {
        erased(stream)
        continue
      }
      let event = Event(
        stream, fact, by: entry.engine(ordinal), cause: entry.eventCause(ordinal).map(Int.init))
      let position = EventPosition(entry: entry.index, ordinal: ordinal)
      states.evolve(event, at: position, by: author)
      each(fact, position)
    }
  }

  /// What happened; nil when that is erased.
  private static func fact(
    _ ledger: Ledger, _ entry: borrowing StoredEntry, _ ordinal: Int
  ) throws -> EventData? {
    guard let type = EventType.named(entry.eventType(ordinal)) else {
      let name = entry.event(ordinal).type
      throw FieldError(path: name, expectation: "is a type that this build does not know")
    }
    let detached =
      try entry.inlineDataRange(ordinal) == nil
      ? ledger.mapBytes(of: entry.event(ordinal).data) : nil
    return try type.fact(ordinal, of: entry, detached: detached)
  }
}
