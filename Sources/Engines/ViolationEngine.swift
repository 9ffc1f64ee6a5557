import Codecs
import Study

/// Records the violations that stages report.
enum ViolationEngine: Engine {
  static let name = "violations"

  private static let kinds = ["violation"]

  static func react(to event: Event, at moment: Moment, _ states: States) -> [Event] {
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
    guard observed.reported.has(kinds) else { return [] }
    return observed.lines.compactMap { line -> ViolationRecorded? in
      guard let report = line.asMap?["violation"]?.asMap, let text = report["text"]?.asText else {
        return nil
      }
      let severity = report["severity"]?.asText.flatMap(Severity.init) ?? .nonCritical
      return ViolationRecorded(
        severity: severity, run: observed.id.run, text: text,
        action: report["action"]?.asText ?? "reported by \(observed.id)")
    }
  }
}
