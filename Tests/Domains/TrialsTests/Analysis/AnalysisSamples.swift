import Codecs
import Files
import Numerics
import StageKit
import TestKit
import Testing

@testable import Trials

/// A study of two variants as the steps `index` and `analyse` meet it.
struct SampleStudy {
  /// What one run scored; nil for a run without a scorecard.
  struct Run {
    var id: String
    var task: String
    var pair: String
    var variant: String
    var scores: Scores?
    var excluded: Value = .null
    var isVerified = true
    var status = "locked"
    /// Overrides of the scorecard's members.
    var scorecard: ValueMap = [:]
    /// Overrides of the manifest's members.
    var manifest: ValueMap = [:]
  }

  static let design = Contrast(
    reference: "role-centric", treatment: "goal-centric", tasks: ["TASK-001", "TASK-002"])

  var runs: [Run] = []
  var params: ValueMap = [:]
  /// What the study registered.
  var section = RegistrationSample.text
  var amendments: Value = []
  /// The pairs that every task needs.
  var minimum = 10
  /// The level at which a step works; the registration tests the only one.
  var level = ""
  /// After how many pairs the ledger has the step look; 0 for all.
  var look: Int64 = 0

  /// Adds a pair.
  mutating func add(_ task: String, _ pair: String, role: Scores?, goal: Scores?) {
    for (variant, scores) in [("role-centric", role), ("goal-centric", goal)] {
      runs.append(
        Run(
          id: "run-\(pair)-\(variant)", task: task, pair: pair, variant: variant, scores: scores))
    }
  }

  /// A study with as many pairs of each task, whose scores a seeded generator draws.
  static func drawn(pairs: Int, seed: UInt64 = 7) -> SampleStudy {
    var random = SeededGenerator(seed: seed)
    var study = SampleStudy()
    for number in 1...pairs {
      for (place, task) in design.tasks.enumerated() {
        func scores(_ success: Double, _ base: Double) -> Scores {
          Scores(
            success: Double.random(in: 0..<1, using: &random) < success,
            adherence: share(100 - 25 * Double(Int.random(in: 0...1, using: &random))),
            runtime: (base * Double.random(in: 0.8...1.25, using: &random)).rounded(),
            clarifications: Int.random(in: 0...2, using: &random),
            reproducibility: share(Bool.random(using: &random) ? 1 : 0))
        }
        let base = Double.random(in: 5...60, using: &random)
        study.add(
          task, "pair-\(1000 + 2 * number + place)", role: scores(0.6, base),
          goal: scores(0.9, base))
      }
    }
    return study
  }

  /// The index without the way over files.
  func index() throws -> ScoreIndex {
    try ScoreIndex(
      runs.compactMap { run in
        run.scores.map {
          ScoreIndex.Row(
            run: run.id, pair: run.pair, variant: run.variant, task: run.task, scores: $0)
        }
      })
  }

  /// The registered analysis without the way over files.
  func analysis(putBack: ScoreIndex? = nil) throws -> Analysis {
    try Analysis(
      context(stage: "analyse", in: "/"), index(), putBack: putBack ?? ScoreIndex([]))
  }

  /// Runs `index` and then `analyse` in a directory, and gives both contexts' directory.
  func run(in directory: TemporaryDirectory) throws {
    try writeScorecards(in: directory)
    try IndexStep.run(context(stage: "index", in: directory.path))
    try AnalyseStep.run(context(stage: "analyse", in: directory.path))
  }

  /// Writes what the stages before `index` left behind.
  func writeScorecards(in directory: TemporaryDirectory) throws {
    for run in runs {
      guard let scores = run.scores else { continue }
      let versions: Value = ["task_success": ["module": "m", "version": "1.0.0", "hash": "h"]]
      var scorecard: ValueMap = [
        "run_id": .text(run.id), "variant": .text(run.variant), "task_id": .text(run.task),
        "evaluator_versions": versions,
        "metrics": [
          "task_success": ["success": .int(scores.success ? 1 : 0)],
          "constraint_adherence": ["score": Value(orNull: scores.adherence?.value)],
          "runtime": ["total_seconds": Value(orNull: scores.runtime)],
          "clarification_count": ["total_count": Value(orNull: scores.clarifications)],
          "reproducibility": ["score": Value(orNull: scores.reproducibility?.value)],
        ],
      ]
      var manifest: ValueMap = [
        "pairing": ["pair_id": .text(run.pair)], "pins": ["evaluator_versions": versions],
      ]
      for (key, value) in run.scorecard { scorecard[key] = value }
      for (key, value) in run.manifest { manifest[key] = value }
      try StageFiles.write(
        directory.path("scorecards/\(run.id)/scorecard.json"), JSON.encode(.map(scorecard)))
      try StageFiles.write(
        directory.path("manifests/\(run.id)/manifest.json"), JSON.encode(.map(manifest)))
    }
  }

  /// The context of a step.
  func context(stage: String, in directory: String) throws -> TrialContext {
    let variants = Self.design.variants.map { name -> Value in
      ["id": .text(name), "path": "/v.md", "digest": "00"]
    }
    let tasks = Self.design.tasks.map { name -> Value in
      ["id": .text(name), "path": "/t", "seed": 42, "timeout_seconds": 60]
    }
    let value: Value = [
      "study": "role-vs-goal", "stage": .text(stage), "params": .map(params), "seed": 7,
      "level": .text(level), "domain": ["trials": try RegistrationSample.record(section)],
      "amendments": amendments, "look": .int(look),
      "inputs": ["scorecards": "scorecards", "manifests": "manifests", "index": "."],
      "paired": [
        "variants": .array(variants), "tasks": .array(tasks), "minimum": .int(Int64(minimum)),
      ],
      "runs": .array(
        runs.map { run in
          [
            "id": .text(run.id), "scope": "run", "variant": .text(run.variant),
            "task": .text(run.task), "pair": .text(run.pair), "status": .text(run.status),
            "excluded": run.excluded, "pair_verified": .bool(run.isVerified),
          ]
        }),
    ]
    return try TrialContext(
      value, environment: ["RUNLEDGER_EVENTS": "events"], directory: directory)
  }
}

/// Scores of a run, those of a perfect one where nothing is said.
func scores(
  success: Bool = true, adherence: Double = 100, runtime: Double = 10, clarifications: Int = 0,
  reproducibility: Double? = 1
) -> Scores {
  Scores(
    success: success, adherence: share(adherence), runtime: runtime,
    clarifications: clarifications, reproducibility: reproducibility.map(share))
}

/// A share of which what was counted is known where it is whole.
func share(_ value: Double) -> Scores.Share {
  Scores.Share(value, Int64(exactly: value).map { Ratio($0) })
}

extension TemporaryDirectory {
  /// The text of a file.
  func text(_ name: String) throws -> String {
    String(decoding: try StageFiles.read(path(name)), as: UTF8.self)
  }

  /// The object in a file.
  func json(_ name: String) throws -> ValueMap {
    try #require(try StageFiles.readJSON(path(name)).asMap)
  }
}

extension Value {
  /// A member of an object, or an element of a list where the name is a number.
  subscript(_ name: String) -> Value? {
    if let index = Int(name), let array = asArray {
      return array.indices.contains(index) ? array[index] : nil
    }
    return asMap?[name]
  }
}
