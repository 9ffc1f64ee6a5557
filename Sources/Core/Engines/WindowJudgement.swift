import Codecs
import Study

/// What does not hold in a window.
struct WindowJudgement {
  /// A sentence for each thing that does not.
  private(set) var failed: [String] = []

  /// Looks at the ticks, the number and every check.
  ///
  /// - Parameters:
  ///   - report: The window as it was reported.
  ///   - policy: What it is held to.
  ///   - baseline: Where the baseline stands, whose values limits may be relative to.
  ///   - last: The number of the window before it, if there was one.
  ///   - rejected: Why its subject was rejected, if it was.
  init(
    _ report: WindowReport, _ policy: BaselinePlan, baseline: BaselineState?, last: Int?,
    rejected: String?
  ) {
    if let rejected { failed.append("its candidate was rejected: \(rejected)") }
    judgeTicks(of: report, policy)
    judgeNumber(of: report, last: last)
    for check in policy.canary { judge(check, report, baseline) }
  }

  private mutating func judgeTicks(of report: WindowReport, _ policy: BaselinePlan) {
    if let ticks = policy.ticks, let expected = report.expected, expected != ticks {
      failed.append("it has \(expected) ticks, and \(ticks) are asked for")
    }
    guard let expected = policy.ticks ?? report.expected, expected > 0 else {
      failed.append("it has no ticks, so it shows nothing")
      return
    }
    guard let seen = report.seen else {
      failed.append("it does not say how many of its \(expected) ticks it saw")
      return
    }
    if seen < expected {
      failed.append("it saw \(seen) of \(expected) ticks")
    } else if seen > expected {
      failed.append("it saw \(seen) ticks, and has \(expected)")
    }
  }

  private mutating func judgeNumber(of report: WindowReport, last: Int?) {
    guard let last else { return }
    if report.window <= last {
      failed.append("window \(last) was closed before it")
    } else if report.window > last + 1 {
      let missing = report.window - last - 1
      failed.append(
        missing == 1
          ? "window \(last + 1) is missing before it"
          : "windows \(last + 1) to \(report.window - 1) are missing before it")
    }
  }

  private mutating func judge(
    _ check: CanaryCheck, _ report: WindowReport, _ baseline: BaselineState?
  ) {
    let name = check.metric
    // Without a baseline there is nothing that a limit could be relative to.
    if check.isRelative, baseline?.current == nil {
      if report.value(of: name) == nil { failed.append(problem(of: name, report)) }
      return
    }
    guard let value = report.value(of: name) else {
      failed.append(problem(of: name, report))
      return
    }
    var threshold = check.threshold
    if check.isRelative, let baseline {
      guard let former = baseline.values[name]?.asDouble, former.isFinite else {
        failed.append(
          "\(name) cannot be compared: '\(baseline.current ?? "")' was promoted without a value "
            + "of it")
        return
      }
      threshold.limit *= former
    }
    if threshold.accepts(value) { return }
    let limit = check.isRelative ? ", which is \(Number.shortText(threshold.limit))" : ""
    failed.append("\(name) is \(Number.text(value)), wanted \(check)\(limit)")
  }

  private func problem(of name: String, _ report: WindowReport) -> String {
    if let value = report.values[name]?.asDouble { return "\(name) is \(Number.text(value))" }
    return report.unreadable.contains(name) ? "\(name) is no number" : "\(name) is missing"
  }
}

extension WindowReport {
  /// A value that can be judged; nil when it is missing, not a number or infinite.
  fileprivate func value(of name: String) -> Double? {
    values[name]?.asDouble.flatMap { $0.isFinite ? $0 : nil }
  }
}
