import Bytes
import Codecs
import Files
import Study

/// What a stage of a paired study is told beyond what every stage is: variant, task, pair, the
/// design, and the runs that it looks at.
struct DesignContext {
  /// The members by name.
  private(set) var members = ValueMap()

  init(_ run: RunState, _ plan: Plan, _ paired: PairedPlan, _ place: WorkOrder.Place) {
    let directory = place.studyDirectory
    let assignment = run.assignment
    members["variant"] = paired.variant(assignment.variant).map { $0.context(directory) }
    members["task"] = paired.task(assignment.task).map { $0.context(directory) }
    if let pair = assignment.pair {
      members["pair"] = .map(Self.pair(pair, run, plan, place.states))
    }
    members["paired"] = .map(paired.context(directory))
    members["pins"] = .map(place.pins)
    members["study_directory"] = .text(directory)
    if let file = place.states.study(plan.study)?.file {
      members["study_file"] = .map(["path": .text(file.path), "digest": .text(file.digest.hex)])
    }
    if run.scope > .run {
      members["runs"] = .array(Self.runs(around: run, plan, place.states))
    }
  }

  private static func pair(
    _ pair: String, _ run: RunState, _ plan: Plan, _ states: States
  ) -> ValueMap {
    let assignment = run.assignment
    var map: ValueMap = ["id": .text(pair)]
    map["index"] = assignment.pairIndex.map { .int(Int64($0)) }
    map["seed"] = assignment.pairSeed.map(Value.int)
    map["order"] = assignment.order.map { .int(Int64($0)) }
    var around = run
    around.assignment = Assignment(pair: pair)
    let other = scheduled(.run, around: around, plan, states)
      .first { $0.assignment.variant != assignment.variant }
    if assignment.variant != nil { map["other"] = other.map { .text($0.id) } }
    return map
  }

  private static func runs(around run: RunState, _ plan: Plan, _ states: States) -> [Value] {
    scheduled(.run, around: run, plan, states).compactMap { scheduled -> Value? in
      guard let other = states.current(scheduled.id, of: plan.study) else { return nil }
      var map: ValueMap = [
        "id": .text(other.id), "scope": .text(other.scope.rawValue), "seed": .int(other.seed),
        "locked": .bool(other.isLocked), "excluded": .null,
      ]
      map["status"] = .text(
        other.isLocked ? "locked" : other.finished == nil ? "running" : "finished")
      map["variant"] = other.assignment.variant.map(Value.text)
      map["task"] = other.assignment.task.map(Value.text)
      map["pair"] = other.assignment.pair.map(Value.text)
      map["pair_seed"] = other.assignment.pairSeed.map(Value.int)
      map["order"] = other.assignment.order.map { .int(Int64($0)) }
      map["replaces"] = other.of.map(Value.text)
      if let excluded = other.exclusion { map["excluded"] = .map(excluded.record) }
      return .map(map)
    }
  }

  private static func scheduled(
    _ scope: Scope, around run: RunState, _ plan: Plan, _ states: States
  ) -> [ScheduledRun] {
    guard let study = states.study(plan.study), let level = plan.levelIndex(run.level) else {
      return []
    }
    return states.group(scope, of: plan.study, level: level, round: study.round, around: run)
  }
}

extension PairedPlan {
  /// The design with the paths under which a process finds its files.
  fileprivate func context(_ directory: String) -> ValueMap {
    var rubrics = ValueMap()
    for evaluator in evaluators {
      rubrics[evaluator.name] = .map([
        "module": .text(evaluator.file.path), "version": .text(evaluator.version),
        "path": .text(PathName.join(directory, evaluator.file.path)),
        "digest": .text(evaluator.file.digest.hex),
      ])
    }
    var map: ValueMap = [
      "variants": .array(variants.map { $0.context(directory) }),
      "tasks": .array(tasks.map { $0.context(directory) }), "pairs": .int(Int64(pairs)),
      "minimum": .int(Int64(minimum)), "permissions": .map(permissions),
      "evaluators": .map(rubrics), "agent": .null,
    ]
    if let agent {
      map["agent"] = .map([
        "run": .array(agent.run.map(Value.text)), "deterministic": .bool(agent.deterministic),
        "enforce": .text(agent.mustEnforce ? "required" : "best_effort"),
      ])
    }
    return map
  }
}

extension VariantPlan {
  fileprivate func context(_ directory: String) -> Value {
    .map([
      "id": .text(name), "paradigm": .text(paradigm), "file": .text(file.path),
      "path": .text(PathName.join(directory, file.path)), "digest": .text(file.digest.hex),
    ])
  }
}

extension TaskPlan {
  fileprivate func context(_ directory: String) -> Value {
    let pins = files.files.map { pin -> Value in
      .map([
        "path": .text(pin.path), "digest": .text(pin.digest.hex), "size": .int(pin.size),
      ])
    }
    return .map([
      "id": .text(name), "file": .text(files.pattern),
      "path": .text(PathName.join(directory, files.pattern)), "seed": .int(seed),
      "timeout_seconds": .double(Double(timeoutNanoseconds) / 1e9), "files": .array(pins),
    ])
  }
}

extension Assignment {
  /// What a template's reference stands for.
  func text(
    of reference: Template.AssignmentReference, _ paired: PairedPlan?, directory: String
  ) -> String? {
    switch reference {
    case .variant: variant
    case .task: task
    case .pair: pair
    case .pairSeed: pairSeed.map { "\($0)" }
    case .variantPath: paired?.variant(variant).map { PathName.join(directory, $0.file.path) }
    case .taskPath: paired?.task(task).map { PathName.join(directory, $0.files.pattern) }
    }
  }
}
