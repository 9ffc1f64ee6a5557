import Codecs
import Runtime
import StageKit
import Study

/// How a snapshot of a run reads.
enum ProgressText {
  /// The most stages that are shown.
  static let stagesMax = 16

  /// One line for each stage at work, and the footer.
  static func lines(_ snapshot: ProgressSnapshot, columns: Int, style: Style) -> [String] {
    var lines = snapshot.active.prefix(stagesMax).map { active in
      let unit = active.id.unit.isEmpty ? "" : "[\(active.id.unit)]"
      let attempt = active.id.attempt > 1 ? " #\(active.id.attempt)" : ""
      let what = "\(active.id.run) \(active.id.stage)\(unit)\(attempt)"
      let time = Amounts.duration(active.elapsedNanoseconds)
      let parts = ["  \(what)", time, reported(active), active.lastMetric].compactMap(\.self)
      return Printable.fitting(Printable.text(parts.joined(separator: "  ")), columns - 1)
    }
    if snapshot.active.count > stagesMax {
      lines.append("  and \(snapshot.active.count - stagesMax) more")
    }
    for line in comparison(snapshot.comparison) {
      lines.append(Printable.fitting(Printable.text("  \(line)"), columns - 1))
    }
    lines.append(style.paint(Printable.fitting(footer(snapshot), columns - 1), .faint))
    return lines
  }

  /// `9/20 · ETA 4 s`: what a stage says of itself; nil when it says nothing.
  private static func reported(_ active: ProgressSnapshot.Active) -> String? {
    guard let reported = active.reported else { return nil }
    let done = "\(Number.text(reported.done))/\(Number.text(reported.of))"
    return active.etaNanoseconds.map { "\(done) · ETA \(Amounts.duration($0))" } ?? done
  }

  /// How far a comparison is: `97/180 runs, 48/90 pairs · role-centric 0.71 · goal-centric 0.83`,
  /// and the latest violations.
  static func comparison(_ comparison: ComparisonProgress?) -> [String] {
    guard let comparison else { return [] }
    let variants = comparison.variants.map { variant in
      "\(variant.name) \(variant.mean.map(Amounts.decimals) ?? "-")"
    }
    let first =
      [
        "\(comparison.runsDone)/\(comparison.runs) runs, "
          + "\(comparison.pairsDone)/\(comparison.pairs) pairs"
      ] + variants
    return [first.joined(separator: " · ")] + comparison.violations.map { "violation \($0)" }
  }

  /// `12 of 20 units done · 8 attempts failed · 13 units wait for a person`: how it came out.
  ///
  /// A unit whose gate failed is done, and waits all the same.
  static func ending(_ snapshot: ProgressSnapshot) -> String {
    var parts = ["\(snapshot.done) of \(Amounts.count(snapshot.total, "unit")) done"]
    if snapshot.failed > 0 { parts.append("\(Amounts.count(snapshot.failed, "attempt")) failed") }
    if snapshot.retried > 0 { parts.append("\(snapshot.retried) retried") }
    if snapshot.blocked > 0 {
      let verb = snapshot.blocked == 1 ? "waits" : "wait"
      parts.append("\(Amounts.count(snapshot.blocked, "unit")) \(verb) for a person")
    }
    return parts.joined(separator: " · ")
  }

  /// `97/180 done · 1 failed · 2 retried · ETA 4 s`.
  static func footer(_ snapshot: ProgressSnapshot) -> String {
    var parts = ["\(snapshot.done)/\(snapshot.total) done"]
    if snapshot.failed > 0 { parts.append("\(snapshot.failed) failed") }
    if snapshot.retried > 0 { parts.append("\(snapshot.retried) retried") }
    if snapshot.blocked > 0 { parts.append("\(snapshot.blocked) blocked") }
    if let eta = snapshot.etaNanoseconds, snapshot.done < snapshot.total {
      parts.append("ETA \(Amounts.duration(eta))")
    }
    return parts.joined(separator: " · ")
  }
}
