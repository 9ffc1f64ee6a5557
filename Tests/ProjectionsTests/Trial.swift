import Bytes
import Codecs
import Files
import Ledger
import Projections
import Study
import Synchronization
import TestKit

/// A paired study told by hand, with the contents that its stages left behind.
struct Trial {
  var story = Story()
  /// The contents by their digests.
  private(set) var contents: [Digest: [UInt8]] = [:]

  static let study = Stream.study("trial")

  /// A paired study of two tasks, each with two pairs.
  static func plan(levels: [LevelPlan] = [LevelPlan(name: "")]) throws -> Plan {
    var plan = Plan(study: "trial", objective: "Do goals do better than roles?", seed: 2025)
    plan.metric = "task_success"
    plan.levels = levels
    plan.locksFinished = true
    var paired = PairedPlan(
      variants: [
        VariantPlan(
          name: "role-centric", paradigm: "anthropomorphic", file: pin("variants/role-centric.md")),
        VariantPlan(
          name: "goal-centric", paradigm: "first-principles",
          file: pin("variants/goal-centric.md")),
      ], tasks: [task("TASK-001", seed: 42), task("TASK-002", seed: 43)], pairs: 2, minimum: 1)
    plan.domain = [
      "trials": [
        "permissions": [
          "file_operations": ["read", "write"], "allowed_paths": ["work/**"],
          "network_access": false,
        ],
        "evaluators": [
          "task_success": ["module": "evaluators/task_success.json", "version": "1.0.0"]
        ],
      ]
    ]
    plan.inputs = [
      InputPlan(
        name: "rubrics", pattern: "evaluators", files: [pin("evaluators/task_success.json")])
    ]
    paired.identical = ["init"]
    plan.design = .paired(paired)
    plan.stages = stages
    return plan
  }

  private static func task(_ name: String, seed: Int64) -> TaskPlan {
    TaskPlan(
      name: name,
      files: InputPlan(
        name: name, pattern: "tasks/\(name)",
        files: [pin("tasks/\(name)/inputs/a.txt"), pin("tasks/\(name)/spec.json")]), seed: seed,
      timeoutNanoseconds: 60_000_000_000)
  }

  private static var stages: [StagePlan] {
    func stage(_ name: String, _ scope: Scope, _ outputs: [String], _ publish: [String])
      -> StagePlan
    {
      var stage = StagePlan(name: name, run: ["runledger", "simulate", "trial", name])
      stage.scope = scope
      stage.outputs = outputs.map { OutputPlan(path: $0) }
      stage.publish = publish
      return stage
    }
    return [
      stage("init", .run, ["inputs/**"], ["inputs/**"]),
      stage(
        "execute", .run, ["agent.log", "outputs/**", "execution.json"],
        ["agent.log", "outputs/**"]),
      stage(
        "evaluate", .run, ["scorecard.json", "evaluation.log", "manifest.json"],
        ["scorecard.json", "evaluation.log", "manifest.json"]),
      stage("verify-pair", .pair, ["verification.json"], ["*.json"]),
      stage(
        "report", .study, ["comparative-report.md", "figures/*.svg", "progress.csv"],
        ["comparative-report.md", "figures/*.svg", "progress.csv"]),
    ]
  }

  /// A study with every pair done: `pairs` for each of `tasks` tasks.
  static func full(tasks: Int, pairs: Int) throws -> Trial {
    var plan = try Trial.plan()
    plan.design.paired?.tasks = (1...tasks).map { task("TASK-00\($0)", seed: 41 + Int64($0)) }
    plan.design.paired?.pairs = pairs
    var trial = Trial()
    trial.begin(plan)
    let schedule = plan.schedule(level: 0, round: 1)
    trial.plan(schedule[0])
    let runs = schedule.filter { $0.scope == .run }
    for (place, run) in runs.enumerated() {
      trial.plan(run)
      let names = [runs[place - place % 2].id, run.id]
      trial.execute(
        run.id, then: place % 2 == 0 ? [] : [verified(run.assignment.pair ?? "", names)])
    }
    return trial
  }

  /// Registers the plan and draws its schedule.
  mutating func begin(_ plan: Plan) {
    let drawn = ScheduleDrawn(
      round: 1, reason: "revision 1 of the plan", slots: plan.pairSlots(round: 1))
    story.tell(
      "register_study",
      [
        (Trial.study, .studyRegistered(StudyRegistered(plan: plan, file: pin("study.yaml")))),
        (Trial.study, .scheduleDrawn(drawn)),
      ])
  }

  /// Plans a run of the schedule.
  mutating func plan(
    _ scheduled: ScheduledRun, level: String = "", of: String? = nil, as id: String? = nil,
    stale: [StaleUnit] = [], with others: [(Stream, EventData)] = []
  ) {
    let planned = RunPlanned(
      level: level, index: scheduled.index, seed: scheduled.seed, scope: scheduled.scope,
      revision: 1, round: 1, params: [], assignment: scheduled.assignment, of: of, stale: stale)
    story.tell("claim_work", others + [(.run("trial", id ?? scheduled.id), .runPlanned(planned))])
  }

