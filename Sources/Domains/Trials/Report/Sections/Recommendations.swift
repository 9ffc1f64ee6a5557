import Documents

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
    findings.results(.supported, .contradicted).map(preference) + nulls + questions + untested
      + weakestTask + anomaly + sample
  }

  private func preference(_ result: Findings.Result) -> Item {
    let test = result.test
    let metric = test.metric
    guard let higher = test.higher else {
      return Item(
        text: "Look at why \(metric.name) differs without a direction (\(test.name)).",
        evidence: test.name)
    }
    let better = metric.lowerIsBetter ? findings.other(than: higher) : higher
    let size = test.meanDifference.map { ", by \(test.size($0))" } ?? ""
    return Item(
      text: """
        Where \(metric.name) matters, prefer \(strong: better): it is \
        \(metric.lowerIsBetter ? "lower" : "higher") there\(size) (\(test.name)).
        """, evidence: test.name)
  }

  private var nulls: [Item] {
    let results = findings.results(.clearNull)
    let equal = findings.results(.identical)
    var items: [Item] = []
    if !results.isEmpty {
      items.append(
        Item(
          text: """
            Do not choose between the variants by \(metrics(results)): a difference that matters \
            would \
            most probably have shown (\(names(results))).
            """, evidence: names(results)))
    }
    if !equal.isEmpty {
      items.append(
        Item(
          text: """
            Do not choose between the variants by \(metrics(equal)): no pair of the sample differs \
            (\(names(equal))).
            """, evidence: names(equal)))
    }
    return items
  }

  private var questions: [Item] {
    let results = findings.results(.inconclusive)
    if results.isEmpty { return [] }
    let needs = results.compactMap { result in
      result.test.pairsNeeded.flatMap { $0 > result.test.sampleSize ? (result.test.name, $0) : nil }
    }
    let more = needs.map { "\($0.1) for \($0.0)" }.joined(separator: ", ")
    return [
      Item(
        text: """
          Do not decide by \(metrics(results)) yet: the data leave it open \
          (\(names(results))).\
          \(more.isEmpty ? "" : " Effects as observed would need more pairs: \(more).")
          """, evidence: names(results))
    ]
  }

  private var untested: [Item] {
    findings.results(.untestable).map { result in
      let (metric, name) = (result.test.metric.name, result.test.name)
      return Item(
        text: "Find out why \(metric) has no test: \(result.test.finding.reason) (\(name)).",
        evidence: name)
    }
  }

  private func metrics(_ results: [Findings.Result]) -> String {
    let names = results.map(\.test.metric.name)
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return "\(names.dropLast().joined(separator: ", ")) or \(last)"
  }

  private func names(_ results: [Findings.Result]) -> String {
    results.map(\.test.name).joined(separator: ", ")
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
