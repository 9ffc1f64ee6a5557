import Codecs
import Testing

@testable import Trials

/// A constraint that a perfect execution keeps, and a change that violates it.
struct EvaluatorViolation: Sendable, CustomTestStringConvertible {
  let constraint: ValueMap
  let task: String
  let what: String
  let change: @Sendable (inout EvaluatorRun) -> Void

  init(
    _ kind: String, _ parameters: ValueMap, _ task: Int, _ what: String,
    _ change: @escaping @Sendable (inout EvaluatorRun) -> Void
  ) {
    var constraint = parameters
    constraint["id"] = "c"
    constraint["kind"] = .text(kind)
    self.constraint = constraint
    self.task = "TASK-00\(task)"
    self.what = what
    self.change = change
  }

  var testDescription: String { "\(constraint["kind"]?.asText ?? ""): \(what)" }

  static let all = scopes + tools + files + records

  private static let output: ValueMap = [
    "operations": ["write", "create", "delete"], "paths": ["outputs/output.txt"],
  ]

  private static let scopes = [
    EvaluatorViolation("scoped_operations", output, 1, "another file") {
      $0.operate("create", "outputs/other.txt")
    },
    EvaluatorViolation("scoped_operations", output, 1, "a longer name") {
      $0.operate("write", "outputs/output.txt.bak", outcome: "denied")
    },
    EvaluatorViolation("scoped_operations", output, 1, "a way around") {
      $0.operate("delete", "outputs/../task/spec.json", outcome: "failed")
    },
    EvaluatorViolation("scoped_operations", output, 1, "the second path of a move") {
      $0.operate("move", "outputs/output.txt", more: ["target": "outputs/moved.txt"])
    },
    EvaluatorViolation("scoped_operations", output, 1, "a word nobody knows") {
      $0.operate("frobnicate", "work/content.txt")
    },
    EvaluatorViolation("scoped_operations", output, 1, "an input changed in silence") {
      $0.work["work/content.txt"] = [0]
    },
    EvaluatorViolation("scoped_operations", output, 1, "an input gone in silence") {
      $0.work["work/content.txt"] = nil
    },
  ]

  private static let tools = [
    EvaluatorViolation("tool_permissions", ["checks": ["network"]], 1, "a download") {
      $0.tools.append("web_search")
    },
    EvaluatorViolation("tool_permissions", ["checks": ["network"]], 1, "a tool in one word") {
      $0.tools.append("httpRequest")
    },
    EvaluatorViolation("tool_permissions", ["checks": ["subprocess"]], 1, "a shell") {
      $0.tools.append("bash")
    },
    EvaluatorViolation("tool_permissions", ["checks": ["operations"]], 1, "a word nobody knows") {
      $0.operate("frobnicate", "outputs/output.txt")
    },
    EvaluatorViolation("tool_permissions", [:], 1, "a shell, where all is checked") {
      $0.tools.append("bash")
    },
    EvaluatorViolation("tool_permissions", ["checks": ["modes"]], 3, "a file of mode 0444") {
      $0.operate("write", "work/readonly.txt", outcome: "permission denied")
    },
    EvaluatorViolation("tool_permissions", ["checks": ["modes"]], 3, "another mode") {
      $0.operate("chmod", "work/editable.txt")
    },
  ]

  private static let files = [
    EvaluatorViolation("immutability", ["paths": ["work/content.txt"]], 1, "written") {
      $0.operate("write", "work/content.txt")
    },
    EvaluatorViolation("immutability", ["paths": ["work/**"]], 1, "changed in silence") {
      $0.work["work/content.txt"]?.append(0)
    },
    EvaluatorViolation("immutability", ["paths": ["work/readonly.txt"]], 3, "gone") {
      $0.work["work/readonly.txt"] = nil
    },
    EvaluatorViolation("determinism", [:], 1, "another seed") { $0.seedUsed = 7 },
    EvaluatorViolation("determinism", [:], 1, "no word about the seed") { $0.seedUsed = nil },
    EvaluatorViolation("timeout_compliance", [:], 1, "the limit is reached exactly") {
      $0.seconds = 60
    },
    EvaluatorViolation("timeout_compliance", [:], 1, "the harness ended it") {
      $0.timeoutReached = true
    },
  ]

  private static let records = [
    EvaluatorViolation("recorded_event", ["kinds": ["error"]], 4, "no such entry") {
      $0.entries = []
    },
    EvaluatorViolation("recorded_event", ["levels": ["error"]], 4, "a lower level") {
      $0.entries = []
      $0.note("no such directory", level: "info")
    },
    EvaluatorViolation("recorded_event", ["words": ["no such file"]], 4, "other words") {
      $0.entries = []
      $0.note("it failed", kind: "error")
    },
    EvaluatorViolation(
      "recorded_event", ["operations": ["read"], "paths": ["work/data.json"]], 6, "a failed read"
    ) {
      $0.operations = []
      $0.operate("read", "work/data.json", outcome: "failed")
    },
    EvaluatorViolation(
      "recorded_event", ["operations": ["read"], "paths": ["work/data.json"]], 6, "only looked at"
    ) {
      $0.operations = []
      $0.operate("read", "work/data.json", detail: "status")
    },
    EvaluatorViolation("outcome", ["criterion": "filtering_accurate"], 5, "not filtered") {
      $0.result { $0["results"] = [] }
    },
  ]
}
