import Documents
import Numerics

/// The result of one registered test, in words that fit what was found.
struct HypothesisPart {
  let findings: Findings
  let result: Findings.Result
  private var test: Evidence.Test { result.test }
  private var metric: ScoreMetric { result.test.metric }

  func write(to document: inout Document) {
    document.paragraph("\(strong: "Stated"): \(test.description).")
    document.paragraph(.sentences(means, difference, statistics, effect))
    document.notice(.finding, title, reading)
    if !test.notes.isEmpty {
      document.paragraph("Note: \(test.notes.joined(separator: "; ")).")
    }
  }

  private var means: Prose {
    let means = [findings.first, findings.second].map { variant -> String in
      guard let summary = findings.summary(variant), let mean = summary.mean(metric) else {
        return "unknown with \(variant)"
      }
      let spread = summary.deviation(metric).map { " (SD \(metric.show($0)))" } ?? ""
      return "\(metric.show(mean))\(spread) with \(variant)"
    }
    return "The mean was \(means[0]) and \(means[1])."
  }

  private var difference: Prose {
    guard let mean = test.meanDifference else { return "No pair has this metric in both runs." }
    let interval = test.interval.map { " (95 % confidence interval \(test.show($0)))" }
    let kind = test.isLogarithmic ? "geometric mean difference" : "mean difference"
    return "Over \(test.sampleSize) pairs the \(kind) is \(test.show(mean))\(interval ?? "")."
  }

  private var statistics: Prose {
    guard let value = test.finding.statistic, let p = test.finding.p else { return "" }
    let method = test.finding.method
    let freedom = test.finding.degreesOfFreedom.map { "(\(Numeral.trimmed($0, 1)))" } ?? ""
    let used =
      method == .signedRank && test.finding.count < test.sampleSize
      ? " on the \(Numeral.count(test.finding.count, "pair")) with a difference" : ""
    let corrected = test.corrected.map { ", corrected \(Numeral.named("p", $0))" } ?? ""
    var text: Prose = """
      The \(test.methodName)\(used) gives \(emphasis: method.symbol)\(freedom)\u{a0}=\u{a0}\
      \(Numeral.prose(value, 2)), \(Numeral.named("p", p))\(corrected).
      """
    if let beside = test.alternative, let p = beside.p {
      let name = beside.method.name(isLogarithmic: test.isLogarithmic)
      text = .sentences(text, "Beside it, the \(name) gives \(Numeral.named("p", p)).")
    }
    return text
  }

  private var effect: Prose {
    guard let effect = test.effect else { return "" }
    let interval = test.effectInterval.map {
      " [\(Numeral.prose($0.lower, 2)), \(Numeral.prose($0.upper, 2))]"
    }
    return """
      Cohen’s \(emphasis: "d") is \(Numeral.prose(effect, 2))\(interval ?? ""), \
      \(Effect(d: effect).size.rawValue).
      """
  }

  private var title: String {
    switch result.verdict {
    case .supported: "\(test.name) is supported"
    case .contradicted: "\(test.name) is contradicted"
    case .identical: "\(test.name): no pair differs"
    case .clearNull:
      test.hypothesis.stated == nil
        ? "The data are consistent with \(test.name)" : "\(test.name): no difference that matters"
    case .inconclusive: "\(test.name) stays open"
    case .untestable: "\(test.name) cannot be tested"
    }
  }

  private var reading: Prose {
    switch result.verdict {
    case .supported:
      return "The difference is significant and has the stated direction. \(relevance)"
    case .contradicted:
      let against =
        test.hypothesis.stated == nil ? "where none was stated" : "and against what was stated"
      let higher = test.higher.map { ": the values are higher with \($0)" } ?? ""
      return "The difference is significant \(against)\(higher). \(relevance)"
    case .clearNull: return clearNull
    case .inconclusive: return inconclusive
    case .identical:
      return """
        Both runs have the same value in every one of \(test.sampleSize) pairs. There is no \
        variance \
        that a test could work with, and no difference that it could find. This describes the \
        sample; it carries no error probability.
        """
    case .untestable:
      return """
        No statistic is defined (\(test.finding.reason)). The fact is reported as it is, and \
        decides \
        nothing.
        """
    }
  }

  /// How large a significant difference is against the smallest that matters.
  private var relevance: String {
    guard let mean = test.meanDifference, let bound = test.practicalDifference else {
      return "How much it matters cannot be said: there is nothing to measure it against."
    }
    let smallest = test.size(bound)
    if abs(mean) >= bound {
      return "It is at least the smallest difference that matters (\(smallest))."
    }
    let reaches = test.interval.map { max(abs($0.lower), abs($0.upper)) >= bound } ?? false
    return "It is smaller than the smallest difference that matters (\(smallest)), "
      + (reaches ? "although its interval reaches that far." : "and so is its whole interval.")
  }

  private var power: String { test.power.map { Numeral.fixed($0, 2) } ?? "unknown" }
  private var required: String { Numeral.fixed(findings.design.settings.power, 2) }
  private var smallest: String {
    test.practicalDifference.map { " (\(test.size($0)))" } ?? ""
  }

  private var clearNull: Prose {
    let start =
      test.hypothesis.stated == nil
      ? "No difference was stated, and none was found"
      : "The test is not significant, and that is an answer"
    return """
      \(start). With \(test.sampleSize) pairs the power to find the smallest difference that \
      matters\(smallest) is \(strong: power), and \(required) was required: a difference of that \
      size would most probably have been seen. \(reach)
      """
  }

  /// Whether the interval, too, excludes the smallest difference that matters.
  private var reach: String {
    guard let interval = test.interval, let bound = test.practicalDifference else { return "" }
    let isWithin = max(abs(interval.lower), abs(interval.upper)) < bound
    return isWithin
      ? "The whole confidence interval lies below it; smaller differences are not ruled out."
      : "The confidence interval still reaches as far."
  }

  private var inconclusive: Prose {
    var text: Prose = """
      The test is not significant, and the power to find the smallest difference that \
      matters\(smallest) is \(strong: power), below the required \(required). The data neither \
      show \
      a difference nor rule one out.
      """
    if let needed = test.pairsNeeded, needed > test.sampleSize {
      text = .sentences(
        text, "An effect of the observed size would need about \(needed) pairs.")
    }
    return text
  }
}
