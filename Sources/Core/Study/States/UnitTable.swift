/// The units of a run that anything happened to, in the order in which it first did.
///
/// Finding a unit, and those that are under way, costs the same whatever the number of units.
public struct UnitTable: Sendable, Equatable {
  /// The name of a unit within its run.
  private struct Name: Hashable {
    var stage: String
    var unit: String
  }

  /// So many units are looked through rather than indexed.
  private static let scanMax = 16

  private var states: [UnitState] = []
  private var places: [Name: Int] = [:]
  private var doneCounts: [String: Int] = [:]
  private var underWay: [Int] = []
  private var bypassedCount = 0
  /// Counts the changes, so that a copy that went another way is known from the original.
  private(set) var version = 0
  /// The places of units that were changed, appended or put in since ``takeChanges()``.
  private var changed: [Int] = []

  /// No unit.
  public init() {}

  /// These units.
  public init(_ units: [UnitState]) {
    for unit in units { append(unit) }
  }

  /// Compares the units, and not how they came here.
  public static func == (left: UnitTable, right: UnitTable) -> Bool { left.states == right.states }

  /// Where a unit stands; nil when nothing has happened to it.
  public func place(_ stage: String, _ unit: String) -> Int? {
    if places.isEmpty { return states.firstIndex { $0.stage == stage && $0.unit == unit } }
    return places[Name(stage: stage, unit: unit)]
  }

  /// Whether an attempt is the latest of its unit, and runs.
  func isRunning(_ stage: String, _ unit: String, attempt: Int) -> Bool {
    guard let place = place(stage, unit) else { return false }
    return states[place].phase == .started && states[place].attempt == attempt
  }

  /// How many units of a stage have ended or are skipped.
  public func doneCount(of stage: String) -> Int { doneCounts[stage] ?? 0 }

  /// How many units have ended or are skipped.
  public var doneCount: Int { doneCounts.values.reduce(0, +) }

  /// Whether an attempt of any unit was put in order or started, and has not ended.
  public var isLive: Bool {
    underWay.contains { states[$0].phase == .requested || states[$0].phase == .started }
  }

  /// Whether a guard is bypassed in the result of any unit.
  public var isAnyBypassed: Bool { bypassedCount > 0 }

  /// The units in one of the phases between request and end, in the order of the table.
  ///
  /// O(units under way).
  public func underWay(_ phase: UnitState.Phase) -> [UnitState] {
    underWay.compactMap { states[$0].phase == phase ? states[$0] : nil }
  }

  /// Changes a unit in its place; it begins as ``UnitState/Phase/waiting`` where it is new.
  mutating func update(_ stage: String, _ unit: String, _ change: (inout UnitState) -> Void) {
    let place = place(stage, unit) ?? append(UnitState(stage: stage, unit: unit))
    let before = states[place].phase
    let wasBypassed = !states[place].bypassed.isEmpty
    change(&states[place])
    count(place, from: before, to: states[place].phase)
    bypassedCount += (states[place].bypassed.isEmpty ? 0 : 1) - (wasBypassed ? 1 : 0)
    changed.append(place)
    version += 1
  }

  /// Says how a unit is counted in its study's tallies, and how many unread lines with it.
  mutating func mark(_ place: Int, _ tally: TallyMark?, unread: Int) {
    states[place].tally = tally
    states[place].talliedUnread = unread
    changed.append(place)
  }

  /// The places that were changed since the last call.
  mutating func takeChanges() -> [Int] {
    let places = changed
    changed = []
    return places
  }

  @discardableResult
  private mutating func append(_ unit: UnitState) -> Int {
    let place = states.count
    states.append(unit)
    if places.isEmpty, place == Self.scanMax {
      for (place, unit) in states.enumerated() {
        places[Name(stage: unit.stage, unit: unit.unit)] = place
      }
    } else if !places.isEmpty {
      places[Name(stage: unit.stage, unit: unit.unit)] = place
    }
    count(place, from: .waiting, to: unit.phase)
    bypassedCount += unit.bypassed.isEmpty ? 0 : 1
    changed.append(place)
    return place
  }

  private mutating func count(_ place: Int, from: UnitState.Phase, to: UnitState.Phase) {
    if from.isDone != to.isDone {
      doneCounts[states[place].stage, default: 0] += to.isDone ? 1 : -1
    }
    guard from.isUnderWay != to.isUnderWay else { return }
    if to.isUnderWay {
      underWay.insert(place, at: underWay.firstIndex { $0 > place } ?? underWay.count)
    } else {
      underWay.removeAll { $0 == place }
    }
  }
}

extension UnitTable: RandomAccessCollection {
  /// The first place.
  public var startIndex: Int { 0 }
  /// The place after the last.
  public var endIndex: Int { states.count }
  public subscript(place: Int) -> UnitState { states[place] }
}

extension UnitState.Phase {
  /// Whether nothing more is to be done, unless the result no longer counts.
  fileprivate var isDone: Bool { self == .ended || self == .skipped }

  /// Whether something is on its way.
  fileprivate var isUnderWay: Bool { self == .requested || self == .started || self == .retrying }
}
