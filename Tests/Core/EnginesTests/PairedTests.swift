import Bytes
import Codecs
import Engines
import Study
import Testing

/// Scheduling, locking and comparing the runs of a paired study.
@Suite struct PairedTests {
  /// Two tasks with two pairs each: work and judge in every run, then pairs, tasks and the study.
  private func plan(_ change: (inout Plan) -> Void = { _ in }) -> Plan {
    .sample { plan in
      plan.seeds = []
      plan.locksFinished = true
      plan.design.paired = PairedPlan(
        variants: [.named("a"), .named("b")], tasks: [.named("T1", 42), .named("T2", 43)],
        pairs: 2, minimum: 1)
      plan.design.paired?.identical = ["work"]
      func reading(_ name: String, _ scope: Scope, from stage: String) -> StagePlan {
        .named(name) { made in
          made.scope = scope
          made.inputs = [StageInput(name: "read", source: .stage(stage, "out"))]
        }
      }
      plan.stages = [
        .named("parity") { $0.scope = .study },
        reading("work", .run, from: "parity"), reading("judge", .run, from: "work"),
        reading("compare", .pair, from: "judge"), reading("sum", .task, from: "judge"),
        reading("report", .study, from: "sum"),
      ]
      change(&plan)
    }
  }

  @Test func `no run is planned before the study's first stage is done`() throws {
    let scenario = try Scenario(plan())
    #expect(
      lines(try scenario.claim()) == [
        "run.planned study (scheduling)", "run.pinned study (scheduling)",
        "stage.requested study parity#1 first (scheduling)",
      ])
    try scenario.start("study", "parity")
    #expect(try scenario.claim().isEmpty)
    try scenario.finish("study", "parity")
    let planned = lines(try scenario.claim(1)).filter { $0.hasPrefix("run.planned") }
    #expect(planned.count == 1 && planned.allSatisfy { $0.contains("run-0001-") })
  }

  @Test func `the second run of a pair begins when the first has ended, however many work`() throws
  {
    let scenario = try Scenario(plan())
    try scenario.claim()
    try scenario.work("study", "parity")
    var begun: [String: [String]] = [:]
    var ended: Set<String> = []
    var most = 0
    while true {
      let claimed = try scenario.claim()
      for event in claimed {
        guard case .stageRequested = event.fact,
          let run = scenario.states.run("s", event.stream.name),
          let pair = run.assignment.pair, run.scope == .run, begun[pair]?.last != run.id
        else { continue }
        // What was begun before it in its pair has come to its end.
        #expect(begun[pair, default: []].allSatisfy(ended.contains), "\(run.id)")
        #expect(run.assignment.order == begun[pair, default: []].count + 1)
        begun[pair, default: []].append(run.id)
      }
      let live = scenario.live
      most = max(most, Set(live.map(\.run).filter { $0.hasPrefix("run-") }).count)
      if claimed.isEmpty, live.isEmpty { break }
      for unit in live {
        try scenario.work(unit.run, unit.stage, unit.unit)
        if scenario.states.run("s", unit.run)?.finished != nil { ended.insert(unit.run) }
      }
    }
    #expect(begun.count == 4 && begun.values.allSatisfy { $0.count == 2 })
    #expect(most == 4, "pairs are done side by side")
    #expect(try scenario.study().closing == .completed)
  }

  @Test func `a pair of which the first run is blocked goes on where the study does`() throws {
    let scenario = try Scenario(plan())
    try scenario.claim()
    try scenario.work("study", "parity")
    try scenario.claim(1)
    let first = try #require(scenario.live.first?.run)
    try scenario.work(first, "work", "", .failed)
    let pair = try #require(scenario.states.run("s", first)?.assignment.pair)
    let others = lines(try scenario.claim(keepsGoing: true))
    let second = scenario.states.schedule("s", level: 0, round: 1).first {
      $0.scope == .run && $0.assignment.pair == pair && $0.id != first
    }
    #expect(others.contains { $0.hasPrefix("stage.requested \(second?.id ?? "-") work") })
  }

  @Test func `registration draws the schedule`() throws {
    let scenario = try Scenario(plan())
    guard case .scheduleDrawn(let drawn) = scenario.entries[0][1].fact else {
      Issue.record("nothing was drawn")
      return
    }
    #expect(drawn.slots == plan().pairSlots(round: 1) && drawn.slots.count == 4)
    #expect(try scenario.study().cursor == 0 && scenario.study().round == 1)
  }

  @Test func `all runs are done, locked and compared, and wider stages come after`() throws {
    let scenario = try Scenario(plan())
    let events = lines(try scenario.workOff())
    #expect(events.count { $0.hasPrefix("run.locked run-") } == 8)
    #expect(events.count { $0.hasPrefix("run.locked") } == 8)
    #expect(events.filter { $0.hasPrefix("pair.") }.count == 4)
    #expect(events.contains { $0.hasPrefix("pair.verified pair-0003 (pairing") })
    #expect(try scenario.study().closing == .completed)
    #expect(try scenario.study().finishedCount == 8 + 4 + 2 + 1)
    let report = try #require(events.firstIndex { $0.contains("requested study report") })
    let sum = try #require(events.lastIndex { $0.hasPrefix("stage.finished T2 sum") })
    #expect(sum < report)
    #expect(try scenario.claim().isEmpty)
    let seeds = scenario.states.schedule("s", level: 0, round: 1).map { scheduled in
      scenario.states.run("s", scheduled.id)?.seed
    }
    #expect(seeds.prefix(4) == [7, 42, 42, 42])
  }

  @Test func `a pair that differs in more than its variant is rejected`() throws {
    let scenario = try Scenario(plan())
    var count: UInt8 = 0
    let events = try scenario.workOff { finished in
      guard finished.id.stage == "work" else { return }
      count += 1
      let digest = Digest.sample(count)
      finished.outputs = [OutputRecord(path: "out", digest: digest, size: 1, kept: true)]
    }
    let rejected = events.compactMap { event -> PairRejected? in
      if case .pairRejected(let rejected) = event.fact { rejected } else { nil }
    }
    #expect(rejected.count == 4)
    #expect(rejected.first?.differences.first?.hasPrefix("outputs of stage 'work' differ") == true)
    let runs = scenario.states.schedule("s", level: 0, round: 1).filter { $0.scope == .run }
      .compactMap { scenario.states.run("s", $0.id) }
    let comparison = try #require(PairComparison(Array(runs.prefix(2)), plan().design))
    #expect(!comparison.isVerified && comparison.differences == rejected.first?.differences)
    #expect(PairComparison(Array(runs.prefix(1)), plan().design) == nil)
  }

  @Test func `a wider stage depends on which pairs were rejected`() throws {
    func key(_ change: (inout StageFinished) -> Void) throws -> Digest? {
      let scenario = try Scenario(plan { $0.design.paired?.identical = ["judge"] })
      try scenario.workOff(change)
      return try scenario.unit("study", "report").recipe
    }
    // The report reads the sums, which are the same: it is told of other pairs.
    let verified = try key { $0.mark(1) }
    var count: UInt8 = 0
    let rejected = try key { finished in
      finished.mark(1)
      guard finished.id.stage == "judge" else { return }
      count += 1
      finished.outputs = [
        OutputRecord(path: "out", digest: .sample(count), size: 1, kept: true)
      ]
    }
    #expect(count == 8 && verified != rejected)
  }

  @Test func `a repeated run takes its pair, its task and the study with it, and no other`() throws
  {
    let scenario = try Scenario(plan())
    try scenario.workOff { $0.mark(1) }
    let run = try #require(
      scenario.states.schedule("s", level: 0, round: 1).first { $0.scope == .run })
    let rerun = RerunRun(study: "s", run: run.id, from: "judge", params: [], reason: "a bug")
    try scenario.when(rerun)
    let events = lines(try scenario.workOff { $0.mark(2) })
    #expect(events.contains { $0.hasPrefix("run.locked \(run.id)-v2") })
    #expect(events.contains { $0.hasPrefix("pair.verified pair-0001") })
    let requested = events.filter { $0.hasPrefix("stage.requested") }
    #expect(
      requested == [
        "stage.requested \(run.id)-v2 judge#2 stale (scheduling)",
        "stage.requested pair-0001 compare#2 stale (scheduling)",
        "stage.requested \(run.assignment.task ?? "") sum#2 stale (scheduling)",
        "stage.requested study report#2 stale (scheduling)",
      ])
  }

  @Test func `an excluded run makes what read it stale, and stays as it is`() throws {
    let scenario = try Scenario(plan())
    try scenario.workOff()
    let run = try #require(
      scenario.states.schedule("s", level: 0, round: 1).first { $0.scope == .run })
    let exclude = ExcludeRun(
      study: "s", run: run.id, rule: "timeout", reason: "the machine slept")
    let events = try scenario.when(exclude)
    #expect(
      events.map(\.fact) == [
        .runExcluded(RunExcluded(rule: "timeout", postHoc: true, reason: "the machine slept"))
      ])
    #expect(scenario.refusal(of: exclude)?.code == .unchanged)
    let requested = lines(try scenario.claim()).filter { $0.hasPrefix("stage.requested") }
    #expect(requested.first == "stage.requested pair-0001 compare#2 stale (scheduling)")
    #expect(requested.count { $0.contains("run-") } == 0)
  }

  @Test func `an exclusion outlives a change of the plan`() throws {
    let scenario = try Scenario(plan { $0.locksFinished = false })
    try scenario.workOff()
    let run = try #require(
      scenario.states.schedule("s", level: 0, round: 1).first { $0.scope == .run })
    try scenario.when(ExcludeRun(study: "s", run: run.id, rule: "timeout", reason: "it slept"))
    try scenario.amend { $0.objective = "does it still" }
    try scenario.workOff()
    #expect(scenario.states.run("s", run.id)?.exclusion?.rule == "timeout")
  }

  @Test func `work may be claimed for one run ahead of the schedule`() throws {
    let scenario = try Scenario(plan())
    try scenario.claim()
    try scenario.work("study", "parity")
    let runs = scenario.states.schedule("s", level: 0, round: 1)
    let late = runs[8]
    #expect(late.scope == .run)
    let claim = ClaimWork(study: "s", slots: 4, runs: [late.id], pins: ["host": "one"])
    let planned = lines(try scenario.when(claim))
    #expect(planned.first == "run.planned \(late.id) (scheduling)" && planned.count == 3)
    #expect(try scenario.study().cursor == 1 && scenario.study().ahead == [8])
    try scenario.work(late.id, "work")
    let events = lines(try scenario.workOff())
    #expect(!events.contains { $0.hasPrefix("run.planned \(late.id)") })
    #expect(try scenario.study().closing == .completed)
    #expect(try scenario.study().ahead.isEmpty && scenario.study().cursor == runs.count)
  }

  @Test func `another variant's file makes only that variant's runs stale`() throws {
    let scenario = try Scenario(plan())
    try scenario.workOff()
    try scenario.amend { $0.design.paired?.variants[1].file.digest = .sample(99) }
    let requested = lines(try scenario.workOff()).filter { $0.hasPrefix("stage.requested run-") }
    #expect(requested.count == 8 && requested.allSatisfy { $0.contains("-b-") })
  }

  @Test func `an amendment of a finished study redoes what is stale, and no pair is rejected`()
    throws
  {
    let scenario = try Scenario(plan())
    try scenario.workOff()
    let report = try scenario.unit("study", "report").recipe
    // What says how results are judged is read by the study's own stages alone.
    try scenario.amend { $0.domain = ["d": ["alpha": 0.01]] }
    let judged = lines(try scenario.workOff())
    #expect(!judged.contains { $0.hasPrefix("run.corrected") || $0.hasPrefix("pair.rejected") })
    #expect(judged.count { $0.hasPrefix("pair.verified") } == 4)
    #expect(judged.filter { $0.hasPrefix("stage.requested") }.allSatisfy { $0.contains(" study ") })
    #expect(try scenario.study().closing == .completed && scenario.study().lockedCount == 8)
    #expect(try scenario.unit("study", "report").recipe != report, "it is told of the amendment")
    // Other runs are read now, even where their outputs are the same.
    let before = try scenario.unit("pair-0001", "compare").recipe
    try scenario.amend { plan in plan.change("judge") { $0.run.append("--again") } }
    let redone = lines(try scenario.workOff())
    #expect(redone.count { $0.hasPrefix("run.corrected") } == 8)
    #expect(!redone.contains { $0.hasPrefix("pair.rejected") })
    for stage in ["pair-0001 compare#2", "T1 sum#2", "study report#3"] {
      #expect(redone.contains("stage.requested \(stage) stale (scheduling)"), "\(stage)")
    }
    #expect(try scenario.unit("pair-0001", "compare").recipe != before)
    #expect(try scenario.study().closing == .completed)
  }

  @Test func `a pair is taken up again when its runs are done again, however many work`() throws {
    for slots in 1...4 {
      let scenario = try Scenario(plan())
      try scenario.workOff()
      try scenario.amend { plan in plan.change("judge") { $0.run.append("--again") } }
      var requested: [String] = []
      while true {
        let claimed = try scenario.claim(slots)
        requested += lines(claimed).filter { $0.hasPrefix("stage.requested") }
        guard let unit = scenario.live.first else { break }
        try scenario.work(unit.run, unit.stage, unit.unit)
      }
      #expect(try scenario.study().closing == .completed, "\(slots) slots")
      #expect(requested.count { $0.contains(" compare#2 ") } == 4, "\(slots) slots")
      // The study's own stages are told of the amendment, once.
      #expect(requested.count { $0.contains("study parity#") } == 1)
    }
  }

  @Test(arguments: ["member", "file", "other"])
  func `what a section says makes only that stale that reads it`(changed: String) throws {
    let scenario = try Scenario(
      plan { plan in
        plan.inputs.append(
          InputPlan(
            name: "rubrics", pattern: "rubrics",
            files: [FilePin(path: "rubrics/a.json", digest: .sample(50), size: 1)]))
        plan.domain = ["d": ["judges": ["module": "./rubrics/a.json"], "limit": 1]]
        plan.stages[2].domain = ["d.judges"]
      })
    try scenario.workOff()
    try scenario.amend { plan in
      switch changed {
      case "member": plan.domain = ["d": ["judges": ["module": "rubrics/a.json"], "limit": 1]]
      case "file": plan.inputs[plan.inputs.count - 1].files[0].digest = .sample(51)
      default: plan.domain["d"] = ["judges": ["module": "./rubrics/a.json"], "limit": 2]
      }
    }
    let requested = lines(try scenario.workOff()).filter { $0.hasPrefix("stage.requested run-") }
    #expect(requested.count == (changed == "other" ? 0 : 8), "\(requested)")
    #expect(requested.allSatisfy { $0.contains(" judge#") }, "\(requested)")
  }
}

extension StageFinished {
  /// Gives the attempt an output of its own.
  fileprivate mutating func mark(_ number: UInt8) {
    guard id.stage != "work" else { return }
    outputs = [OutputRecord(path: "out", digest: .sample(number), size: 1, kept: true)]
  }
}

extension VariantPlan {
  static func named(_ name: String) -> VariantPlan {
    VariantPlan(name: name, paradigm: name, file: .study(5))
  }
}

extension TaskPlan {
  static func named(_ name: String, _ seed: Int64) -> TaskPlan {
    TaskPlan(
      name: name, files: InputPlan(name: name, pattern: name), seed: seed, timeoutNanoseconds: 1)
  }
}
