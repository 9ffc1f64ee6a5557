import Documents
import Numerics

extension Findings {
  /// What to do, each derived from a result and saying which: at least one; what was found first,
  /// then what was not.
  var recommendations: [Prose] {
    let items = results.compactMap(advice) + [weakestTask, anomaly, sample].compactMap(\.self)
    return items.isEmpty
      ? ["Draw no conclusion from this level: nothing is tested here."] : items
  }

  private func advice(_ result: HypothesisResult) -> Prose? {
    let (id, metric) = (result.hypothesis.id, result.hypothesis.metric.name)
    switch result.verdict {
    case .supported where result.hypothesis.claim == .equivalent:
      return "Do not choose between the variants by \(metric): they are equivalent (\(id))."
    case .supported, .contradicted:
      guard result.finding.sign != 0 else { return nil }
      let lower = result.sample.measure.lowerIsBetter
      let wins = (result.finding.sign > 0) != lower
      let size = result.mean.map { ", difference \(result.show($0))" } ?? ""
      return """
        Where \(metric) matters, prefer \(strong: wins ? second : first): it is \
        \(lower ? "lower" : "higher") there (\(id)\(size)).
        """
    case .inconclusive:
      let needed = result.pairsNeeded.flatMap { $0 > result.sample.count ? $0 : nil }
      let more = needed.map { " With this spread, about \($0) pairs would be needed." } ?? ""
      return "Do not decide by \(metric): the data leave it open (\(id)).\(more)"
    case .notEvaluable:
      let why = result.finding.reason ?? "no reason is known"
      return "Find out why \(id) cannot be evaluated: \(why)."
    case nil: return nil
    }
  }

  /// The task at which both variants together fail most, if they fail in more than one of ten.
  private var weakestTask: Prose? {
    let rates = design.tasks.map { task in
      (
        id: task.id,
        rates: design.variants.compactMap { variant in
          Descriptive.mean(summary.values(.taskSuccess, variant, task: task.id)).value
        }
      )
    }.filter { $0.rates.count == 2 }
    let weakest = rates.min { $0.rates[0] + $0.rates[1] < $1.rates[0] + $1.rates[1] }
    guard let weakest, weakest.rates[0] + weakest.rates[1] < 1.8 else { return nil }
    let shares = zip(design.variants, weakest.rates).map { name, rate in
      "\(name) \(Numeral.percent(rate, 0))"
    }
    return """
      Improve both variants at \(code: weakest.id) first, where they succeed least: \
      \(shares.joined(separator: ", ")).
      """
  }

  private var anomaly: Prose? {
    anomalies.first.map { anomaly in
      """
      Before anything is built on these results, find out why \(code: anomaly.original) does not \
      come out again: \(anomaly.note).
      """
    }
  }

  private var sample: Prose? {
    analysis.sample.isSufficient
      ? nil
      : """
      Complete the sample before the results are used: at least one task has fewer than \
      \(analysis.sample.minimum) pairs.
      """
  }
}
