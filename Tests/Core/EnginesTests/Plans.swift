import Codecs
import Study

extension Plan {
  /// A study of one stage `work` in one run `s1`, changed as a test wants it.
  static func sample(_ change: (inout Plan) -> Void = { _ in }) -> Plan {
    var plan = Plan(study: "s", objective: "does it work", seed: 7)
    plan.seeds = [1]
    plan.stages = [.named("work")]
    change(&plan)
    return plan
  }

  /// `prepare`, `train` over two folds, and `report` once per level, in levels A and B.
  static func pipeline(_ change: (inout Plan) -> Void = { _ in }) -> Plan {
    sample { plan in
      plan.seeds = []
      plan.metric = "accuracy"
      plan.levels = [LevelPlan(name: "A", seeds: [1, 2]), LevelPlan(name: "B", seeds: [1, 2, 3])]
      plan.stages = [
        .named("prepare"),
        .named("train") { stage in
          stage.inputs = [StageInput(name: "data", source: .stage("prepare", "out"))]
          stage.foreach = [Axis(name: "fold", values: [1, 2])]
          stage.retry = RetryPlan(attempts: 2, causes: ["timeout"], backoffNanoseconds: 1_000)
          stage.gates = [.accuracy()]
        },
        .named("report") { stage in
          stage.scope = .study
          stage.inputs = [StageInput(name: "all", source: .stage("train", "out"))]
        },
      ]
      change(&plan)
    }
  }

  /// Changes a stage.
  mutating func change(_ name: String, _ change: (inout StagePlan) -> Void) {
    for place in stages.indices where stages[place].name == name { change(&stages[place]) }
  }
}

extension StagePlan {
  /// A stage that runs a command of its own name with the seed.
  static func named(_ name: String, _ change: (inout StagePlan) -> Void = { _ in }) -> StagePlan {
    var stage = StagePlan(name: name, run: [name, "${seed}"])
    change(&stage)
    return stage
  }
}

extension GatePlan {
  /// A gate over the metric `accuracy`.
  static func accuracy(pass: Double = 0.8, warn: Double? = 0.6) -> GatePlan {
    GatePlan(
      name: "quality",
      checks: [
        CheckPlan(
          .metric("accuracy", file: nil), pass: Threshold(.greaterOrEqual, pass),
          warn: warn.map { Threshold(.greaterOrEqual, $0) })
      ])
  }
}

extension StageFinished {
  /// Puts a metric in place.
  mutating func report(_ value: Double, as name: String = "accuracy") {
    metrics.append(MetricValue(name: name, value: value))
  }
}
