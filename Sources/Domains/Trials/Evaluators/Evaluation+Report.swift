import Codecs
import Files
import StageKit

// The criteria about a report of which nearly nothing was said.
extension Evaluation {
  /// A delivered file that may be the report.
  struct Report: Sendable {
    let path: String
    let text: String
    /// Whether it is what its name says.
    let isWellFormed: Bool
  }

  func askedOrAssumed() throws(StageError) -> CheckFinding {
    if let request = clarifications.requests.first {
      return .met("clarification was asked for at \(request.timestamp)")
    }
    if let entry = log.entries.first(where: { $0.kind == "clarification" }) {
      return .met("clarification was asked for at \(entry.timestamp)")
    }
    let count = try assumptionsDocumented()
    return count > 0
      ? .met("\(count) assumptions are written down")
      : .unmet("nothing was asked and no assumption is written down")
  }

  func reportGenerated() throws(StageError) -> CheckFinding {
    guard let report = try reports().first else {
      return .unmet("no file that holds anything is in 'outputs'")
    }
    return .met("'\(report.path)' is there")
  }

  func reportInReasonableFormat() throws(StageError) -> CheckFinding {
    let reports = try reports()
    guard let report = reports.first(where: \.isWellFormed) else {
      return .unmet(
        reports.isEmpty
          ? "there is no report" : "\(reports.map(\.path).listed) is none of the known formats")
    }
    return .met("'\(report.path)' is well-formed")
  }

  func completesOrFailsGracefully() throws(StageError) -> CheckFinding {
    guard !evidence.execution.timeoutReached else {
      return .unmet("the execution had to be ended at its limit")
    }
    if hasEndedWithSuccess {
      return try reports().isEmpty
        ? .unmet("the agent ended with success and without a report")
        : .met("the agent ended with success and a report")
    }
    guard let final = log.final, !final.reason.isEmpty else {
      return .unmet("the agent ended without success and without a reason")
    }
    return .met("the agent ended without success and said why")
  }

  /// Assumptions in the log and in the reports.
  func assumptionsDocumented() throws(StageError) -> Int {
    let wanted = try rubricWords("assumption_words")
    let logged = log.entries.count { entry in
      entry.kind == "assumption" || WordSearch(entry.message).holds(any: wanted)
    }
    let written = try reports().reduce(0) { sum, report in
      let search = WordSearch(report.text)
      return sum + wanted.reduce(0) { $0 + search.count($1) }
    }
    return logged + written
  }

  /// The points of the best report, from 0 to 5.
  func reportQuality() throws(StageError) -> Int {
    let facts = try expectedFields("facts")
    let title = try facts.text("title")
    let totals =
      [try facts.integer("total")]
      + (try facts.map("totals").compactMap { $0.value.asInt.map(Int.init) })
    let records = try facts.integer("records")
    let gaps = try rubricWords("gap_words") + rubricWords("assumption_words")
    let points = try reports().map { report in
      let search = WordSearch(report.text)
      let numbers = Set(report.text.numbers)
      return [
        report.isWellFormed, search.holds(title), numbers.contains(records),
        totals.contains { numbers.contains($0) }, search.holds(any: gaps),
      ].count { $0 }
    }
    return points.max() ?? 0
  }

  /// The delivered files that hold more than white space, sorted by path.
  func reports() throws(StageError) -> [Report] {
    let formats = try specification.expected.texts("formats")
    var reports: [Report] = []
    for path in evidence.delivered.paths {
      guard let bytes = try evidence.delivered.bytes(path) else { continue }
      guard bytes.contains(where: { $0 > 0x20 }) else { continue }
      let format = PathName.fileExtension(path).lowercased()
      let text = String(validating: bytes, as: UTF8.self)
      let isKnown = formats.contains(format) && text != nil
      reports.append(
        Report(
          path: path, text: text ?? "",
          isWellFormed: isKnown && Self.isWellFormed(bytes, text ?? "", format)))
    }
    return reports
  }

  private static func isWellFormed(_ bytes: [UInt8], _ text: String, _ format: String) -> Bool {
    switch format {
    case "json": (try? JSON.decode(bytes)).map { $0.depth > 0 } ?? false
    case "csv": (try? CSV.decode(bytes)).map { !$0.rows.isEmpty } ?? false
    case "html": text.contains("<") && text.contains(">")
    default: !text.utf8.contains(0)
    }
  }
}

extension String {
  /// The whole numbers in the text, read with and without separators of thousands.
  fileprivate var numbers: [Int] {
    let separators: [Unicode.Scalar] = [",", "'", "\u{a0}", "\u{202f}", "_"]
    let joined = unicodeScalars.filter { !separators.contains($0) }
    return [Array(unicodeScalars), Array(joined)].flatMap { scalars in
      scalars.split { !("0"..."9").contains($0) }.compactMap { digits in
        var text = UnicodeScalarView()
        text.append(contentsOf: digits)
        return Int(String(text))
      }
    }
  }
}
