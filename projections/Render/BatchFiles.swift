import Bytes
import Codecs
import Study

/// The files of a sweep's batches: manifest and stability.
struct BatchFiles {
  let study: StudyView

  /// The files of all batches.
  var files: [RenderedFile] {
    study.batches.flatMap { batch -> [RenderedFile] in
      let directory = "\(study.slug)/batches/\(batch.manifest.batch)"
      return [
        RenderedFile(path: "\(directory)/manifest.yaml", text: manifest(batch)),
        RenderedFile(path: "\(directory)/stability.csv", text: stability(batch)),
      ]
    }
  }

  /// `manifest.yaml`: what was declared, with every parameter as it stands for the batch, and every
  /// variant.
  private func manifest(_ batch: BatchView) -> String {
    let declared = batch.manifest
    var lines = [
      "study: \(quoted(study.slug))", "batch_id: \(quoted(declared.batch))",
      "scenario_rev: \(declared.scenario.map(quoted) ?? "null")",
      "config_rev: \(declared.config.map(quoted) ?? "null")",
      "created_at: \(quoted(batch.stamp.time))", "objective: \(quoted(declared.objective))",
    ]
    let inputs = batch.plan?.inputs ?? []
    lines.append(inputs.isEmpty ? "base_paths: {}" : "base_paths:")
    lines += inputs.map { "  \($0.name): \(quoted($0.pattern))" }
    let params = batch.plan.map { $0.params(level: 0) } ?? []
    lines.append(params.isEmpty ? "parameters: {}" : "parameters:")
    lines += params.map { param in
      let set = declared.overrides.last { $0.name == param.name }?.value ?? param.value
      return "  \(param.name): \(JSON.string(set))"
    }
    lines.append("variants:")
    for (place, variant) in declared.variants(of: batch.plan?.params ?? []).enumerated() {
      let arm = declared.arm(at: place)
      let changes = (arm.overrides + variant.changes).map { change in
        "\(change.name): \(JSON.string(change.value))"
      }
      for seed in arm.seeds {
        lines.append("  - id: \(quoted("\(variant.name)-s\(seed)"))")
        lines.append("    seed: \(seed)")
        lines.append("    overrides: {\(changes.joined(separator: ", "))}")
      }
    }
    if let closed = batch.closed {
      lines.append("verdict: \(closed.verdict.rawValue)")
      lines.append(closed.missing.isEmpty ? "missing: []" : "missing:")
      lines += closed.missing.map { "  - \(quoted($0))" }
    }
    lines.append("event: \(quoted(batch.stamp.event.description))")
    return lines.joined(separator: "\n") + "\n"
  }

  /// A text in double quotes, as JSON and YAML both read it.
  private func quoted(_ text: String) -> String { JSON.string(.text(text)) }

  /// `stability.csv`: every metric of every variant over its seeds, with a label.
  private func stability(_ batch: BatchView) -> String {
    var text = CSV.safeRow([
      "batch_id", "outcome", "option", "seeds", "mean", "min", "max", "std", "label",
    ])
    let samples = Samples(study, batch)
    for outcome in samples.outcomes {
      let isSteady = samples.hasOneWinner(outcome)
      let range = samples.range(outcome)
      for variant in samples.variants {
        let values = samples.values(outcome, variant)
        guard let mean = Statistic.mean.of(values), let low = values.min(),
          let high = values.max()
        else { continue }
        let deviation = Statistic.std.of(values)
        let label = Stability.label(
          values, range: range, hasOneWinner: isSteady, batch.plan?.stability ?? StabilityPlan())
        text += CSV.safeRow([
          batch.manifest.batch, outcome, variant, "\(values.count)", Number.text(mean),
          Number.text(low), Number.text(high), deviation.map(Number.text) ?? "", label.rawValue,
        ])
      }
    }
    return text
  }
}

/// The metrics of a batch's runs, by outcome, variant and seed.
private struct Samples {
  private(set) var outcomes: [String] = []
  private(set) var variants: [String] = []
  private var values: [String: [String: [(seed: Int64, value: Double)]]] = [:]

  init(_ study: StudyView, _ batch: BatchView) {
    for run in study.runs where run.assignment?.batch == batch.manifest.batch && run.isCounted {
      guard run.planned?.scope == .run, let variant = run.assignment?.variant,
        let seed = run.planned?.seed
      else { continue }
      if !variants.contains(variant) { variants.append(variant) }
      let reused = run.reusedMetrics
      for (stage, unit, metric) in run.metrics where !reused.contains(metric.name) {
        let outcome = "\(Text.work(stage, unit)).\(metric.name)"
        if !outcomes.contains(outcome) { outcomes.append(outcome) }
        values[outcome, default: [:]][variant, default: []].append((seed, metric.value))
      }
    }
  }

  func values(_ outcome: String, _ variant: String) -> [Double] {
    (values[outcome]?[variant] ?? []).map(\.value)
  }

  /// How far apart the means of the variants lie.
  func range(_ outcome: String) -> Double {
    let means = variants.compactMap { Statistic.mean.of(values(outcome, $0)) }
    return (means.max() ?? 0) - (means.min() ?? 0)
  }

  /// Whether one variant has the greatest value for every seed; so with a single variant.
  func hasOneWinner(_ outcome: String) -> Bool {
    var winners: [String] = []
    let seeds = (values[outcome]?[variants.first ?? ""] ?? []).map(\.seed)
    for seed in seeds {
      var best: (variant: String, value: Double)?
      for variant in variants {
        guard let value = values[outcome]?[variant]?.first(where: { $0.seed == seed })?.value
        else { continue }
        if best.map({ value > $0.value }) ?? true { best = (variant, value) }
      }
      if let best, !winners.contains(best.variant) { winners.append(best.variant) }
    }
    return winners.count < 2
  }
}
