public import Study

/// One unit of a stage in a run: everything that happened to it.
public struct UnitView: Equatable, Sendable {
  /// Where a unit stands.
  public enum Phase: String, Equatable, Sendable {
    /// Nothing was asked of it yet, or its result no longer counts.
    case waiting
    /// It was put into the order of work.
    case requested
    /// Its process runs.
    case running
    /// Its last attempt succeeded.
    case succeeded
    /// Its last attempt did not succeed.
    case failed
    /// Another attempt was granted and waits for its time.
    case retrying
    /// It waits for a person.
    case blocked
    /// It is not done, for a reason that is no failure.
    case skipped
  }

  /// The unit's key; empty for a stage without units.
  public let key: String
  /// Where it stands.
  public internal(set) var phase = Phase.waiting
  /// Its attempts, oldest first.
  public internal(set) var attempts: [AttemptView] = []
  /// Every judgement of its gates, oldest first.
  public internal(set) var gates: [GateView] = []
  /// How many of the judgements do not count any more, because the gates themselves changed.
  var judgedBefore = 0
  /// What it waits for, while it is blocked.
  public internal(set) var blocked: StageBlocked?
  /// Why it is not done, while it is skipped.
  public internal(set) var skipped: String?
  /// Why its result no longer counts, until it has another.
  public internal(set) var stale: String?
  /// The guards that are bypassed in its result or in what that was made of.
  public internal(set) var bypassed: [String] = []
  /// The run whose result it took over, when it did not produce it itself.
  public internal(set) var inherited: String?
  /// How many of its attempts it took over: they were begun in the other run.
  public internal(set) var inheritedAttempts = 0
  /// The event that last changed where it stands.
  public internal(set) var changed: EventPosition?

  init(key: String) { self.key = key }

  /// The attempt whose result counts: the last, when it succeeded and its result is not stale.
  public var result: AttemptView? {
    guard stale == nil, let last = attempts.last, last.end?.outcome == .succeeded else {
      return nil
    }
    return last
  }

  /// The judgements that count: of each gate the last one on the latest attempt.
  public var judgements: [GateView] {
    var latest: [GateView] = []
    for gate in gates[judgedBefore...] where gate.attempt == attempts.last?.number ?? 0 {
      if let place = latest.firstIndex(where: { $0.evaluated.gate == gate.evaluated.gate }) {
        latest[place] = gate
      } else {
        latest.append(gate)
      }
    }
    return latest
  }

  /// The worst verdict of the judgements that count; nil when there is none.
  public var verdict: Verdict? { judgements.map(\.evaluated.verdict).max() }

  /// Whether it is done: skipped, or succeeded with every gate passed or accepted.
  public var isDone: Bool {
    if phase == .skipped { return true }
    guard phase == .succeeded, stale == nil else { return false }
    return judgements.allSatisfy { gate in
      gate.evaluated.verdict == .pass || gate.evaluated.verdict == .warn && gate.accepted != nil
    }
  }

  /// Changes the attempt with a number, which may be new.
  ///
  /// Attempts arrive in order, so that it is
  /// nearly always the last.
  mutating func updateAttempt(_ number: Int, _ change: (inout AttemptView) -> Void) {
    if let place = attempts.lastIndex(where: { $0.number == number }) {
      change(&attempts[place])
    } else {
      var attempt = AttemptView(number: number)
      change(&attempt)
      attempts.append(attempt)
    }
  }
}

/// One stage in a run: its units.
public struct StageView: Equatable, Sendable {
  /// The stage's name.
  public let name: String
  /// Its units, in the order in which something first happened to them.
  public private(set) var units: [UnitView] = []
  private var places = Places()

  init(name: String) { self.name = name }

  /// The unit with a key, or nil when nothing has happened to it.
  public func unit(_ key: String) -> UnitView? { places[key].map { units[$0] } }

  /// Whether there are units and all are done.
  public var isDone: Bool { !units.isEmpty && units.allSatisfy(\.isDone) }

  /// Changes a unit, which may be new.
  ///
  /// Returns by how much the number of blocked units changed.
  mutating func update(_ key: String, _ change: (inout UnitView) -> Void) -> Int {
    let place = place(of: key)
    let wasBlocked = units[place].phase == .blocked
    change(&units[place])
    let isBlocked = units[place].phase == .blocked
    return (isBlocked ? 1 : 0) - (wasBlocked ? 1 : 0)
  }

  /// The place of a unit, which may be new.
  private mutating func place(of key: String) -> Int {
    if let place = places.find(key) { return place }
    insert(UnitView(key: key))
    return units.count - 1
  }

  /// Puts a unit behind the others.
  mutating func insert(_ unit: UnitView) {
    places.set(unit.key, units.count)
    units.append(unit)
  }

  /// Forgets a unit that the plan no longer has, in O(units).
  mutating func remove(_ key: String) {
    units.removeAll { $0.key == key }
    places = Places()
    for (place, unit) in units.enumerated() { places.set(unit.key, place) }
  }
}
