import Codecs
import Files
import Ledger
import Runtime
import Study
import Testing

/// What a stage leaves behind, or finds, is read or refused by name.
@Suite(.serialized) struct LeftBehindTests {
  private func attempt(
    _ script: String, outputs: [String], _ change: (inout Plan) -> Void = { _ in }
  ) throws -> StageFinished {
    let lab = try Laboratory()
    var plan = Plan.script("demo", script)
    plan.stages[0].outputs = outputs.map { OutputPlan(path: $0) }
    change(&plan)
    try lab.register(plan)
    return try #require(try lab.run("demo").last)
  }

  @Test(arguments: [
    (
      "touch a.txt \"$(printf 'caf\\351.txt')\"", "*.txt",
      "output 'caf\\xE9.txt' has a name that is not UTF-8"
    ),
    ("mkdir d; touch d/a; mkfifo d/p", "d", "output 'd/p' is a pipe, a socket or a device"),
    ("mkdir d; touch d/a; mkfifo d/p", "d/**", "output 'd/p' is a pipe, a socket or a device"),
    ("mkdir d; touch d/a; ln -s nowhere d/l", "d", "output 'd/l' is a link to nothing"),
    (
      "mkdir d; touch d/a; ln -s .. d/up", "d",
      "output 'd/up' is a link to a directory that it lies in"
    ),
    (
      "mkdir d; touch d/a; ln -s /etc d/etc", "d/",
      "output 'd/etc' is a link out of its directory, to '/etc'"
    ),
  ])
  func `what is no file fails the attempt by its name`(
    script: String, output: String, problem: String
  ) throws {
    let finished = try attempt(script, outputs: [output])
    #expect(finished.outcome == .failed)
    #expect(finished.error == problem)
  }

  @Test func `a name that no path can have fails the attempt and not the runner`() throws {
    let name = String(repeating: "x", count: 300)
    let finished = try attempt("true", outputs: [name])
    #expect(finished.outcome == .failed)
    #expect(finished.error == "output '\(name)' cannot be read: file name too long")
  }

  @Test func `files behind a link within the directory are recorded`() throws {
    let finished = try attempt(
      "mkdir store d; echo 1 > store/f.csv; ln -s ../store d/big", outputs: ["d"])
    #expect(finished.outputs.map(\.path) == ["d/big/f.csv"])
  }

  @Test func `two names that only look the same are two outputs`() throws {
    let finished = try attempt(
      "echo 1 > \"$(printf '\\303\\251')\".out; echo 22 > \"$(printf 'e\\314\\201')\".out",
      outputs: ["*.out"])
    #expect(finished.outputs.map(\.size).sorted() == [2, 3])
  }

  @Test func `an input that changes while the stage runs fails the attempt`() throws {
    let lab = try Laboratory()
    try lab.write("data.txt", "before\n")
    var plan = Plan.script("demo", "echo after > ../../../../../../../data.txt")
    plan.inputs = [InputPlan(name: "data", pattern: "data.txt")]
    plan.stages[0].inputs = [StageInput(name: "data", source: .study("data"))]
    try lab.register(plan)
    let finished = try #require(try lab.run("demo").last)
    #expect(finished.outcome == .failed)
    #expect(finished.error?.hasPrefix("'data.txt' changed while the stage ran: it was ") == true)
  }

