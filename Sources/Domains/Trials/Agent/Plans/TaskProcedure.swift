import Codecs
import StageKit

/// How a task is done: what is read, and what is made of it.
protocol TaskProcedure {
  /// What the task leaves open.
  var openPoints: [OpenPoint] { get }

  /// What has to be kept in mind, in words for the log.
  var notices: [String] { get }

  /// Whether the plan looks into the task's directory by itself.
  var listsDirectory: Bool { get }

  /// Reads what has to be read and makes what has to be delivered.
  func compose(with tools: ReferenceTools) throws(EarlyEnd) -> [Deliverable]

  /// Reads the sources once more; gives what should be delivered now.
  func recompose(
    _ delivered: [Deliverable], with tools: ReferenceTools
  ) throws(EarlyEnd) -> [Deliverable]
}

extension TaskProcedure {
  var openPoints: [OpenPoint] { [] }
  var notices: [String] { [] }
  var listsDirectory: Bool { false }

  func recompose(
    _ delivered: [Deliverable], with tools: ReferenceTools
  ) throws(EarlyEnd) -> [Deliverable] {
    try compose(with: tools)
  }
}

extension TaskSpecification {
  /// The plan for what the task's inputs ask for, or nil for a task of another shape.
  var plan: (any TaskProcedure)? {
    if let directory = text("directory"), let pattern = text("pattern"),
      let output = text("output_path")
    {
      guard let filter = inputs.map["filter"]?.asMap else {
        return SummaryPlan(directory: directory, pattern: pattern, output: output)
      }
      return FilterPlan(directory: directory, pattern: pattern, filter: filter, output: output)
    }
    if let editable = text("editable"), let addition = text("append") {
      return AppendPlan(path: editable, addition: addition, untouchable: text("read_only"))
    }
    if let path = text("path"), let content = text("content") {
      return CreatePlan(path: path, content: content, fallback: text("fallback_path"))
    }
    if let data = text("data") { return ReportPlan(data: data) }
    return nil
  }
}
