import Documents
import Numerics

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

  /// At least one; what was found first, then what was not.
  var all: [Item] {
    let items = findings.results.compactMap(item) + weakestTask + anomaly + sample
    return items.isEmpty
      ? [Item(text: "Draw no conclusion from this level: nothing is tested here.", evidence: "")]
      : items
  }

  private func item(_ result: HypothesisResult) -> Item? {
    let (id, metric) = (result.hypothesis.id, result.hypothesis.metric.name)
    switch result.verdict {
    case .supported where result.hypothesis.claim == .equivalent:
      return Item(
        text: "Do not choose between the variants by \(metric): they are equivalent (\(id)).",
        evidence: id)
    case .supported, .contradicted:
      guard result.finding.sign != 0 else { return nil }
      let lower = result.sample.measure.lowerIsBetter
      let wins = (result.finding.sign > 0) != lower
      let better = wins ? findings.second : findings.first
      let size = result.mean.map { ", difference \(result.show($0))" } ?? ""
      return Item(
        text: """
          Where \(metric) matters, prefer \(strong: better): it is \(lower ? "lower" : "higher") \
          there (\(id)\(size)).
          """, evidence: id)
    case .inconclusive:
      let needed = result.pairsNeeded.flatMap { $0 > result.sample.count ? $0 : nil }
      let more = needed.map { " With this spread, about \($0) pairs would be needed." } ?? ""
      return Item(
        text: "Do not decide by \(metric): the data leave it open (\(id)).\(more)", evidence: id)
    case .notEvaluable:
      let why = result.finding.reason ?? "no reason is known"
      return Item(text: "Find out why \(id) cannot be evaluated: \(why).", evidence: id)
    case nil: return nil
    }
  }

  /// The task at which both variants together fail most, if they fail in more than one of ten.
  private var weakestTask: [Item] {
    let rates = findings.design.tasks.map { task in
      (
        id: task.id,
        rates: findings.design.variants.compactMap { variant in
          Descriptive.mean(findings.summary.values(.taskSuccess, variant, task: task.id)).value
        }
      )
    }.filter { $0.rates.count == 2 }
    let weakest = rates.min { $0.rates[0] + $0.rates[1] < $1.rates[0] + $1.rates[1] }
    guard let weakest, weakest.rates[0] + weakest.rates[1] < 1.8 else { return [] }
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
    let sample = findings.analysis.sample
    if sample.isSufficient { return [] }
    return [
      Item(
        text: """
          Complete the sample before the results are used: at least one task has fewer than \
          \(sample.minimum) pairs.
          """, evidence: "sample-size.json")
    ]
  }
}
