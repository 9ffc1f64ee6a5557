/// What to do, each derived from a result and saying which.
struct Recommendations {
  /// One recommendation with what it rests on.
  struct Item: Equatable {
    let text: Prose
    /// The hypothesis, task or run it is derived from.
    let evidence: String
  }

  private let findings: Findings

  init(_ findings: Findings) { self.findings = findings }

  /// At least one; the primary hypothesis first.
  var all: [Item] {
    findings.results.map { Item(text: text($0), evidence: $0.test.name) } + weakestTask + anomaly
      + sample
  }

  private func text(_ result: Findings.Result) -> Prose {
    let test = result.test
    let (metric, label) = (test.metric.name, test.name)
    switch result.verdict {
    case .supported, .contradicted:
      guard let higher = test.higher else {
        return "Look at why \(metric) differs without a direction (\(label))."
      }
      let better = test.metric.lowerIsBetter ? findings.other(than: higher) : higher
      let size = test.meanDifference.map { ", by \(test.size($0))" } ?? ""
      let kind = test.metric.lowerIsBetter ? "lower" : "higher"
      return """
        Where \(metric) matters, prefer \(strong: better): it is \(kind) there\(size) (\(label)).
        """
    case .clearNull:
      return """
        Do not choose between the variants by \(metric): a difference that matters would most \
        probably have shown (\(label)).
        """
    case .identical:
      return "Do not choose between the variants by \(metric): no pair differs in it (\(label))."
    case .inconclusive:
      let needed = test.pairsNeeded.flatMap { $0 > test.sampleSize ? $0 : nil }
      let more = needed.map { "; an effect as observed would need about \($0) pairs" } ?? ""
      return "Do not decide by \(metric) yet: the question is open\(more) (\(label))."
    case .untestable:
      return "Find out why \(metric) could not be tested: \(test.finding.reason) (\(label))."
    }
  }

  /// The task at which both variants together fail most, if they fail often.
  private var weakestTask: [Item] {
    let rates = findings.design.tasks.compactMap { task -> (id: String, rates: [Double])? in
      let rates = findings.design.variants.compactMap { variant in
        findings.summary(variant, task: task.id)?.mean(.taskSuccess)
      }
      return rates.count == 2 ? (task.id, rates) : nil
    }
    let weakest = rates.min { $0.rates.reduce(0, +) < $1.rates.reduce(0, +) }
    guard let weakest, weakest.rates.reduce(0, +) < Self.rateSumLow else { return [] }
    let shares = zip(findings.design.variants, weakest.rates).map { name, rate in
      "\(name) \(Numeral.percent(rate, 0))"
    }
    return [
      Item(
        text: """
          Improve both variants at \(code: weakest.id) first, where they succeed least: \
          \(shares.joined(separator: ", ")).
          """, evidence: weakest.id)
    ]
  }

  /// Both rates together below this mean that a task is worth working on: nine of ten each.
  private static let rateSumLow = 1.8

  private var anomaly: [Item] {
    guard let anomaly = findings.anomalies.first else { return [] }
    return [
      Item(
        text: """
          Before anything is built on these results, find out why \(code: anomaly.original) does \
          not come out again: \(anomaly.note).
          """, evidence: anomaly.original)
    ]
  }

  private var sample: [Item] {
    guard !findings.evidence.sample.isSufficient else { return [] }
    return [
      Item(
        text: """
          Complete the sample before the results are used: at least one task has fewer than \
          \(findings.design.pairsMinimum) pairs.
          """, evidence: "sample-size.json")
    ]
  }
}
