import Codecs
import Files
import Ledger
import Runtime
import Study
import Testing

/// Stages that misbehave.
///
/// Each is recorded as what it is, and none harms the ledger.
@Suite(.serialized) struct HostileStageTests {
  /// Runs one script as a study and gives what was recorded of its last attempt.
  private func attempt(
    _ script: String, outputs: [OutputPlan] = [], gates: [GatePlan] = [],
    _ lab: Laboratory? = nil
  ) throws -> (summary: RunSummary, lab: Laboratory) {
    let lab = try lab ?? Laboratory()
    var plan = Plan.script("demo", script)
    plan.stages[0].outputs = outputs
    plan.stages[0].gates = gates
    try lab.register(plan)
    return (try lab.run("demo"), lab)
  }

  @Test func `a stage that floods its standard output is ended`() throws {
    let (summary, _) = try attempt("yes")
    #expect(summary.last?.outcome == .failed)
    #expect(summary.last?.error == "stdout.log grew beyond 64 MiB")
  }

  @Test func `a stage that forks and exits leaves nothing behind`() throws {
    let (summary, lab) = try attempt(
      "(trap '' TERM; while :; do date >> tick; sleep 0.05; done) & exit 0")
    #expect(summary.end == .finished(.completed))
    #expect(summary.last?.error == "it left processes behind, which were terminated")
    let tick = PathName.join(lab.root, "runs/demo/s7/attempts/task/_/01/tick")
    let before = try FileSystem.status(tick)?.size
    Clock.sleep(nanoseconds: 200_000_000)
    #expect(try FileSystem.status(tick)?.size == before)
  }

  @Test func `a stage in a session of its own with closed descriptors is still found`() throws {
    let (summary, lab) = try attempt(
      "setsid sh -c 'exec 9>&-; while :; do date >> tick; sleep 0.05; done' & sleep 0.2; exit 0")
    #expect(summary.last?.outcome == .succeeded)
    let tick = PathName.join(lab.root, "runs/demo/s7/attempts/task/_/01/tick")
    let before = try FileSystem.status(tick)?.size
    Clock.sleep(nanoseconds: 200_000_000)
    #expect(try FileSystem.status(tick)?.size == before)
  }

  @Test func `a run leaves no zombie of an adopted orphan behind`() throws {
    _ = try attempt("(setsid sleep 0.1 &) ; sleep 0.3")
    let tasks = try FileSystem.list("/proc/self/task")
    let children = tasks.flatMap { task -> [Substring] in
      let bytes = (try? FileSystem.readFile("/proc/self/task/\(task)/children")) ?? []
      return String(decoding: bytes, as: UTF8.self).split(separator: " ")
    }
    let zombies = children.filter { pid in
      let status = (try? FileSystem.readFile("/proc/\(pid)/status")) ?? []
      let text = String(decoding: status, as: UTF8.self)
      return text.hasPrefix("Name:\tsleep") && text.contains("State:\tZ")
    }
    #expect(zombies == [])
  }

  @Test func `a missing output fails the attempt and is named`() throws {
    let (summary, _) = try attempt("true", outputs: [OutputPlan(path: "out.csv")])
    #expect(summary.last?.outcome == .failed)
    #expect(summary.last?.error == "output 'out.csv' is missing")
  }

  @Test func `an output that is an empty directory is told from a missing one`() throws {
    let (summary, _) = try attempt("mkdir out.csv", outputs: [OutputPlan(path: "out.csv")])
    #expect(summary.last?.error == "output 'out.csv' is a directory without a file in it")
  }

