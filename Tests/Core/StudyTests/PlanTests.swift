import Bytes
import Codecs
import Study
import Testing

/// Plans as they are recorded, and what follows from them.
@Suite struct PlanTests {
  /// A plan whose stage reads what was tried before.
  private static let looksBack = Plan.small {
    $0.stages[0].inputs = [StageInput(name: "c", source: .earlier("work", "out.csv"))]
  }

  @Test(arguments: [Plan.full, Plan.small(), PlanTests.looksBack])
  func `a recorded plan reads back as itself`(plan: Plan) throws {
    let bytes = CBOR.encode(plan.record)
    let read = try Plan(encoded: bytes)
    #expect(read == plan)
    #expect(read.digest == plan.digest)
  }

  @Test func `the digest of a plan stays what it is`() {
    #expect(
      Plan.small().digest.hex
        == "bfb03afbfc08bf41ca87f18811d0f9df1214fd7cb6ef4f008f04ecc225a69680")
    #expect(
      Plan.full.digest.hex
        == "83ef043ce6ddd104934b0a885ed671c965766da25db64cbc0e769fb6b47e8d89")
  }

  @Test func `the digest covers everything`() {
    let changes: [(inout Plan) -> Void] = [
      { $0.objective = "x" }, { $0.seed = 8 }, { $0.seeds = [2] }, { $0.metric = "x" },
      { $0.stages[0].run = ["x"] }, { $0.stages[0].timeoutNanoseconds = 1 },
      { $0.stages[0].gates = StagePlan.full.gates }, { $0.levels[0].seedCount = 2 },
      { $0.budget.retries = 1 }, { $0.limits.files = 1 }, { $0.notify = ["x"] },
      { $0.code = [.sample()] },
    ]
    let digests = changes.map { Plan.small($0).digest } + [Plan.small().digest]
    #expect(Set(digests).count == digests.count)
  }

  @Test func `a level has its own seeds, so many derived ones, the study's list or its seed`() {
    var plan = Plan.small { $0.levels = [LevelPlan(name: "A", seeds: [9, 8])] }
    #expect(plan.schedule(level: 0, round: 1).map(\.id) == ["A-s9", "A-s8"])
    plan.levels = [LevelPlan(name: "A", seedCount: 2)]
    #expect(
      plan.schedule(level: 0, round: 1).map(\.seed)
        == [0, 1].map {
          Seeds.derive(from: 7, purpose: "run", indices: [$0])
        })
    plan.levels = [LevelPlan(name: "")]
    #expect(plan.schedule(level: 0, round: 1).map(\.id) == ["s1"])
    plan.seeds = []
    #expect(plan.schedule(level: 0, round: 3).map(\.id) == ["s7-r3"])
  }

  @Test func `the stages of the study have a run of their own, the first`() {
    let plan = Plan.small { plan in
      plan.stages.append(.full)
      plan.levels = [LevelPlan(name: "A")]
    }
    let schedule = plan.schedule(level: 0, round: 2)
    #expect(schedule.map(\.id) == ["A-study-r2", "A-s1-r2"])
    #expect(schedule.map(\.index) == [0, 1])
    #expect(schedule.map(\.scope) == [.study, .run])
    let alone = Plan.small { $0.stages = [.full] }
    #expect(alone.schedule(level: 0, round: 1).map(\.id) == ["study"])
  }

  @Test func `units are the product of the axes, in their order`() {
    let stage = StagePlan.full
    #expect(
      stage.units(params: Plan.full.params) == [
        "k=1,fold=1", "k=1,fold=2", "k=b,fold=1", "k=b,fold=2",
      ])
    #expect(stage.unitCount(params: Plan.full.params) == 4)
    #expect(StagePlan(name: "x", run: []).units(params: []) == [""])
    #expect(StagePlan.axis("fold", in: "k=b,fold=2") == "2")
    #expect(StagePlan.axis("fold", in: "k=b") == nil)
    #expect(StagePlan.axis("k", in: "k=a=b") == "a=b")
  }

  @Test func `a level changes the parameters that it names`() {
    #expect(Plan.full.params(level: 0).map(\.value) == [[1, 2], 0.1, false])
    #expect(Plan.full.params(level: 1) == Plan.full.params)
    #expect(Plan.full.levelIndex("B") == 1)
    #expect(Plan.full.levelIndex("C") == nil)
  }

  @Test func `dependencies come from inputs, conditions and stability`() {
    var stage = StagePlan(name: "x", run: [])
    stage.inputs = [
      StageInput(name: "i", source: .study("cells")),
      StageInput(name: "j", source: .stage("a", "out")),
      StageInput(name: "k", source: .earlier("z", "out")),
    ]
    stage.when = try? Condition("b.verdict == PASS and a.loss < 1")
    stage.gates = [
      GatePlan(
        name: "g",
        checks: [
          CheckPlan(.stability("c", metric: "m", .std), pass: Threshold(.less, 1)),
          CheckPlan(.stability("x", metric: "m", .std), pass: Threshold(.less, 1)),
        ])
    ]
    #expect(stage.dependencies == ["a", "b", "c"])
  }

  @Test func `dependents and requirements are found through any number of stages`() {
    func stage(_ name: String, _ needs: String...) -> StagePlan {
      var stage = StagePlan(name: name, run: [])
      stage.inputs = needs.map { StageInput(name: $0, source: .stage($0, "out")) }
      return stage
    }
    let plan = Plan.small { plan in
      plan.stages = [stage("a"), stage("b", "a"), stage("c", "b"), stage("d"), stage("e", "d")]
    }
    #expect(plan.dependents(of: ["a"], scope: .run) == ["a", "b", "c"])
    #expect(plan.dependents(of: ["d"], scope: .run) == ["d", "e"])
    #expect(plan.requirements(of: ["c"]) == ["a", "b", "c"])
  }

  @Test func `the metrics in use are those that some rule looks at`() {
    #expect(Plan.full.metricsInUse(of: "work") == ["accuracy"])
    let plan = Plan.small { plan in
      plan.stop.success = try? Condition("work.loss.mean < 1 and other.x > 1")
    }
    #expect(plan.metricsInUse(of: "work") == ["loss"])
    #expect(plan.metricsInUse(of: "other") == ["x"])
  }
}
