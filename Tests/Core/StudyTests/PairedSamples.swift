import Bytes
import Codecs
import Study

extension Plan {
  /// A paired study with two tasks, three pairs each, and stages of every scope.
  static var pairedSample: Plan {
    var plan = Plan(study: "s", objective: "which is better?", seed: 7)
    plan.locksFinished = true
    var design = PairedPlan(
      variants: [.sample("a"), .sample("b")], tasks: [.sample("T1", 42), .sample("T2", 43)],
      pairs: 3, minimum: 2)
    design.identical = ["work"]
    plan.design = .paired(design)
    var judge = StagePlan(name: "judge", run: ["judge"])
    judge.inputs = [StageInput(name: "made", source: .stage("work", "made"))]
    var compare = StagePlan(name: "compare", run: ["compare"])
    compare.scope = .pair
    compare.inputs = [StageInput(name: "made", source: .stage("work", "made"))]
    var sum = StagePlan(name: "sum", run: ["sum"])
    sum.scope = .task
    sum.inputs = [StageInput(name: "made", source: .stage("work", "made"))]
    var report = StagePlan(name: "report", run: ["report"])
    report.scope = .study
    report.inputs = [StageInput(name: "sums", source: .stage("sum", "total"))]
    report.publish = ["report.md"]
    plan.stages = [StagePlan(name: "work", run: ["work"]), judge, compare, sum, report]
    return plan
  }
}

extension VariantPlan {
  static func sample(_ name: String) -> VariantPlan {
    VariantPlan(name: name, paradigm: "of \(name)", file: .sample())
  }
}

extension TaskPlan {
  static func sample(_ name: String, _ seed: Int64) -> TaskPlan {
    TaskPlan(
      name: name, files: InputPlan(name: name, pattern: "tasks/\(name)", files: [.sample()]),
      seed: seed, timeoutNanoseconds: 60_000_000_000)
  }
}
