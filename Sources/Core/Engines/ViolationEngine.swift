import Codecs
import Study

/// Records the violations that stages report.
enum ViolationEngine: Engine {
  static let name = "violations"

  static func react(to event: Event, at context: CommandContext, _ states: States) -> [Event] {
    guard case .stageObserved(let observed) = event.fact else { return [] }
    let reported = reported(by: observed)
    guard !reported.isEmpty, let study = states.study(observed.id.study) else { return [] }
    return reported.enumerated().map { offset, violation in
      let id = Decider.violationID(after: study.violationCount + offset)
      return Event(.violation(observed.id.study, id), .violationRecorded(violation))
    }
  }

  /// The violations among the lines of a stage.
  static func reported(by observed: StageObserved) -> [ViolationRecorded] {
    guard observed.reported.has(.violation) else { return [] }
    return observed.lines.compactMap { line -> ViolationRecorded? in
      guard let report = line.asMap?["violation"] else { return nil }
      return violation(report, by: observed.id)
    }
  }

  /// A report as it is recorded: nothing that is missing or unknown makes it less than it may be.
  private static func violation(_ report: Value, by id: AttemptID) -> ViolationRecorded {
    let members = report.asMap ?? ValueMap()
    let stated = members["severity"].flatMap { $0 == .null ? nil : $0 }
    let known = stated.map { $0.asText.flatMap(severity) }
    var text = members["text"]?.asText ?? report.asText ?? ""
    if text.isEmpty { text = "a report without a text: \(shown(report))" }
    if case .some(.none) = known, let stated {
      text += " (reported as \(shown(stated)), which is no severity and counts as critical)"
    }
    return ViolationRecorded(
      severity: known.map { $0 ?? .critical } ?? .nonCritical, run: id.run, text: text,
      action: members["action"]?.asText ?? "reported by \(id)")
  }

  /// A severity by its name, in upper or lower case, with `-` or `_`.
  private static func severity(_ name: String) -> Severity? {
    Severity(rawValue: name.lowercased().replacing("-", with: "_"))
  }

  /// A value as JSON, cut to a length.
  private static func shown(_ value: Value) -> String {
    let text = JSON.string(value).unicodeScalars
    let cut = String(String.UnicodeScalarView(text.prefix(shownMax)))
    return text.count > shownMax ? cut + "..." : cut
  }

  private static let shownMax = 300
}
