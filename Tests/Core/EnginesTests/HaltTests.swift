import Codecs
import Study
import Testing

/// What halts a study, and what lets it go on.
@Suite struct HaltTests {
  private func violation(_ severity: Severity) -> any Command {
    RecordViolation(
      study: "s",
      ViolationRecorded(severity: severity, run: nil, text: "leak", action: "looked into"))
  }

  private func resolve(_ id: String) -> any Command {
    ResolveViolation(study: "s", violation: id, resolution: "mended")
  }

  @Test func `a critical violation halts, and its resolution lets the study go on`() throws {
    let scenario = try Scenario(.sample())
    #expect(
      lines(try scenario.when(violation(.critical))) == [
        "violation.recorded v0001 critical", "study.halted s (halting 0)",
      ])
    #expect(
      scenario.refusal(of: ClaimWork(study: "s", slots: 1, pins: [:]))?.code == .halted)
    #expect(scenario.refusal(of: ResumeStudy(study: "s", reason: "on"))?.code == .halted)
    #expect(
      lines(try scenario.when(resolve("v0001"))) == [
        "violation.resolved v0001", "study.resumed s (halting 0)",
      ])
    #expect(!(try scenario.claim().isEmpty))
  }

  @Test func `every critical violation has to be resolved`() throws {
    let scenario = try Scenario(.sample())
    try scenario.when(violation(.critical))
    #expect(lines(try scenario.when(violation(.critical))) == ["violation.recorded v0002 critical"])
    #expect(lines(try scenario.when(resolve("v0001"))) == ["violation.resolved v0001"])
    #expect(lines(try scenario.when(resolve("v0002"))).last == "study.resumed s (halting 0)")
  }

  @Test func `other violations do not halt, and their resolution lifts nobody's halt`() throws {
    let scenario = try Scenario(.sample())
    #expect(
      lines(try scenario.when(violation(.nonCritical))) == [
        "violation.recorded v0001 non_critical"
      ])
    try scenario.when(HaltStudy(study: "s", reason: "wait for the disk"))
    #expect(lines(try scenario.when(resolve("v0001"))) == ["violation.resolved v0001"])
    #expect(try scenario.study().halted == "wait for the disk")
    #expect(
      lines(try scenario.when(ResumeStudy(study: "s", reason: "on"))) == ["study.resumed s"])
  }

  @Test func `a stage reports violations, each with its number`() throws {
    let scenario = try Scenario(.sample())
    try scenario.claim()
    try scenario.start("s1", "work")
    let lines = lines(
      try scenario.when(
        ObserveStage(
          StageObserved(
            id: scenario.attempt("s1", "work"),
            lines: [
              ["metric": ["name": "accuracy", "value": 0.5]],
              ["violation": ["text": "odd"]],
              ["violation": ["text": "very odd", "severity": "critical"]],
              ["violation": ["severity": "critical"]],
            ]))))
    #expect(
      lines == [
        "stage.observed s1 work", "violation.recorded v0001 non_critical (violations 0)",
        "violation.recorded v0002 critical (violations 0)",
        "violation.recorded v0003 critical (violations 0)", "study.halted s (halting 2)",
      ])
  }

  @Test(
    arguments: [
      (["severity": "Critical", "text": "leak"], Severity.critical, "leak"),
      (["severity": "NON-critical", "text": "odd"], .nonCritical, "odd"),
      (
        ["severity": "meh", "text": "leak"], .critical,
        "leak (reported as \"meh\", which is no severity and counts as critical)"
      ),
      (
        ["severity": 3], .critical,
        "a report without a text: {\"severity\":3} "
          + "(reported as 3, which is no severity and counts as critical)"
      ),
      (["severity": .null, "text": "odd"], .nonCritical, "odd"),
      (["what": "odd"], .nonCritical, "a report without a text: {\"what\":\"odd\"}"),
      ("leak", .nonCritical, "leak"), ([1], .nonCritical, "a report without a text: [1]"),
    ] as [(Value, Severity, String)])
  func `whatever a stage reports as a violation is recorded as one`(
    report: Value, severity: Severity, text: String
  ) throws {
    let scenario = try Scenario(.sample())
    try scenario.claim()
    try scenario.start("s1", "work")
    let id = scenario.attempt("s1", "work")
    let events = try scenario.when(
      ObserveStage(StageObserved(id: id, lines: [["violation": report]])))
    #expect(
      events.dropFirst().first?.fact
        == .violationRecorded(
          ViolationRecorded(
            severity: severity, run: "s1", text: text, action: "reported by \(id)")))
  }

  @Test func `a halted study reaches no level and closes only when it is resumed`() throws {
    let scenario = try Scenario(
      .sample { $0.levels = [LevelPlan(name: "A"), LevelPlan(name: "B")] })
    try scenario.claim()
    try scenario.start("A-s1", "work")
    try scenario.when(violation(.critical))
    #expect(lines(try scenario.finish("A-s1", "work")).last == "run.finished A-s1 PASS (runs 0)")
    #expect(
      lines(try scenario.when(resolve("v0001"))) == [
        "violation.resolved v0001", "study.resumed s (halting 0)",
        "decision.made s continue (levels 1)", "level.reached s B (levels 1)",
      ])
    try scenario.claim()
    try scenario.start("B-s1", "work")
    try scenario.when(HaltStudy(study: "s", reason: "wait"))
    #expect(lines(try scenario.finish("B-s1", "work")).last == "run.finished B-s1 PASS (runs 0)")
    #expect(
      lines(try scenario.when(ResumeStudy(study: "s", reason: "on"))) == [
        "study.resumed s", "study.closed s completed (levels 0)",
      ])
  }

  @Test func `a budget that the last run exceeds keeps the study from closing`() throws {
    let scenario = try Scenario(
      .sample { $0.budget = BudgetPlan(runtimeNanoseconds: 1, memoryBytes: nil) })
    try scenario.claim()
    #expect(
      lines(try scenario.work("s1", "work")) == [
        "stage.finished s1 work succeeded", "budget.exceeded s runtime (budget 0)",
        "run.finished s1 PASS (runs 0)", "study.halted s (halting 1)",
      ])
    #expect(
      lines(try scenario.when(ResumeStudy(study: "s", reason: "paid"))).last
        == "study.closed s completed (levels 0)")
  }

  @Test func `an exceeded budget is reported once and halts`() throws {
    let scenario = try Scenario(
      .sample { plan in
        plan.seeds = [1, 2, 3]
        plan.budget = BudgetPlan(runtimeNanoseconds: 8, memoryBytes: 100)
      })
    try scenario.claim()
    #expect(lines(try scenario.work("s1", "work")).last == "run.finished s1 PASS (runs 0)")
    try scenario.start("s3", "work")
    #expect(
      lines(try scenario.work("s2", "work") { $0.memory = 101 }) == [
        "stage.finished s2 work succeeded", "budget.exceeded s runtime (budget 0)",
        "budget.exceeded s memory (budget 0)", "run.finished s2 PASS (runs 0)",
        "study.halted s (halting 1)",
      ])
    #expect(!lines(try scenario.finish("s3", "work")).contains { $0.hasPrefix("budget") })
  }

  @Test func `a closed study is not halted, unless something of it is done again`() throws {
    let scenario = try Scenario(.sample())
    try scenario.workOff()
    let halt = HaltStudy(study: "s", reason: "wait")
    #expect(scenario.refusal(of: halt)?.code == .outOfOrder)
    try scenario.when(
      RerunRun(study: "s", run: "s1", from: "work", params: [], reason: "again"))
    #expect(lines(try scenario.when(halt)) == ["study.halted s"])
  }

  @Test func `a person's decision to stop closes the study for good`() throws {
    let scenario = try Scenario(.sample { $0.seeds = [1, 2] })
    try scenario.claim(1)
    let stop = DecisionMade(choice: .stop, rationale: "enough")
    #expect(
      lines(try scenario.when(MakeDecision(.study("s"), stop))) == [
        "decision.made s stop", "study.closed s stopped (halting 0)",
      ])
    try scenario.work("s1", "work", "", .interrupted)
    #expect(try scenario.claim().isEmpty)
    #expect(try scenario.study().active.isEmpty)
    let rerun = RerunRun(study: "s", run: "s1", from: "work", params: [], reason: "again")
    #expect(scenario.refusal(of: rerun)?.code == .outOfOrder)
    try scenario.when(DrawSchedule(study: "s", reason: "after all"))
    #expect(lines(try scenario.claim(1)).first == "run.planned s1-r2 (scheduling)")
  }

  @Test func `a decision to stop about a baseline leaves the study open`() throws {
    let scenario = try Scenario(.sample { $0.baselines = [BaselinePlan(name: "release")] })
    let stop = DecisionMade(choice: .stop, rationale: "no more of these")
    #expect(try scenario.when(MakeDecision(.baseline("s", "release"), stop)).count == 1)
    #expect(try scenario.study().closing == nil)
  }

  @Test(arguments: [Choice.proceed, .adjust, .escalate])
  func `any other decision changes nothing`(choice: Choice) throws {
    let scenario = try Scenario(.sample())
    let decision = DecisionMade(choice: choice, rationale: "so be it")
    #expect(try scenario.when(MakeDecision(.study("s"), decision)).count == 1)
  }
}