  @Test func `an output that is a link out of its directory is refused`() throws {
    let (summary, _) = try attempt(
      "ln -s /etc/passwd out.csv", outputs: [OutputPlan(path: "out.csv")])
    #expect(summary.last?.outcome == .failed)
    #expect(
      summary.last?.error
        == "output 'out.csv' is a link out of its directory, to '/etc/passwd'")
    #expect(summary.last?.outputs == [])
  }

  @Test func `a line of events without its end is kept and flagged`() throws {
    let (_, lab) = try attempt(
      "echo '{\"metric\":{\"name\":\"loss\",\"value\":1.5}}' >> $RUNLEDGER_EVENTS;"
        + "echo nonsense >> $RUNLEDGER_EVENTS;"
        + "printf '{\"metric\":{\"na' >> $RUNLEDGER_EVENTS")
    let lines = try lab.events().flatMap { event -> [Value] in
      if case .stageObserved(let observed) = event.fact { observed.lines } else { [] }
    }
    #expect(lines.count == 3)
    #expect(lines[0].asMap?["metric"]?.asMap?["value"]?.asDouble == 1.5)
    let problems = lines.dropFirst().map { $0.asMap?["unknown"]?.asMap?["problem"]?.asText }
    #expect(problems == ["the line is not a JSON object", "the line is incomplete"])
  }

  @Test(arguments: [
    "rm $RUNLEDGER_EVENTS; mkfifo $RUNLEDGER_EVENTS", "rm $RUNLEDGER_EVENTS",
    "ln -sf /dev/zero $RUNLEDGER_EVENTS", "rm $RUNLEDGER_EVENTS; mkdir $RUNLEDGER_EVENTS",
    "echo other > other; mv other $RUNLEDGER_EVENTS",
  ])
  func `whatever takes the place of the events holds nobody up, and the loss is said`(
    script: String
  ) throws {
    let report = "echo '{\"metric\":{\"name\":\"loss\",\"value\":1.5}}' >> $RUNLEDGER_EVENTS"
    let (summary, _) = try attempt("\(report); \(script); sleep 0.1")
    #expect(summary.end == .finished(.completed))
    #expect(summary.last?.metrics == [MetricValue(name: "loss", value: 1.5)])
    #expect(
      summary.last?.error
        == "it replaced the file of RUNLEDGER_EVENTS, so what it reported since is lost")
  }

  @Test func `events that are cut are read from their start, and the loss is said`() throws {
    let report = "echo '{\"metric\":{\"name\":\"loss\",\"value\":1.5}}'"
    let (summary, _) = try attempt(
      "\(report) >> $RUNLEDGER_EVENTS; sleep 0.3; echo '{}' > $RUNLEDGER_EVENTS; sleep 0.1")
    #expect(
      summary.last?.error
        == "it cut the file of RUNLEDGER_EVENTS, so what was not read yet is lost")
  }

  @Test func `what takes the place of a log holds nobody up, and the loss is said`() throws {
    let meta = "$(dirname $RUNLEDGER_EVENTS)"
    let (summary, _) = try attempt(
      "echo before; rm \(meta)/std*.log; mkfifo \(meta)/stdout.log;"
        + "ln -s /dev/zero \(meta)/stderr.log; exit 3")
    #expect(summary.last?.exit == 3)
    #expect(summary.last?.logs == [])
    #expect(
      summary.last?.error
        == "it exited with 3; it replaced stderr.log, so what it wrote there is lost; "
        + "it replaced stdout.log, so what it wrote there is lost")
  }

  @Test func `a pipe in place of what a stage is told or answers holds nobody up`() throws {
    let (summary, lab) = try attempt(
      "rm $RUNLEDGER_CONTROL*; mkfifo $RUNLEDGER_CONTROL $RUNLEDGER_CONTROL.answers")
    let id = try #require(summary.last?.id)
    let control = try #require(try ControlFile(id, in: lab.workspace))
    let message = "cannot open '\(control.path)': not a regular file"
    #expect(
      #expect(throws: FileError.self) { try control.say("stop", as: 1) }?.description == message)
    #expect(throws: FileError.self) { try control.answer(to: 1) }
    #expect(throws: FileError.self) { try DigestCache().digest(of: control.path) }
    #expect(throws: FileError.self) {
      try FileSystem.copyReflinkOrCopy(control.path, "\(control.path).copy")
    }
  }

  @Test func `a pipe is no output, and no file that a check reads`() throws {
    let (summary, _) = try attempt("mkfifo out.csv", outputs: [OutputPlan(path: "out.csv")])
    #expect(summary.last?.outcome == .failed)
    #expect(summary.last?.error == "output 'out.csv' is not a regular file")

    let checks = [
      CheckPlan(.metric("score", file: "m.json"), pass: Threshold(.greaterOrEqual, 0)),
      CheckPlan(.rows("t.csv"), pass: Threshold(.greaterOrEqual, 0)),
    ]
    let (judged, lab) = try attempt(
      "mkfifo m.json t.csv", gates: [GatePlan(name: "quality", checks: checks)])
    #expect(judged.end == .gateFailed)
    let problems = try lab.events().flatMap { event -> [String?] in
      if case .gateEvaluated(let gate) = event.fact { gate.checks.map(\.problem) } else { [] }
    }
    #expect(problems.count == 2)
    #expect(problems.allSatisfy { $0?.hasSuffix("not a regular file") == true })
  }

  @Test func `a gate on a missing metric fails and says so`() throws {
    let check = CheckPlan(.metric("score", file: nil), pass: Threshold(.greaterOrEqual, 0))
    let (summary, lab) = try attempt("true", gates: [GatePlan(name: "quality", checks: [check])])
    #expect(summary.end == .gateFailed)
    let problems = try lab.events().flatMap { event -> [String?] in
      if case .gateEvaluated(let gate) = event.fact { gate.checks.map(\.problem) } else { [] }
    }
    #expect(problems == ["the stage reported no metric 'score'"])
  }

  @Test func `a metric that is not a number fails its gate`() throws {
    let check = CheckPlan(.metric("score", file: "m.json"), pass: Threshold(.greaterOrEqual, 0))
    let (summary, _) = try attempt(
      "echo '{\"score\": \"NaN\"}' > m.json", outputs: [OutputPlan(path: "m.json")],
      gates: [GatePlan(name: "quality", checks: [check])])
    #expect(summary.end == .gateFailed)
  }

  @Test func `a command that is not executable is recorded with exit code 126`() throws {
    let lab = try Laboratory()
    try lab.write("tool.sh", "echo hi\n")
    var plan = Plan.script("demo", "")
    plan.stages[0].run = ["./tool.sh"]
    try lab.register(plan, code: ["tool.sh"])
    let summary = try lab.run("demo")
    #expect(summary.last?.exit == 126)
    #expect(summary.last?.error == "command './tool.sh' is not executable")
  }

  @Test func `code that changed after registration is refused before it runs`() throws {
    let lab = try Laboratory()
    try lab.write("tool.sh", "echo hi\n", mode: 0o755)
    var plan = Plan.script("demo", "")
    plan.stages[0].run = ["./tool.sh"]
    try lab.register(plan, code: ["tool.sh"])
    try lab.write("tool.sh", "echo other\n", mode: 0o755)
    let summary = try lab.run("demo")
    #expect(summary.end == .blocked)
    #expect(summary.last?.error?.hasPrefix("'tool.sh' changed while the study ran") == true)
  }

  @Test func `the environment is scrubbed but for the allowed names`() throws {
    let lab = try Laboratory()
    var plan = Plan.script("demo", "env | cut -d= -f1 | sort > env.txt; test $LANG = C")
    plan.stages[0].outputs = [OutputPlan(path: "env.txt")]
    try lab.register(plan)
    var options = RunOptions(
      studyDirectory: lab.root,
      environment: [
        "PATH": "/usr/bin:/bin", "SECRET": "x", "LANG": "de_DE.UTF-8", "LD_PRELOAD": "x",
        "TZ": "Asia/Tokyo", "USER": "someone", "LOGNAME": "someone",
      ])
    options.handlesSignals = false
    let summary = try StudyRunner(lab.workspace, study: "demo", options: options).run()
    #expect(summary.end == .finished(.completed), "the language is the documented one")
    let path = PathName.join(lab.root, "runs/demo/s7/attempts/task/_/01/env.txt")
    let names = String(decoding: try FileSystem.readFile(path), as: UTF8.self)
      .split(separator: "\n").map(String.init).filter { $0 != "_" && $0 != "PWD" }
    #expect(
      names == [
        "LANG", "PATH", "RUNLEDGER_ATTEMPT", "RUNLEDGER_CONTEXT", "RUNLEDGER_CONTROL",
        "RUNLEDGER_EVENTS", "RUNLEDGER_FENCE", "RUNLEDGER_LEVEL", "RUNLEDGER_PAIR",
        "RUNLEDGER_RUN_ID",
        "RUNLEDGER_SEED",
        "RUNLEDGER_STAGE", "RUNLEDGER_STUDY", "RUNLEDGER_TASK", "RUNLEDGER_UNIT",
        "RUNLEDGER_VARIANT",
      ])
  }
}
