import Codecs
import Files
import Ledger
import Runtime
import Study
import Testing

@Suite(.serialized) struct StudyRunnerTests {
  @Test func `a study of one stage runs to its end and replays identically`() throws {
    let lab = try Laboratory()
    var plan = Plan.script("demo", "echo 42 > out.txt; echo '{\"score\": 0.5}' > m.json")
    plan.metric = "score"
    plan.stages[0].outputs = [OutputPlan(path: "out.txt"), OutputPlan(path: "m.json")]
    plan.stages[0].gates = [
      GatePlan(
        name: "quality",
        checks: [
          CheckPlan(.exists("out.txt"), pass: Threshold(.greaterOrEqual, 1)),
          CheckPlan(.metric("score", file: "m.json"), pass: Threshold(.greaterOrEqual, 0.4)),
        ])
    ]
    try lab.register(plan)
    let summary = try lab.run("demo")
    #expect(summary.end == .finished(.completed))
    #expect(try lab.types().contains("run.finished"))
    let report = try Replay.run(lab.workspace.ledger)
    #expect(report.differences == [])
    #expect(try lab.run("demo").end == .nothingToDo(.completed))
  }

  @Test func `dataflow, units, levels and a study stage work together`() throws {
    let lab = try Laboratory()
    var plan = Plan(study: "flow", objective: "a test", seed: 7)
    plan.params = [Parameter(name: "k", value: .array([.int(1), .int(2)]))]
    plan.levels = [
      LevelPlan(name: "A", params: [Parameter(name: "k", value: .array([.int(1)]))], seedCount: 1),
      LevelPlan(name: "B", seedCount: 2),
    ]
    var make = StagePlan(name: "make", run: ["sh", "-c", "echo ${seed} ${unit.k} > o.txt"])
    make.foreach = [Axis(name: "k", param: "k")]
    make.outputs = [OutputPlan(path: "o.txt")]
    var join = StagePlan(name: "join", run: ["sh", "-c", "cat ${inputs.o}/*/*/o.txt > all.txt"])
    join.scope = .study
    join.inputs = [StageInput(name: "o", source: .stage("make", "o.txt"))]
    join.outputs = [OutputPlan(path: "all.txt")]
    plan.stages = [make, join]
    try lab.register(plan)
    let summary = try lab.run("flow", jobs: 3)
    #expect(summary.end == .finished(.completed))
    let types = try lab.types()
    #expect(types.filter { $0 == "level.reached" }.count == 1)
    #expect(types.filter { $0 == "stage.started" }.count == 1 + 1 + 4 + 1)
    #expect(try Replay.run(lab.workspace.ledger).differences == [])
  }

  @Test(arguments: [1, 2])
  func `units are a directory to a stage without them, however many there are`(
    count: Int
  ) throws {
    let lab = try Laboratory()
    var plan = Plan(study: "flow", objective: "a test", seed: 7)
    let axis = Axis(name: "k", values: (1...count).map { .int(Int64($0)) })
    var make = StagePlan(name: "make", run: ["sh", "-c", "echo ${unit.k} > o.txt"])
    make.foreach = [axis]
    make.outputs = [OutputPlan(path: "o.txt")]
    var same = StagePlan(name: "same", run: ["sh", "-c", "grep -qx ${unit.k} ${inputs.o}"])
    same.foreach = [axis]
    same.inputs = [StageInput(name: "o", source: .stage("make", "o.txt"))]
    var join = StagePlan(name: "join", run: ["sh", "-c", "cat ${inputs.o}/k=*/o.txt > all.txt"])
    join.inputs = same.inputs
    join.outputs = [OutputPlan(path: "all.txt")]
    var last = StagePlan(name: "last", run: ["sh", "-c", "grep -qx ${unit.k} ${inputs.all}"])
    last.foreach = [axis]
    last.inputs = [StageInput(name: "all", source: .stage("join", "all.txt"))]
    plan.stages = [make, same, join, last]
    try lab.register(plan)
    #expect(try lab.run("flow").end == .finished(.completed))
  }

  @Test func `a failing stage is retried as its policy says, then blocks with a proposal`() throws {
    let lab = try Laboratory()
    var plan = Plan.script("demo", "exit 75")
    plan.stages[0].retry = RetryPlan(
      attempts: 2, causes: ["exit:75"], backoffNanoseconds: 1_000_000)
    try lab.register(plan)
    let summary = try lab.run("demo")
    #expect(summary.end == .blocked)
    #expect(summary.attempts == 2)
    let events = try lab.events()
    let blocked = events.compactMap { event -> StageBlocked? in
      if case .stageBlocked(let blocked) = event.fact { blocked } else { nil }
    }
    #expect(blocked.count == 1)
    #expect(blocked[0].reason == "retries")
    #expect(blocked[0].command == "runledger retry demo/s7/task -m \"...\"")
  }

  @Test func `a command that is not there is recorded with exit code 127`() throws {
    let lab = try Laboratory()
    var plan = Plan.script("demo", "")
    plan.stages[0].run = ["no-such-command-here"]
    try lab.register(plan)
    let summary = try lab.run("demo")
    #expect(summary.end == .blocked)
    #expect(summary.last?.exit == 127)
  }

  @Test func `a stage that outlives its time limit is ended with its whole group`() throws {
    let lab = try Laboratory()
    var plan = Plan.script("demo", "trap '' TERM; (trap '' TERM; sleep 30) & sleep 30")
    plan.stages[0].timeoutNanoseconds = 200_000_000
    try lab.register(plan)
    let summary = try lab.run("demo")
    #expect(summary.last?.outcome == .timedOut)
    #expect((summary.last?.elapsed ?? 0) < 8_000_000_000)
  }

  @Test func `work that was skipped is done, and said to be skipped`() throws {
    let lab = try Laboratory()
    try lab.register(.script("demo", "true"))
    var options = RunOptions(studyDirectory: lab.root, environment: ["PATH": "/usr/bin:/bin"])
    options.handlesSignals = false
    options.skip = ["task"]
    _ = try StudyRunner(lab.workspace, study: "demo", options: options).run()
    let report = try #require(StudyReport("demo", try lab.workspace.handler.states()))
    #expect(report.stages.map(\.done) == [1])
    #expect(report.stages.map(\.notes) == [["1 skipped"]])
  }

  @Test func `a halted study that a person stops is closed`() throws {
    let lab = try Laboratory()
    try lab.register(.script("demo", "true"))
    let handler = lab.workspace.handler
    let person = try lab.workspace.person()
    try handler.submit(HaltStudy(study: "demo", reason: "wait"), by: person)
    #expect(try lab.run("demo").end == .halted("wait"))
    let stop = DecisionMade(choice: .stop, rationale: "enough")
    try handler.submit(MakeDecision(.study("demo"), stop), by: person)
    #expect(try lab.run("demo").end == .nothingToDo(.stopped))
    #expect(StudyReport("demo", try handler.states())?.state == .closed)
  }

  @Test func `a critical violation that a stage reports halts the study`() throws {
    let lab = try Laboratory()
    let line = "{\"violation\":{\"severity\":\"critical\",\"text\":\"read the test split\"}}"
    try lab.register(.script("demo", "echo '\(line)' >> $RUNLEDGER_EVENTS"))
    let summary = try lab.run("demo")
    #expect(summary.end == .halted("critical violation: read the test split"))
    try lab.workspace.handler.submit(
      ResolveViolation(study: "demo", violation: "v0001", resolution: "mended"),
      by: try lab.workspace.person())
    #expect(try lab.types().contains("study.resumed"))
  }
}
