import Numerics

/// The figures of the report, drawn from the evidence.
struct ReportFigures {
  let findings: Findings
  private var evidence: Evidence { findings.evidence }
  private var variants: [String] { findings.design.variants }
  private var tasks: [Evidence.Design.Task] { findings.design.tasks }

  var all: [Figure] {
    [bars.figure, scatter.figure, histograms.figure, map.figure, forest.figure]
  }

  private var bars: SuccessBars {
    let overall = SuccessBars.Group(
      label: "All tasks", bars: variants.map { bar(findings.summary($0)) })
    let groups = tasks.map { task in
      SuccessBars.Group(
        label: task.id,
        bars: variants.map { variant in
          let scores = evidence.scores.filter { $0.task == task.id && $0.variant == variant }
          return Self.bar(ScoreMetric.taskSuccess.values(scores))
        })
    }
    return SuccessBars(variants: variants, groups: [overall] + groups)
  }

  private func bar(_ summary: Evidence.Summary?) -> SuccessBars.Bar? {
    guard let summary, let mean = summary.mean(.taskSuccess) else { return nil }
    return SuccessBars.Bar(
      mean: mean, deviation: summary.deviation(.taskSuccess), count: summary.count)
  }

  private static func bar(_ values: [Double]) -> SuccessBars.Bar? {
    guard let mean = Descriptive.mean(values).value else { return nil }
    let deviation = Descriptive.standardDeviation(values).value
    return SuccessBars.Bar(mean: mean, deviation: deviation, count: values.count)
  }

  private var scatter: PairedScatter {
    let groups = tasks.map { task in
      PairedScatter.Group(
        label: task.id,
        points: evidence.pairs.filter { $0.task == task.id }.map { pair in
          PairedScatter.Point(
            pair: pair.pair, first: pair.reference.runtime, second: pair.treatment.runtime)
        })
    }
    return PairedScatter(
      name: "runtime-pairs", quantity: "runtime", unit: "s", variants: variants, groups: groups)
  }

  private var histograms: MetricHistograms {
    func values(_ metric: ScoreMetric) -> [[Double]] {
      variants.map { variant in
        metric.values(evidence.scores.filter { $0.variant == variant })
      }
    }
    return MetricHistograms(
      variants: variants,
      panels: [
        .init(
          title: "Task success", label: "result", values: values(.taskSuccess),
          classes: .named([(0, "failed"), (1, "succeeded")])),
        .init(
          title: "Constraint adherence", label: "score (%)",
          values: values(.constraintAdherence), classes: .ranges),
        .init(
          title: "Clarifications", label: "requests per run", values: values(.clarificationCount),
          classes: .counts),
        .init(title: "Runtime", label: "runtime (s)", values: values(.runtime), classes: .ranges),
      ])
  }

  private var map: ReproducibilityMap {
    ReproducibilityMap(
      variants: variants,
      rows: tasks.map { task in
        let values = variants.map { variant in
          findings.summary(variant, task: task.id)?.mean(.reproducibility)
        }
        return (task.id, values)
      }, threshold: findings.design.settings.reproducibility)
  }

  private var forest: EffectForest {
    EffectForest(
      variants: variants,
      rows: findings.results.map { result in
        let test = result.test
        return EffectForest.Row(
          label: test.name, metric: test.metric.name, effect: test.effect,
          interval: test.effectInterval.map { ($0.lower, $0.upper) },
          isSignificant: test.isSignificant,
          remark: result.verdict == .identical ? "no pair differs" : "not defined")
      }, negligible: Effect.Size.small.threshold)
  }
}
