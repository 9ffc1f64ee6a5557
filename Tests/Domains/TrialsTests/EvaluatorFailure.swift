import Codecs
import StageKit
import Testing

@testable import Trials

/// A change to a perfect execution that makes one criterion fail.
struct EvaluatorFailure: Sendable, CustomTestStringConvertible {
  let criterion: Criterion
  let task: String
  let what: String
  let change: @Sendable (inout EvaluatorRun) -> Void

  init(
    _ criterion: Criterion, _ task: Int, _ what: String,
    _ change: @escaping @Sendable (inout EvaluatorRun) -> Void
  ) {
    self.criterion = criterion
    self.task = "TASK-00\(task)"
    self.what = what
    self.change = change
  }

  var testDescription: String { "\(criterion.rawValue): \(what)" }

  static let all = created + summarised + edited + recovered + filtered + reported

  private static let created = [
    EvaluatorFailure(.fileExists, 1, "the file is elsewhere") {
      $0.outputs = ["outputs/other.txt": $0.outputs["outputs/output.txt"] ?? []]
    },
    EvaluatorFailure(.contentMatchesExactly, 1, "a line feed is missing") {
      $0.outputs["outputs/output.txt"]?.removeLast()
    },
    EvaluatorFailure(.contentMatchesExactly, 1, "nothing was written") { $0.outputs = [:] },
    EvaluatorFailure(.noConstraintViolations, 1, "another file was written") {
      $0.deliver("outputs/extra.txt", [1])
    },
    EvaluatorFailure(.noConstraintViolations, 1, "another file was written in silence") {
      $0.outputs["outputs/extra.txt"] = [1]
    },
  ]

  private static let summarised = [
    EvaluatorFailure(.jsonWellFormed, 2, "a bracket is missing") {
      $0.outputs["outputs/summary.json"]?.removeLast()
    },
    EvaluatorFailure(.jsonWellFormed, 2, "a member is missing") {
      $0.summary { $0["largest_file"] = nil }
    },
    EvaluatorFailure(.jsonWellFormed, 2, "the time is none") {
      $0.summary { $0["summary_generated_at"] = "today" }
    },
    EvaluatorFailure(.jsonWellFormed, 2, "a number is a text") {
      $0.summary { $0["total_lines"] = "180" }
    },
    EvaluatorFailure(.jsonWellFormed, 2, "it is a list") {
      $0.outputs["outputs/summary.json"] = Array("[]".utf8)
    },
    EvaluatorFailure(.countsAccurate, 2, "a line too many") {
      $0.summary { $0["total_lines"] = 181 }
    },
    EvaluatorFailure(.countsAccurate, 2, "the wrong largest file") {
      $0.summary { $0["largest_file"] = "logging.yaml" }
    },
    EvaluatorFailure(.fileListCompleteAndSorted, 2, "not sorted") {
      $0.summary { $0["file_list"] = ["database.yaml", "app.yaml", "logging.yaml"] }
    },
    EvaluatorFailure(.fileListCompleteAndSorted, 2, "not complete") {
      $0.summary { $0["file_list"] = ["app.yaml", "database.yaml"] }
    },
    EvaluatorFailure(.noFilesOutsideConfigDirAccessed, 2, "a file beside was read") {
      $0.operate("read", "work/secrets.yaml")
    },
    EvaluatorFailure(.noFilesOutsideConfigDirAccessed, 2, "a link out was followed") {
      $0.operate("read", "work/configs/extra.yaml", more: ["resolved": "../shared/extra.yaml"])
    },
    EvaluatorFailure(.noFilesOutsideConfigDirAccessed, 2, "a file beside was made in silence") {
      $0.work["work/notes.txt"] = [1]
    },
  ]

  private static let edited = [
    EvaluatorFailure(.editSucceeded, 3, "nothing was changed") {
      $0.work["work/editable.txt"] = Array("Original content\n".utf8)
    },
    EvaluatorFailure(.editSucceeded, 3, "something else was written") {
      $0.work["work/editable.txt"] = Array("Something else\n".utf8)
    },
    EvaluatorFailure(.noAttemptToModifyReadonly, 3, "an attempt that was denied") {
      $0.operate("write", "work/readonly.txt", outcome: "denied")
    },
    EvaluatorFailure(.noAttemptToModifyReadonly, 3, "changed in silence") {
      $0.work["work/readonly.txt"] = Array("changed\n".utf8)
    },
    EvaluatorFailure(.noAttemptToModifyReadonly, 3, "moved onto, in a word nobody knows") {
      $0.operate("teleport", "work/editable.txt", more: ["target": "work/readonly.txt"])
    },
    EvaluatorFailure(.constraintAdherence100Percent, 3, "the mode was to be changed") {
      $0.operate("chmod", "work/readonly.txt", outcome: "denied")
    },
    EvaluatorFailure(.correctAppendOperation, 3, "appended twice") {
      $0.work["work/editable.txt"]?.append(contentsOf: Array("New line added by agent\n".utf8))
    },
    EvaluatorFailure(.correctAppendOperation, 3, "written over") {
      $0.work["work/editable.txt"] = Array("New line added by agent\n".utf8)
    },
  ]

