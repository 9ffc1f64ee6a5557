import Bytes
import Codecs
import Study

extension Digest {
  /// A digest of 32 equal bytes.
  static func sample(_ byte: UInt8) -> Digest {
    Digest(bytes: [UInt8](repeating: byte, count: 32)) ?? .zero
  }
}

extension FilePin {
  /// A file that is told apart by a number.
  static func sample(_ number: UInt8 = 1, path: String = "study.yaml") -> FilePin {
    FilePin(path: path, digest: .sample(number), size: Int64(number))
  }
}

extension AttemptID {
  /// An attempt of the sample study.
  static func sample(_ attempt: Int = 1, run: String = "s1", stage: String = "work") -> AttemptID {
    AttemptID(study: "s", run: run, stage: stage, unit: "", attempt: attempt)
  }
}

extension Plan {
  /// A study of one stage in one run.
  static func small(_ change: (inout Plan) -> Void = { _ in }) -> Plan {
    var plan = Plan(study: "s", objective: "does it work", seed: 7)
    plan.stages = [StagePlan(name: "work", run: ["work", "${seed}"])]
    plan.seeds = [1]
    change(&plan)
    return plan
  }

  /// A study with something in every field.
  static var full: Plan {
    var plan = Plan(study: "full", objective: "everything", seed: -3)
    plan.metric = "accuracy"
    plan.seeds = [1, 2]
    plan.inputs = [InputPlan(name: "cells", pattern: "*.csv", files: [.sample(2, path: "a.csv")])]
    plan.code = [.sample(3, path: "work.awk")]
    plan.params = [
      Parameter(name: "folds", value: [1, 2]), Parameter(name: "rate", value: 0.5),
      Parameter(name: "fallback", value: false, bypass: true),
    ]
    plan.levels = [
      LevelPlan(name: "A", params: [Parameter(name: "rate", value: 0.1)], seedCount: 2),
      LevelPlan(name: "B", seeds: [5, 6]),
    ]
    plan.requires = RequiresPlan(commands: ["awk"], diskBytes: 100, environment: ["HOME"])
    plan.limits.outputBytes = 1
    plan.limits.files = 2
    plan.limits.logBytes = 3
    plan.limits.memoryBytes = 4
    plan.limits.processes = 5
    plan.budget = BudgetPlan(runtimeNanoseconds: 10, memoryBytes: 20, retries: 3)
    plan.stop = StopPlan(
      success: try? Condition("work.accuracy.std <= 0.02"),
      failure: try? Condition("not (work.accuracy > 0.5 or work.verdict == PASS)"))
    plan.refusedPins = ["code"]
    plan.recordedPins = ["git"]
    plan.stages = [.full, .approval]
    plan.notify = ["mail-me.sh"]
    return plan
  }
}

extension StagePlan {
  /// A stage with something in every field but `approve`.
  static var full: StagePlan {
    var stage = StagePlan(name: "work", run: ["work", "${params.rate}", "${inputs.cells}"])
    stage.scope = .study
    stage.inputs = [
      StageInput(name: "a", source: .study("cells")),
      StageInput(name: "b", source: .stage("other", "out.csv")),
    ]
    stage.foreach = [Axis(name: "k", values: [1, "b"]), Axis(name: "fold", param: "folds")]
    stage.params = ["folds"]
    stage.outputs = [OutputPlan(path: "out.csv"), OutputPlan(path: "*.log", keep: false)]
    stage.timeoutNanoseconds = 60
    stage.confine = .required
    stage.continues = true
    stage.workingDirectory = "here"
    stage.retry = RetryPlan(attempts: 2, causes: ["timeout", "exit:75"], backoffNanoseconds: 9)
    let pass = Threshold(.greaterOrEqual, 0.85)
    stage.gates = [
      GatePlan(
        name: "quality",
        checks: [
          CheckPlan(.exists("out.csv"), pass: Threshold(.equal, 1)),
          CheckPlan(.metric("accuracy", file: nil), pass: pass, warn: Threshold(.greater, 0.8)),
          CheckPlan(.metric("accuracy", file: "m.json"), pass: pass),
          CheckPlan(.coverage("out.csv", column: "id", input: "cells"), pass: pass),
          CheckPlan(.rows("out.csv"), pass: pass),
          CheckPlan(.distinct("out.csv", column: "id"), pass: pass),
          CheckPlan(.stability("work", metric: "accuracy", .std), pass: Threshold(.less, 0.02)),
        ])
    ]
    stage.when = try? Condition("other.verdict != FAIL")
    return stage
  }

  /// A stage that waits for a person.
  static var approval: StagePlan {
    var stage = StagePlan(name: "sign-off", run: [])
    stage.approve = ApprovalPlan(role: "operator", notAuthor: true)
    return stage
  }
}
