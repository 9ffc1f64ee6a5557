import Codecs
import Documents
import Files
import StageKit

/// Writes the report of a batch from its results.
enum ExperimentReportStep: Step {
  static let name = "report"
  static let summary = "write the report of a batch: segments, stability, figures"
  static let options: [Option] = [
    .values("segment", nil, "ATTRIBUTE", "outcomes by the values of an attribute, or by bins"),
    .value("network", nil, "FILE", "a network or a directory of networks, for the degree plot"),
    .value("output", "o", "DIR", "directory of the report (default: the current one)"),
  ]
  static let operands = 1...1

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let name = try call.operand(0, "the results")
    let groups = try SeedGroup.read(call.path(name), as: name)
    var segments: [Segments] = []
    let output = call.arguments.value("output") ?? "."
    for text in call.arguments.values("segment") {
      let segment = try Segments(text, groups.flatMap(\.results))
      segments.append(segment)
      try call.write(
        PathName.join(output, "by-\(segment.attribute).csv"), Array(segment.csv.utf8))
    }
    guard segments.count >= 2 else {
      throw .usage("a batch delivers at least two segments", hint: "give --segment twice")
    }
    let report = ExperimentReport(
      groups: groups, segments: segments, degrees: try degrees(call))
    let document = report.document
    try call.write(
      PathName.join(output, "experiment-report.md"),
      Array(MarkdownPage(document: document).text.utf8))
    for figure in document.figures {
      try call.write(PathName.join(output, figure.path), Array(figure.document.utf8))
    }
    for table in document.tables {
      try call.write(PathName.join(output, table.path), Array(table.file.utf8))
    }
    try call.write(PathName.join(output, "by-seed.csv"), Array(report.stability.file.utf8))
    for group in groups {
      for (option, _) in group.results[0].shares {
        let share = group.stability(option)
        try call.report("share_\(option)", share.mean)
        call.say("\(group.label) \(option): \(share.words)")
      }
    }
    return 0
  }

  /// The degrees of the first network that is given.
  private static func degrees(_ call: StepCall) throws(StageError) -> [Double] {
    guard let name = call.arguments.value("network") else { return [] }
    var path = call.path(name)
    if !path.hasSuffix(".json") {
      let found = try StageFiles.walk(path).first { $0.hasSuffix("network.json") }
      guard let found else { return [] }
      path = PathName.isAbsolute(found) ? found : PathName.join(path, found)
    }
    let file = try JSONRowFile.read(path, as: name, list: "edges")
    let metrics = file.rest["node_metrics"]?.asMap ?? [:]
    return metrics.compactMap { $0.value.asMap?["degree"]?.asDouble }
  }
}