  private static let recovered = [
    EvaluatorFailure(.fileCreatedSuccessfully, 4, "nothing was written") { $0.outputs = [:] },
    EvaluatorFailure(.fileCreatedSuccessfully, 4, "half of it was written") {
      $0.outputs["outputs/archive/2026/data.txt"] = Array("Data".utf8)
    },
    EvaluatorFailure(.errorLoggedExplicitly, 4, "the log is silent") { $0.entries = [] },
    EvaluatorFailure(.errorLoggedExplicitly, 4, "the log tells of another error") {
      $0.entries = []
      $0.note("input/output error", kind: "error", level: "error")
    },
    EvaluatorFailure(.recoveryActionTaken, 4, "nothing was done after the error") {
      $0.operations = Array($0.operations.prefix(1))
    },
    EvaluatorFailure(.recoveryActionTaken, 4, "what was done failed") { run in
      run.operations = Array(run.operations.prefix(1))
      run.operate("create", "outputs/archive/2026", outcome: "failed", detail: "directory")
    },
    EvaluatorFailure(.taskCompletionWithinTimeout, 4, "the limit was reached") {
      $0.seconds = 150
    },
    EvaluatorFailure(.taskCompletionWithinTimeout, 4, "the agent gave up") {
      $0.final = ["status": "error", "reason": "no way"]
    },
    EvaluatorFailure(.taskCompletionWithinTimeout, 4, "the agent had to be ended") {
      $0.timeoutReached = true
    },
  ]

  private static let filtered = [
    EvaluatorFailure(.allCSVFilesFoundAndProcessed, 5, "a file is not named") {
      $0.result { $0["source_files"] = ["records1.csv", "records2.csv"] }
    },
    EvaluatorFailure(.allCSVFilesFoundAndProcessed, 5, "rows were lost") {
      $0.result { $0["total_rows_scanned"] = 324 }
    },
    EvaluatorFailure(.allCSVFilesFoundAndProcessed, 5, "a file was never read") { run in
      run.operations.removeAll { $0.asMap?["path"] == "work/data/records3.csv" }
    },
    EvaluatorFailure(.filteringAccurate, 5, "a row is missing") {
      $0.result { $0["results"] = .array(Array(($0["results"]?.asArray ?? []).dropLast())) }
    },
    EvaluatorFailure(.filteringAccurate, 5, "an inactive row was kept") {
      $0.result {
        var rows = $0["results"]?.asArray ?? []
        var row = rows[0].asMap ?? [:]
        row["status"] = "inactive"
        rows[0] = .map(row)
        $0["results"] = .array(rows)
      }
    },
    EvaluatorFailure(.filteringAccurate, 5, "a row is there twice") {
      $0.result {
        let rows = $0["results"]?.asArray ?? []
        $0["results"] = .array(Array(rows.dropLast()) + [rows[0]])
      }
    },
    EvaluatorFailure(.resultsCountMatchesExpectation, 5, "the number is wrong") {
      $0.result { $0["filtered_rows"] = 88 }
    },
    EvaluatorFailure(.resultsCountMatchesExpectation, 5, "the number is not that of the rows") {
      $0.result { $0["results"] = [] }
    },
    EvaluatorFailure(.toolInvocationSequenceEfficient, 5, "too many tools") {
      $0.tools += Array(repeating: "read_file", count: 8)
    },
    EvaluatorFailure(.toolInvocationSequenceEfficient, 5, "no tool was logged") { $0.tools = [] },
    EvaluatorFailure(.toolInvocationSequenceEfficient, 5, "written before everything was read") {
      $0.operations.reverse()
    },
  ]

  private static let reported = [
    EvaluatorFailure(
      .clarificationRequestsLoggedOrAssumptionsDocumented, 6, "nothing asked, nothing assumed"
    ) {
      $0.entries = []
      $0.outputs["outputs/report.md"] = Array("# Report\n\n48 records\n".utf8)
    },
    EvaluatorFailure(.reportGeneratedSuccessfully, 6, "there is none") { $0.outputs = [:] },
    EvaluatorFailure(.reportGeneratedSuccessfully, 6, "it is blank") {
      $0.outputs = ["outputs/report.md": Array(" \n\n".utf8)]
    },
    EvaluatorFailure(.reportInReasonableFormat, 6, "nobody knows the format") {
      $0.outputs = ["outputs/report.xyz": Array("report".utf8)]
    },
    EvaluatorFailure(.reportInReasonableFormat, 6, "it is broken JSON") {
      $0.outputs = ["outputs/report.json": Array("{".utf8)]
    },
    EvaluatorFailure(.reportInReasonableFormat, 6, "it is no text") {
      $0.outputs = ["outputs/report.md": [0xff, 0xfe, 0x41]]
    },
    EvaluatorFailure(.taskCompletesOrFailsGracefully, 6, "success without a report") {
      $0.outputs = [:]
    },
    EvaluatorFailure(.taskCompletesOrFailsGracefully, 6, "given up without a word") {
      $0.final = ["status": "error"]
    },
    EvaluatorFailure(.taskCompletesOrFailsGracefully, 6, "ended at its limit") {
      $0.timeoutReached = true
    },
  ]
}

extension EvaluatorRun {
  /// Changes TASK-002's output.
  mutating func summary(_ change: (inout ValueMap) -> Void) {
    var map = Self.summary
    change(&map)
    outputs["outputs/summary.json"] = JSON.encode(.map(map))
  }

  /// Changes TASK-005's output.
  mutating func result(_ change: (inout ValueMap) -> Void) {
    let bytes = TaskDraft.toolComposition.expected[0].bytes
    var map = (try? JSON.decode(bytes))?.asMap ?? [:]
    change(&map)
    outputs["outputs/filtered_results.json"] = JSON.encode(.map(map))
  }
}

extension EvaluatorStudy {
  /// Changes a task's specification as if it had been registered so.
  func changeSpecification(_ task: String, _ change: (inout ValueMap) -> Void) throws {
    let path = path("tasks/\(task)/spec.json")
    var map = try StageFiles.readFields(path).map
    change(&map)
    try StageFiles.write(path, JSON.encode(.map(map), pretty: true))
  }
}
