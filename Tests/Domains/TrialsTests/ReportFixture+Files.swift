import Bytes
import Codecs
import Crypto
import Files
import StageKit
import TestKit

@testable import Trials

extension ReportFixture.Story {
  private static let reports = Dictionary(
    uniqueKeysWithValues: allCases.map { story in
      (
        story,
        Result { Dictionary(uniqueKeysWithValues: try ReportFixture(story).report()) }
      )
    })

  /// The files of a story's report by their paths, made once.
  var report: Result<[String: String], any Error> {
    Self.reports[self] ?? .success([:])
  }
}

extension ReportFixture {
  /// The files of the report.
  func report() throws -> [(path: String, text: String)] {
    let directory = try TemporaryDirectory()
    let context = try context(directory.path)
    let parity = try ParityReport.Check.read(EvidenceFiles(context: context))
    return ReportDocument(findings: try Findings(context), parity: parity).files
  }

  /// Writes all inputs below a directory and gives the context of a stage that reads them.
  func context(_ directory: String, stage: String = "report") throws -> TrialContext {
    try write(directory)
    return try TrialContext(contextValue(directory, stage: stage), directory: directory + "/out")
  }

  /// Writes all inputs.
  func write(_ directory: String) throws {
    try put("index/analysis/scorecard-index.csv", try index().csv, directory)
    try put("index/analysis/excluded-index.csv", try index(excluded: true).csv, directory)
    try put("index/analysis/exclusions.csv", exclusions.csv, directory)
    let context = try TrialContext(
      contextValue(directory, stage: "analyse"), directory: directory + "/out")
    try put(
      "analyse/analysis/statistical-tests.json", try Analysis(context).statisticalTests, directory)
    try put("replay/replay-results.csv", replays, directory)
    try put("parity/parity.json", parity, directory)
    try put("tasks/\(tasks[0])/spec.json", specification, directory)
  }

  func put(_ path: String, _ text: String, _ directory: String) throws {
    try StageFiles.write("\(directory)/\(path)", Array(text.utf8))
  }

  func put(_ path: String, _ value: Value, _ directory: String) throws {
    try StageFiles.write("\(directory)/\(path)", JSON.encode(value, pretty: true))
  }

  private var exclusions: Exclusions {
    Exclusions(
      rows: excluded.map { place in
        let run = runs[place]
        return Exclusions.Row(
          run: run.id, pair: "pair-\(padded(run.pair + 1))", task: tasks[run.task],
          variant: variants[run.variant], rule: "harness", reason: exclusionReason, kind: .postHoc)
      })
  }

  private var replays: String {
    let chosen = tasks.indices.compactMap { task in
      runs.first { $0.task == task && $0.variant == task % 2 }
    }
    let rows = chosen.enumerated().map { place, run -> [String] in
      let isSame = !anomalies.contains(place)
      return [
        run.id, "\(run.id)-replay", tasks[run.task], variants[run.variant], "\(isSame)", "true",
        "true", "true", "1.0", "0.0", isSame ? "acceptable" : "anomalous",
        isSame
          ? "within all tolerances; no impact"
          : "out of tolerance: output hashes; no known cause; no hypothesis rests on it",
      ]
    }
    return ([ReplayComparison.header] + rows).map(CSV.row).joined()
  }

  private var parity: Value {
    [
      "pass": 1,
      "checks": [
        [
          "name": "paradigm", "role": "anthropomorphic", "goal": "first-principles",
          "equal": false, "required": "different",
        ],
        [
          "name": "tools.network_access", "role": false, "goal": false, "equal": true,
          "required": "equal",
        ],
        [
          "name": "policy.ambiguity", "role": "ask_first", "goal": "assume", "equal": false,
          "required": "any",
        ],
      ],
    ]
  }

  private var specification: Value {
    [
      "task_id": .text(tasks[0]), "name": "Simple File Creation", "category": "file_manipulation",
      "complexity": "low",
    ]
  }

  /// The context as a stage process would find it.
  func contextValue(_ directory: String, stage: String) -> Value {
    let specification = SHA256.hash(JSON.encode(self.specification, pretty: true)).hex
    return RecordedContext.value([
      "study": "role-vs-goal", "stage": .text(stage), "seed": 7, "level": "full",
      "domain": ["trials": (try? RegistrationSample.record(section, variants: variants)) ?? [:]],
      "amendments": amendments, "look": .int(look),
      "inputs": [
        "index": .text("\(directory)/index"), "analysis": .text("\(directory)/analyse"),
        "replay": .text("\(directory)/replay/replay-results.csv"),
        "looks": .text("\(directory)/looks"),
        "parity": .text("\(directory)/parity/parity.json"),
        "report": .text("\(directory)/out/report/comparative-report.md"),
      ],
      "outputs": ["report/comparative-report.md", "report/figures/*.svg"],
      "study_file": ["path": "study.yaml", "digest": .text(digest("study"))],
      "pins": [
        "git": ["commit": "0123456789abcdef", "dirty": false],
        "programs": ["runledger": ["path": "/opt/runledger", "digest": .bytes([1, 2, 3])]],
        "environment": ["HOME": "/nowhere"],
      ],
      "paired": [
        "variants": .array(
          zip(variants, ["anthropomorphic", "first-principles"]).map { id, paradigm in
            [
              "id": .text(id), "paradigm": .text(paradigm), "path": .text("/v/\(id).md"),
              "file": .text("variants/\(id).md"), "digest": .text(digest(id)),
            ]
          }),
        "tasks": .array(
          tasks.enumerated().map { place, id in
            [
              "id": .text(id), "path": .text("\(directory)/tasks/\(id)"),
              "file": .text("tasks/\(id)"), "seed": .int(Int64(42 + place)),
              "timeout_seconds": .double(Double(60 + 30 * place)),
              "files": .array(
                place == 0
                  ? [
                    [
                      "path": .text("tasks/\(id)/spec.json"), "digest": .text(specification),
                      "size": 120,
                    ]
                  ] : []),
            ]
          }),
        "pairs": .int(Int64(pairs)), "minimum": 10, "agent": agent,
        "permissions": [
          "file_operations": ["read", "write"], "network_access": false,
          "forbidden_paths": ["../**", "/**"],
        ],
        "evaluators": [
          "runtime": [
            "module": "evaluators/runtime.json", "version": "1.0.0", "path": "/e/runtime.json",
            "digest": .text(digest("runtime")),
          ],
          "task_success": [
            "module": "evaluators/task_success.json", "version": "1.0.0", "path": "/e/s.json",
            "digest": .text(digest("task_success")),
          ],
        ],
      ],
      "runs": .array(
        runs.enumerated().map { place, run in
          [
            "id": .text(run.id), "scope": "run", "variant": .text(variants[run.variant]),
            "task": .text(tasks[run.task]), "pair": .text("pair-\(padded(run.pair + 1))"),
            "order": .int(Int64(run.order)), "seed": .int(Int64(42 + run.task)),
            "pair_seed": .int(Int64(run.pair)), "status": "locked", "locked": true,
            "excluded": excluded.contains(place)
              ? ["rule": "harness", "reason": .text(exclusionReason), "post_hoc": true] : .null,
          ]
        }),
    ])
  }

  private func digest(_ text: String) -> String { SHA256.hash(Array(text.utf8)).hex }
}
