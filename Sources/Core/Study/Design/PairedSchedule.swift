import Codecs

/// One pair of a drawn schedule.
public struct PairSlot: Recordable {
  /// Its place in the level's schedule, from 1.
  public var slot = 0
  /// The level; empty in a study without levels.
  public var level = ""
  public var pair = ""
  /// The number of the pair among those of its task, from 1.
  public var pairIndex = 0
  public var task = ""
  /// The variant that goes first.
  public var first = ""
  /// The variant that goes second.
  public var second = ""
  public var taskSeed: Int64 = 0
  /// The seed that both runs of the pair share beside it, from which faults derive.
  public var faultSeed: Int64 = 0

  init(
    slot: Int, level: String, pair: String, pairIndex: Int, task: TaskPlan, first: String,
    second: String, faultSeed: Int64
  ) {
    self.slot = slot
    self.level = level
    self.pair = pair
    self.pairIndex = pairIndex
    self.task = task.name
    self.first = first
    self.second = second
    taskSeed = task.seed
    self.faultSeed = faultSeed
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("slot", &slot, "its place in the level's schedule, from 1")
    coder.field("level", &level, "the level; empty in a study without levels")
    coder.field("pair_id", &pair, "the pair")
    coder.field("pair_index", &pairIndex, "the number of the pair among those of its task, from 1")
    coder.field("task_id", &task, "the task")
    coder.field("first_variant", &first, "the variant that goes first")
    coder.field("second_variant", &second, "the variant that goes second")
    coder.field("task_seed", &taskSeed, "the seed of the task")
    coder.field(
      "fault_seed", &faultSeed,
      "the seed that both runs of the pair share beside it, from which faults derive")
  }
}

extension Plan {
  /// The pairs of all levels in the order drawn; none in a study that is not paired.
  public func pairSlots(round: Int) -> [PairSlot] {
    levels.indices.flatMap { pairSlots(level: $0, round: round) }
  }

  /// The pairs of a level in the order drawn: tasks rotate, and the variant that goes first is
  /// drawn for each pair, balanced within each task.
  ///
  /// Orders and fault seeds derive from the study seed, the place of the level, the place of the
  /// task, the number of the pair and the round. O(pairs).
  public func pairSlots(level index: Int, round: Int) -> [PairSlot] {
    guard let paired = design.paired, paired.variants.count == 2 else { return [] }
    let level = levels[index]
    let order = level.order ?? paired.order
    var slots: [PairSlot] = []
    for pairIndex in 0..<(level.pairs ?? paired.pairs) {
      for (place, task) in paired.tasks.enumerated()
      where level.tasks.isEmpty || level.tasks.contains(task.name) {
        let indices = [index, place, pairIndex, round]
        let isSwapped =
          switch order {
          case .random: isSwapped(level: index, task: place, pair: pairIndex, round: round)
          case .alternate: slots.count % 2 == 1
          }
        let name = "pair-\(Self.number(slots.count + 1))"
        slots.append(
          PairSlot(
            slot: slots.count + 1, level: level.name,
            pair: scheduledName(name, level: level, round: round), pairIndex: pairIndex + 1,
            task: task, first: paired.variants[isSwapped ? 1 : 0].name,
            second: paired.variants[isSwapped ? 0 : 1].name,
            faultSeed: Seeds.derive(from: seed, purpose: "fault", indices: indices)))
      }
    }
    return slots
  }

  /// Whether the second variant goes first in a pair: drawn for every other pair of a task, and the
  /// other way round in the one after it, so that first places differ by at most one.
  private func isSwapped(level: Int, task: Int, pair: Int, round: Int) -> Bool {
    let drawn = Seeds.derive(
      from: seed, purpose: "order", indices: [level, task, pair - pair % 2, round])
    return (drawn & 1 == 1) != (pair % 2 == 1)
  }

  /// The runs of a level of a paired study: the one of the study's own stages, both runs of every
  /// pair with the pair's own stages after them and a look where one is due, and last those of the
  /// tasks.
  func pairedSchedule(level index: Int, round: Int) -> [ScheduledRun] {
    let level = levels[index]
    var runs: [ScheduledRun] = []
    func add(_ name: String, _ scope: Scope, _ seed: Int64, _ assignment: Assignment) {
      guard stages.contains(where: { $0.scope == scope }) else { return }
      runs.append(
        ScheduledRun(
          id: name, index: runs.count, seed: seed, scope: scope, assignment: assignment))
    }
    add(scheduledName("study", level: level, round: round), .study, seed, Assignment())
    let slots = pairSlots(level: index, round: round)
    for slot in slots {
      for (place, variant) in [slot.first, slot.second].enumerated() {
        var assignment = Assignment(variant: variant, task: slot.task, pair: slot.pair)
        assignment.pairIndex = slot.pairIndex
        assignment.pairSeed = slot.faultSeed
        assignment.order = place + 1
        let name = "run-\(Self.number(slot.slot))-\(variant)-\(slot.task)"
        add(
          scheduledName(name, level: level, round: round), .run, slot.taskSeed, assignment)
      }
      var assignment = Assignment(task: slot.task, pair: slot.pair)
      assignment.pairIndex = slot.pairIndex
      assignment.pairSeed = slot.faultSeed
      add(slot.pair, .pair, slot.taskSeed, assignment)
      if looks.contains(where: { $0.level == level.name && $0.pairs == slot.slot }) {
        let name = "look-\(Self.number(slot.slot))"
        add(scheduledName(name, level: level, round: round), .look, seed, Assignment())
      }
    }
    for task in design.paired?.tasks ?? [] where slots.contains(where: { $0.task == task.name }) {
      add(
        scheduledName(task.name, level: level, round: round), .task, task.seed,
        Assignment(task: task.name))
    }
    return runs
  }

  /// How many tasks a level of a paired study has.
  func taskCount(_ level: LevelPlan) -> Int {
    level.tasks.isEmpty ? design.paired?.tasks.count ?? 0 : level.tasks.count
  }

  /// A number with at least four digits, so that names sort.
  private static func number(_ value: Int) -> String {
    let digits = "\(value)"
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

extension Plan {
  /// Why no run of the design could be planned, or nil when they can.
  ///
  /// What a study file may say is checked where it is read; this holds whoever made the plan.
  var problemOfDesign: String? {
    if let stage = stages.first(where: { !design.scopes.contains($0.scope) }) {
      return "stage '\(stage.name)' is done once per \(stage.scope.rawValue), which it has none of"
    }
    if let one = design.revisions.first(where: { $0.revision == RevisionPlan.automatic }) {
      return "the revision of input '\(one.input)' has no number"
    }
    guard let paired = design.paired else { return nil }
    if paired.variants.count != 2 || paired.variants[0].name == paired.variants[1].name {
      return "a paired design compares two variants"
    }
    if paired.tasks.isEmpty || Set(paired.tasks.map(\.name)).count < paired.tasks.count {
      return "its tasks need names of their own, and there must be one"
    }
    if (levels.last?.pairs ?? paired.pairs) < paired.minimum {
      return "its last level has fewer pairs a task than the minimum of \(paired.minimum)"
    }
    return nil
  }
}

extension States {
  /// Whether the schedule in force has a pair.
  func isPair(_ id: String, of slug: String) -> Bool {
    guard let plan = plan(slug), let study = study(slug) else { return false }
    return plan.levels.indices.contains { level in
      schedule(slug, level: level, round: study.round).contains { $0.assignment.pair == id }
    }
  }
}
