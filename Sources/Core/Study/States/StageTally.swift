/// How much of a stage is done at a level, over all runs that count: what `status` shows without
/// looking at every run.
public struct StageTally: Recordable {
  public var level = ""
  public var stage = ""
  /// Units whose worst verdict is PASS, or that no gate judged.
  public var passed = 0
  /// Units whose worst verdict is WARN.
  public var warned = 0
  /// Units that are skipped.
  public var skipped = 0
  /// Lines that done units reported and nobody can read.
  public var unread = 0

  /// Nothing done yet.
  public init(level: String, stage: String) {
    self.level = level
    self.stage = stage
  }

  /// How many units are done.
  public var done: Int { passed + warned + skipped }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("level", &level)
    coder.field("stage", &stage)
    coder.field("passed", &passed)
    coder.field("warned", &warned)
    coder.field("skipped", &skipped)
    coder.field("unread", &unread, unless: 0)
  }
}

/// How a unit stands in a tally.
public enum TallyMark: String, Word {
  case passed, warned, skipped
}

extension StageTally {
  /// Counts units of a kind more, or fewer.
  fileprivate mutating func add(_ count: Int, _ mark: TallyMark) {
    switch mark {
    case .passed: passed += count
    case .warned: warned += count
    case .skipped: skipped += count
    }
  }
}

extension StudyState {
  /// Moves a unit from one mark to another; nil stands for a unit that is not done.
  fileprivate mutating func tally(
    _ level: String, _ stage: String, from: TallyMark?, to: TallyMark?, unread: Int
  ) {
    var place = tallies.firstIndex { $0.level == level && $0.stage == stage }
    if place == nil {
      tallies.append(StageTally(level: level, stage: stage))
      place = tallies.count - 1
    }
    guard let place else { return }
    if let from { tallies[place].add(-1, from) }
    if let to { tallies[place].add(1, to) }
    tallies[place].unread += unread
  }
}

extension States {
  /// Brings the study's tallies up to date with a run that an event has changed.
  ///
  /// False when they are. O(1) where the event changes one unit, else O(units).
  func tally(_ study: inout StudyState, _ slug: String, _ id: String, _ fact: EventData) -> Bool {
    // The tallies are those of the schedule in force; what an earlier one did is not in them.
    guard let cell = planCell(slug) else { return false }
    let round = study.round
    var moves: [(level: String, stage: String, from: TallyMark?, to: TallyMark?, unread: Int)] = []
    change(id, of: slug) { run in
      guard run.round == round else { return false }
      let only = fact.unit.map { run.units.place($0.stage, $0.unit) }
      for place in only.map({ place in place.map { $0..<$0 + 1 } ?? 0..<0 }) ?? run.units.indices {
        let mark = run.replacedBy == nil ? run.units[place].mark(cell.plan, run.level) : nil
        let unit = run.units[place]
        let unread = mark == nil ? 0 : unit.unread
        guard mark != unit.tally || unread != unit.talliedUnread else { continue }
        moves.append(
          (run.level, unit.stage, unit.tally, mark, unread - unit.talliedUnread))
        run.units.mark(place, mark, unread: unread)
      }
      return !moves.isEmpty
    }
    for move in moves {
      study.tally(move.level, move.stage, from: move.from, to: move.to, unread: move.unread)
    }
    return !moves.isEmpty
  }
}

extension UnitState {
  /// How the unit stands in a tally now; nil while it is not done, or no longer in the plan.
  fileprivate func mark(_ plan: Plan, _ level: String) -> TallyMark? {
    guard phase == .ended || phase == .skipped, let stage = plan.stage(stage),
      isComplete(gates: stage.gates(at: level).count)
    else { return nil }
    if phase == .skipped { return .skipped }
    return verdict == .warn ? .warned : .passed
  }
}
