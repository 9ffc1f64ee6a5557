import Codecs
import Testing

@testable import Study

/// What an amendment changed of how results are judged is known by its path.
struct PlanChangesTests {
  @Test func `members of a domain are named one by one, the levels as a whole`() {
    var former = Plan()
    former.domain = ["trials": ["alpha": 0.05, "power": 0.8, "metrics": ["runtime": [:]]]]
    var plan = former
    #expect(PlanChanges.paths(from: former, to: plan) == [])
    plan.domain = ["trials": ["alpha": 0.1, "metrics": ["runtime": ["scale": "log"]]]]
    plan.levels = [LevelPlan()]
    #expect(
      PlanChanges.paths(from: former, to: plan) == [
        "domain.trials.alpha", "domain.trials.metrics.runtime.scale", "domain.trials.power",
        "levels",
      ])
  }
}