  /// Does a stage of a run: requested, started and ended, with what it left behind.
  mutating func work(
    _ run: String, _ stage: String, _ outputs: [String: String], attempt: Int = 1,
    outcome: Outcome = .succeeded, then: [(Stream, EventData)] = []
  ) {
    let stream = Stream.run("trial", run)
    let id = AttemptID(study: "trial", run: run, stage: stage, unit: "", attempt: attempt)
    let requested = StageRequested(
      stage: stage, unit: "", attempt: attempt, recipe: Hashing.digest(of: Array(stage.utf8)),
      why: attempt == 1 ? "first" : "retry")
    let directory = "runs/trial/\(run)/attempts/\(stage)/_/0\(attempt)"
    let started = StageStarted(
      id: id, command: ["runledger", "simulate", "trial", stage], pid: 7, processStart: 5,
      boot: "b", directory: directory)
    story.by("host")
    story.tell(
      "claim_work", [(stream, .stageRequested(requested)), (stream, .stageStarted(started))])
    var end = StageFinished(id: id, outcome: outcome, elapsed: 250_000_000)
    end.exit = outcome == .succeeded ? 0 : outcome == .timedOut ? nil : 1
    for (path, text) in outputs.sorted(by: { $0.key < $1.key }) {
      end.outputs.append(keep(path, Array(text.utf8)))
    }
    story.tell("finish_stage", [(stream, .stageFinished(end))] + then)
    story.by("ada")
  }

  /// Keeps a content, and says what is recorded of it.
  mutating func keep(_ path: String, _ bytes: [UInt8]) -> OutputRecord {
    let digest = Hashing.digest(of: bytes)
    contents[digest] = bytes
    return OutputRecord(path: path, digest: digest, size: Int64(bytes.count), kept: true)
  }

  /// Does all stages of a run of a pair, and locks it.
  mutating func execute(
    _ run: String, success: Double = 1, then: [(Stream, EventData)] = []
  ) {
    let stream = Stream.run("trial", run)
    let pins: ValueMap = [
      "git": ["commit": "c0ffee", "dirty": false],
      "programs": ["runledger": ["path": "/usr/bin/runledger"]],
    ]
    story.tell(
      "start_run",
      [(stream, .runPinned(RunPinned(pins: pins))), (stream, .runStarted(RunStarted()))])
    work(run, "init", ["inputs/a.txt": "first\n", "inputs/sub/b.txt": "second\n"])
    let log = "{\"run\":\"\(run)\"}\n"
    work(
      run, "execute",
      ["agent.log": log, "outputs/answer.txt": "the answer of\n\(run)\n", "execution.json": "{}\n"])
    work(
      run, "evaluate",
      [
        "scorecard.json": "{\"task_success\":\(success)}\n", "evaluation.log": "judged \(run)\n",
        "manifest.json": "{}\n",
      ],
      then: [
        (stream, .runEvaluated(RunEvaluated(metric: "task_success", value: success))),
        (stream, .runFinished(RunFinished(verdict: .pass, elapsed: 750_000_000))),
        (stream, .runLocked(RunLocked(outputs: Digest.zero, reason: "run_completed"))),
      ] + then)
  }

  /// Two runs were compared.
  static func verified(_ pair: String, _ runs: [String]) -> (Stream, EventData) {
    (.pair("trial", pair), .pairVerified(PairVerified(runs: runs, facts: ["seed": 42])))
  }

  /// Two runs were compared, and may not be.
  static func rejected(_ pair: String, _ runs: [String]) -> (Stream, EventData) {
    let differences = ["pins differ between '\(runs[0])' and '\(runs[1])'"]
    return (
      .pair("trial", pair), .pairRejected(PairRejected(runs: runs, differences: differences))
    )
  }
}

/// A record whose blobs lie in a directory, and that tells how often they were asked for.
final class KeptRecord: StudyRecord {
  private let record: Mutex<MemoryRecord>
  let directory: TemporaryDirectory
  let origin: String
  private let asked = Mutex(0)

  init(_ trial: Trial) throws {
    directory = try TemporaryDirectory()
    origin = trial.story.record.origin
    record = Mutex(trial.story.record)
    try update(trial)
  }

  /// Takes in what was told since.
  func update(_ trial: Trial) throws {
    record.withLock { $0 = trial.story.record }
    for (digest, bytes) in trial.contents where path(ofBlob: digest) == nil {
      try FileSystem.writeAtomically(directory.path(digest.hex), bytes)
    }
  }

  /// Erases a content.
  func erase(_ bytes: [UInt8]) throws {
    try FileSystem.remove(directory.path(Hashing.digest(of: bytes).hex))
  }

  private var now: MemoryRecord { record.withLock { $0 } }

  func size() throws(ProjectionError) -> UInt64 { now.size() }

  func head(at size: UInt64) throws(ProjectionError) -> Head { try now.head(at: size) }

  func leaf(of entry: UInt64) throws(ProjectionError) -> Digest { now.leaf(of: entry) }

  func studies(before size: UInt64) throws(ProjectionError) -> [String] {
    now.studies(before: size)
  }

  func forEach(
    of study: String, in range: Range<UInt64>,
    _ body: (RecordedEntry) throws(ProjectionError) -> Void
  ) throws(ProjectionError) {
    try now.forEach(of: study, in: range, body)
  }

  func path(ofBlob digest: Digest) -> String? {
    let path = directory.path(digest.hex)
    return FileSystem.exists(path) ? path : nil
  }
}
