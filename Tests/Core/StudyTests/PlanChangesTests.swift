import Bytes
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

  @Test func `the number of pairs stands apart from what is compared`() {
    var former = Plan()
    func variant(_ byte: UInt8) -> VariantPlan {
      VariantPlan(
        name: "a", paradigm: "p",
        file: FilePin(path: "a.md", digest: .sample(byte), size: 1))
    }
    former.design.paired = PairedPlan(variants: [variant(1)], tasks: [], pairs: 15, minimum: 10)
    var plan = former
    plan.design.paired?.pairs = 12
    #expect(PlanChanges.paths(from: former, to: plan) == ["design.paired.pairs"])
    plan.design.paired?.pairs = 15
    plan.design.paired?.variants = [variant(2)]
    #expect(PlanChanges.paths(from: former, to: plan) == ["design"])
  }
}
