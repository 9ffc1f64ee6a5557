import Bytes
import Codecs
import Study

extension EventText {
  /// A reason behind what it is the reason of.
  static func because(_ reason: String) -> String { reason.isEmpty ? "" : ": \(reason)" }

  /// `stage[unit]`, `stage[unit]#2`.
  static func work(_ stage: String, _ unit: String, _ attempt: Int? = nil) -> String {
    stage + (unit.isEmpty ? "" : "[\(unit)]") + (attempt.map { "#\($0)" } ?? "")
  }

  /// The same for an attempt.
  static func work(_ id: AttemptID) -> String { work(id.stage, id.unit, id.attempt) }

  /// How an attempt ended.
  static func ending(_ finished: StageFinished) -> String {
    var words = "\(work(finished.id)) \(finished.outcome.rawValue)"
    if let reused = finished.reused { words += ", reused from \(reused.id(in: finished.id.study))" }
    if let exit = finished.exit { words += ", exit \(exit)" }
    if let signal = finished.signal { words += ", signal \(signal)" }
    return words + ", \(Amounts.duration(finished.elapsed))" + because(finished.error ?? "")
  }

  /// A gate's verdict, and the checks that did not pass.
  static func gate(_ evaluated: GateEvaluated) -> String {
    let unit = work(evaluated.stage ?? "", evaluated.unit ?? "")
    let subject = unit.isEmpty ? evaluated.subject : unit
    var words = "\(subject) \(evaluated.gate) \(evaluated.verdict.rawValue)"
    for check in evaluated.checks where check.verdict != .pass {
      let wanted = "wanted \(check.comparison.rawValue) \(Number.text(check.threshold))"
      if let observed = check.observed {
        words += "; \(check.name) is \(Number.text(observed)), \(wanted)"
      } else {
        words += "; \(check.name) fails, \(wanted): \(check.problem ?? "")"
      }
    }
    return words
  }

  /// How many lines a stage reported, and the last of them.
  static func lines(_ lines: [Value]) -> String {
    guard let last = lines.last?.asMap?.first else { return "nothing" }
    let shown = "\(last.key) \(report(last.value))"
    return lines.count == 1 ? shown : "\(lines.count) lines, last \(shown)"
  }

  /// What a stage reported, as `name = value` or its text where it has these.
  private static func report(_ value: Value) -> String {
    guard let map = value.asMap else { return value.plainText }
    func text(_ name: String) -> String { map[name]?.plainText ?? "" }
    if !text("name").isEmpty { return "\(text("name")) = \(text("value"))" }
    return text("text").isEmpty ? value.plainText : text("text")
  }

  /// What a batch varies, and over how many seeds.
  static func manifest(_ manifest: BatchManifest) -> String {
    let axes = manifest.axes.map(\.name).joined(separator: ", ")
    return (axes.isEmpty ? "" : "over \(axes), ") + Amounts.count(manifest.seeds.count, "seed")
  }

  /// Where a candidate comes from.
  static func registration(_ candidate: CandidateRegistered) -> String {
    let source = candidate.source
    return "\(candidate.digest.hex.prefix(12)) \(source == "by hand" ? source : "from \(source)")"
  }

  /// How a window went.
  static func window(_ closed: WindowClosed) -> String {
    let what = "window \(closed.window) of \(closed.subject ?? "")"
    return closed.failed.isEmpty
      ? "\(what) passed, \(closed.streak.map(String.init) ?? "") in a row"
      : "\(what) failed: \(closed.failed.joined(separator: "; "))"
  }
}
