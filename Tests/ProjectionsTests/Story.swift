import Bytes
import Codecs
import Ledger
import Projections
import Study

/// A history made by hand: every command gives one entry, a second after the one before.
struct Story {
  private(set) var record = MemoryRecord(origin: "example.com/story")
  private var author = "ada"

  /// 2026-01-01T00:00:00Z.
  static let dawn: Int64 = 1_767_225_600_000_000_000

  /// The author of what follows.
  mutating func by(_ author: String) { self.author = author }

  /// Records a command with its events.
  mutating func tell(_ command: String, _ events: [(Stream, EventData)], at: Int64? = nil) {
    let index = record.size()
    let recorded = events.enumerated().map { ordinal, event in
      RecordedEvent(
        position: EventPosition(entry: index, ordinal: ordinal), stream: event.0,
        type: event.1.type, fact: event.1)
    }
    add(command, recorded, at: at)
  }

  /// Records an event whose data was erased.
  mutating func tellErased(_ command: String, _ stream: Stream, type: String) {
    let position = EventPosition(entry: record.size(), ordinal: 0)
    add(command, [RecordedEvent(position: position, stream: stream, type: type, fact: nil)])
  }

  private mutating func add(_ command: String, _ events: [RecordedEvent], at: Int64? = nil) {
    let index = record.size()
    record.append(
      RecordedEntry(
        index: index, at: at ?? Story.dawn + Int64(index) * 1_000_000_000,
        keyID: KeyID(publicKey: Array(author.utf8)),
        author: author, role: author == "host" ? "runner" : "operator", command: command,
        commandID: .named("\(index)"), arguments: Hashing.digest(of: Array(command.utf8)),
        events: events))
  }
}

/// A file that is always the same for a name.
func pin(_ path: String) -> FilePin {
  FilePin(path: path, digest: Hashing.digest(of: Array(path.utf8)), size: Int64(path.utf8.count))
}

extension Story {
  static let wine = Stream.study("wine")

  /// A study with two levels, units, gates and a stage over all runs.
  static func plan(limit: Double = 0.85) throws -> Plan {
    var plan = Plan(study: "wine", objective: "Is the rule good | stable?", seed: 7)
    plan.metric = "accuracy"
    plan.inputs = [InputPlan(name: "cells", pattern: "data/*.csv", files: [pin("data/wine.csv")])]
    plan.code = [pin("classify.awk")]
    plan.params = [
      Parameter(name: "folds", value: 5), Parameter(name: "features", value: [3, 5]),
    ]
    plan.levels = [
      LevelPlan(name: "A", params: [Parameter(name: "folds", value: 2)], seeds: [42, 43]),
      LevelPlan(name: "B", seeds: [44]),
    ]
    plan.stop = StopPlan(success: try Condition("classify.accuracy.mean >= 0.9"))
    var classify = StagePlan(name: "classify", run: ["awk", "-f", "classify.awk", "${unit.k}"])
    classify.foreach = [Axis(name: "k", param: "features")]
    classify.inputs = [StageInput(name: "cells", source: .study("cells"))]
    classify.outputs = [OutputPlan(path: "metrics.json")]
    classify.retry = RetryPlan(attempts: 2, causes: ["exit:75"])
    classify.gates = [
      GatePlan(
        name: "quality",
        checks: [
          CheckPlan(
            .metric("accuracy", file: "metrics.json"), pass: Threshold(.greaterOrEqual, limit),
            warn: Threshold(.greaterOrEqual, 0.5))
        ])
    ]
    var summarise = StagePlan(name: "summarise", run: ["sh", "summarise.sh"])
    summarise.scope = .study
    plan.stages = [classify, summarise]
    return plan
  }

  /// What becomes of a unit of `classify` from its request to its gate.
  mutating func work(
    _ run: String, _ unit: String, attempt: Int = 1, why: String = "first", accuracy: Double? = nil,
    outcome: Outcome = .succeeded, exit: Int64? = 0, then: [(Stream, EventData)] = []
  ) {
    let stream = Stream.run("wine", run)
    let id = AttemptID(
      study: "wine", run: run, stage: "classify", unit: unit, attempt: attempt)
    by("host")
    tell(
      "claim_work",
      [
        (
          stream,
          .stageRequested(
            StageRequested(
              stage: "classify", unit: unit, attempt: attempt,
              recipe: Hashing.digest(of: Array(unit.utf8)), why: why))
        )
      ])
    tell(
      "start_stage",
      [
        (
          stream,
          .stageStarted(
            StageStarted(
              id: id, command: ["awk", "-f", "classify.awk", "it's"], pid: 77, processStart: 5,
              boot: "b", directory: "runs/wine/\(run)/classify/\(unit)/\(attempt)"))
        )
      ])
    var end = StageFinished(id: id, outcome: outcome, elapsed: 1_234_567_890)
    end.exit = exit
    if let accuracy {
      end.metrics = [MetricValue(name: "accuracy", value: accuracy)]
      end.outputs = [
        OutputRecord(
          path: "metrics.json", digest: Hashing.digest(of: Array("\(accuracy)".utf8)), size: 40,
          kept: true)
      ]
    } else {
      end.error = "exit code \(exit ?? -1)\nsecond line"
    }
    tell("finish_stage", [(stream, .stageFinished(end))] + then)
  }

  /// The judgement of `quality` on a unit.
  static func gate(
    _ run: String, _ unit: String, _ accuracy: Double?, _ verdict: Verdict
  ) -> (Stream, EventData) {
    let check = CheckResult(
      name: "metric accuracy in metrics.json", observed: accuracy, comparison: .greaterOrEqual,
      threshold: verdict == .warn ? 0.5 : 0.85, verdict: verdict,
      problem: accuracy == nil ? "metrics.json, or its member, is missing" : nil)
    return (
      .run("wine", run),
      .gateEvaluated(
        GateEvaluated(
          subject: "\(run)/classify[\(unit)]", stage: "classify", unit: unit, gate: "quality",
          checks: [check], verdict: verdict, evidence: "attempt 1"))
    )
  }

  /// A run comes into being.
  static func planned(
    _ run: String, level: String = "A", seed: Int64, scope: Scope = .run, revision: Int = 1,
    of: String? = nil, stale: [StaleUnit] = []
  ) -> (Stream, EventData) {
    (
      .run("wine", run),
      .runPlanned(
        RunPlanned(
          level: level, index: 0, seed: seed, scope: scope, revision: revision, round: 1,
          params: [
            Parameter(name: "folds", value: 2), Parameter(name: "features", value: [3, 5]),
          ], of: of, stale: stale))
    )
  }
}