  @Test func `what a command did not write is not what it made`() throws {
    let lab = try Laboratory()
    try lab.write("old.txt", "from last year\n")
    for (script, isMade) in [("true", false), ("echo new > old.txt", true)] {
      let registered = try ExecPlan.make(
        command: ["sh", "-c", script], inputs: [], outputs: ["old.txt"], seed: nil, name: nil,
        directory: lab.root, root: lab.root, cache: DigestCache(),
        try lab.workspace.handler.states())
      let slug = try ExecPlan.register(
        registered, isNamed: false, by: lab.workspace.person(), id: .random,
        in: lab.workspace.handler)
      let finished = try #require(try lab.run(slug).last)
      #expect((finished.outcome == .succeeded) == isMade)
      #expect(
        finished.error == (isMade ? nil : "output 'old.txt' was there before, and was not written"))
    }
  }

  @Test func `what a command may write and did not is none of its outputs, and no mistake`() throws
  {
    let lab = try Laboratory()
    try lab.write("kept/old.json", "{}\n")
    let script = "echo made > made.txt; echo new > kept/new.json"
    let registered = try ExecPlan.make(
      command: ["sh", "-c", script], inputs: [], outputs: ["made.txt"],
      optional: ["kept/*.json", "other/*.json"], seed: nil, name: nil, directory: lab.root,
      root: lab.root, cache: DigestCache(), try lab.workspace.handler.states())
    let slug = try ExecPlan.register(
      registered, isNamed: false, by: lab.workspace.person(), id: .random,
      in: lab.workspace.handler)
    let finished = try #require(try lab.run(slug).last)
    #expect(finished.outcome == .succeeded && finished.error == nil)
    #expect(finished.outputs.map(\.path) == ["kept/new.json", "made.txt"])
  }

  @Test func `commands without a name that come at once get one each`() throws {
    let lab = try Laboratory()
    let registered = try ExecPlan.make(
      command: ["true"], inputs: [], outputs: [], seed: nil, name: nil, directory: lab.root,
      root: lab.root, cache: DigestCache(), try lab.workspace.handler.states())
    let slugs = try (0..<3).map { _ in
      try ExecPlan.register(
        registered, isNamed: false, by: lab.workspace.person(), id: .random,
        in: lab.workspace.handler)
    }
    #expect(slugs == ["exec-true-1", "exec-true-2", "exec-true-3"])
  }

  @Test func `a budget of time ends what is running`() throws {
    let lab = try Laboratory()
    var plan = Plan.script("demo", "sleep 20")
    plan.budget.runtimeNanoseconds = 300_000_000
    try lab.register(plan)
    let summary = try lab.run("demo")
    #expect(summary.last?.outcome == .timedOut)
    #expect(summary.last?.error == "the study's runtime budget was spent while it ran")
    #expect(try lab.types().contains("budget.exceeded"))
  }

  @Test func `the time of an attempt whose runner went away counts`() throws {
    let lab = try Laboratory()
    var plan = Plan.script("demo", "true")
    plan.budget.runtimeNanoseconds = 1_000_000
    try lab.register(plan)
    let handler = lab.workspace.handler
    let runner = try lab.workspace.runner()
    try handler.submit(
      ClaimWork(study: "demo", slots: 1, runs: ["s7"], pins: [:]), by: runner)
    let id = AttemptID(study: "demo", run: "s7", stage: "task", unit: "", attempt: 1)
    try handler.submit(
      StartStage(
        StageStarted(
          id: id, command: ["sh"], pid: 999_999, processStart: 1, boot: "another boot",
          directory: "runs/demo/s7/attempts/task/_/01")), by: runner)
    Clock.sleep(nanoseconds: 50_000_000)
    try lab.write("runs/demo/s7/attempts/task/_/01.meta/pulse", ".")
    _ = try lab.run("demo")
    let ends = try lab.events().compactMap { event -> StageFinished? in
      if case .stageFinished(let finished) = event.fact { finished } else { nil }
    }
    #expect(ends.map(\.outcome) == [.interrupted])
    #expect(ends.first.map { $0.elapsed >= 30_000_000 } == true)
    #expect(try lab.types().contains("budget.exceeded"))
  }

  @Test func `nothing starts on a plan that was replaced`() throws {
    let lab = try Laboratory()
    var plan = Plan.script("demo", "echo old > out")
    plan.stages[0].outputs = [OutputPlan(path: "out")]
    try lab.register(plan)
    let handler = lab.workspace.handler
    try handler.submit(
      ClaimWork(study: "demo", slots: 1, pins: [:]), by: try lab.workspace.runner())
    plan.stages[0].run = ["sh", "-c", "echo new > out"]
    let file = FilePin(path: "study.yaml", digest: plan.digest, size: 1)
    try handler.submit(
      AmendStudy(StudyRegistered(plan: plan, file: file), reason: "better"),
      by: try lab.workspace.person())
    #expect(try lab.run("demo").end == .finished(.completed))
    let events = try lab.events()
    let ends = events.compactMap { event -> StageFinished? in
      if case .stageFinished(let finished) = event.fact { finished } else { nil }
    }
    #expect(ends.map(\.outcome) == [.interrupted, .succeeded])
    #expect(ends.first?.error == "the plan changed before it began")
    let commands = events.compactMap { event -> [String]? in
      if case .stageStarted(let started) = event.fact { started.command } else { nil }
    }
    #expect(commands == [["sh", "-c", "echo new > out"]])
  }
}
