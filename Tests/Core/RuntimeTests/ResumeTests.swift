import Codecs
import Files
import Ledger
import Runtime
import Study
import Testing

/// What a second runner does with what a first one left behind.
@Suite(.serialized) struct ResumeTests {
  /// Leaves an attempt as a killed runner would: started in the log, and nobody there to end it.
  private func abandon(
    _ lab: Laboratory, _ study: String, run: String = "s7"
  ) throws -> AttemptID {
    let runner = try lab.workspace.runner()
    let handler = lab.workspace.handler
    let claim = ClaimWork(study: study, slots: 1, runs: [run], pins: [:])
    try handler.submit(claim, by: runner)
    let id = AttemptID(study: study, run: run, stage: "task", unit: "", attempt: 1)
    let started = StageStarted(
      id: id, command: ["sh"], pid: 999_999, processStart: 1, boot: "another boot",
      directory: "runs/\(study)/\(run)/attempts/task/_/01")
    try handler.submit(StartStage(started), by: runner)
    return id
  }

  @Test func `an attempt whose runner went away is recorded as interrupted and done again`() throws
  {
    let lab = try Laboratory()
    try lab.register(.script("demo", "true"))
    let id = try abandon(lab, "demo")
    let summary = try lab.run("demo")
    #expect(summary.end == .finished(.completed))
    let ends = try lab.events().compactMap { event -> StageFinished? in
      if case .stageFinished(let finished) = event.fact { finished } else { nil }
    }
    #expect(ends.map(\.outcome) == [.interrupted, .succeeded])
    #expect(ends.map(\.id.attempt) == [1, 2])
    #expect(ends[0].id == id)
    #expect(try Replay.run(lab.workspace.ledger).differences == [])
  }

  @Test(.timeLimit(.minutes(1)))
  func `a run that was not asked for and waits to be retried holds nobody up`() throws {
    let lab = try Laboratory()
    var plan = Plan.script("demo", "true")
    plan.seeds = [1, 2]
    try lab.register(plan)
    _ = try abandon(lab, "demo", run: "s2")
    for until in [[], ["task"]] {
      var options = RunOptions(studyDirectory: lab.root, environment: ["PATH": "/usr/bin:/bin"])
      options.handlesSignals = false
      options.runs = until.isEmpty ? ["s1"] : []
      options.until = until
      let summary = try StudyRunner(lab.workspace, study: "demo", options: options).run()
      let asked = RunSummary.End.waiting("everything that was asked for is done")
      #expect(summary.end == (until.isEmpty ? asked : .finished(.completed)))
    }
  }

  @Test func `what an interrupted attempt had reported is in the log`() throws {
    let lab = try Laboratory()
    try lab.register(.script("demo", "true"))
    _ = try abandon(lab, "demo")
    try lab.write(
      "runs/demo/s7/attempts/task/_/01.meta/events.jsonl",
      "{\"metric\":{\"name\":\"loss\",\"value\":2}}\n")
    _ = try lab.run("demo")
    let lines = try lab.events().flatMap { event -> [Value] in
      if case .stageObserved(let observed) = event.fact { observed.lines } else { [] }
    }
    #expect(lines == [["metric": ["name": "loss", "value": .double(2)]]])
  }

  @Test func `two runners of the same study do not work at the same time`() throws {
    let lab = try Laboratory()
    try lab.register(.script("demo", "true"))
    let locks = PathName.join(lab.workspace.directory.path, "locks")
    try FileSystem.makeDirectories(locks)
    let other = try FileLock.acquire(PathName.join(locks, "demo.lock"))
    #expect(other != nil)
    lab.workspace.handler.lockWait = 100_000_000
    #expect(throws: RuntimeError.self) { try lab.run("demo") }
    other?.release()
    #expect(try lab.run("demo").end == .finished(.completed))
  }

  @Test func `a revised threshold judges recorded observations without a new attempt`() throws {
    let lab = try Laboratory()
    var plan = Plan.script("demo", "echo '{\"score\": 0.5}' > m.json")
    plan.stages[0].outputs = [OutputPlan(path: "m.json")]
    func gate(_ limit: Double) -> [GatePlan] {
      let check = CheckPlan(
        .metric("score", file: "m.json"), pass: Threshold(.greaterOrEqual, limit))
      return [GatePlan(name: "quality", checks: [check])]
    }
    plan.stages[0].gates = gate(0.9)
    try lab.register(plan)
    #expect(try lab.run("demo").end == .gateFailed)
    plan.stages[0].gates = gate(0.4)
    let file = FilePin(path: "study.yaml", digest: plan.digest, size: 1)
    let changed = StudyRegistered(plan: plan, file: file)
    #expect(throws: Rejection.self) {
      try lab.workspace.handler.submit(
        ReviseStudy(changed), by: try lab.workspace.person())
    }
    try lab.workspace.handler.submit(
      AmendStudy(changed, reason: "too strict"), by: try lab.workspace.person())
    #expect(try lab.run("demo").end == .finished(.completed))
    let starts = try lab.types().filter { $0 == "stage.started" }
    #expect(starts.count == 1)
    #expect(try lab.types().contains("command.refused"))
    #expect(try Replay.run(lab.workspace.ledger).differences == [])
  }
}
