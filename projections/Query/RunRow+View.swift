import Codecs
import Study

extension RunRow {
  /// A run as it was folded: the study's metric as it was read off the run, every other one as the
  /// mean over the units of the stage that reported it.
  init(_ run: RunView) {
    self.init(
      study: run.study, run: run.id, batch: run.assignment?.batch, variant: run.assignment?.variant,
      task: run.assignment?.task, pair: run.assignment?.pair, level: run.planned?.level ?? "",
      seed: run.planned?.seed ?? 0, state: run.status.rawValue,
      verdict: run.finished?.verdict.rawValue, started: run.startedAt,
      elapsed: run.finished?.elapsed ?? 0)
    for parameter in run.planned?.params ?? [] {
      params[parameter.name] = parameter.value.plainText
    }
    for (name, value) in run.metricMeans { metrics[name] = value }
    reused = run.reusedFrom
    reusedMetrics = run.reusedMetrics
    for tag in run.tags { tags[tag.name] = tag.value }
  }
}

extension RunView {
  /// Every metric with one value for the run: what was read off it, else the mean over the units of
  /// the stage that reported it; of several stages each under its name.
  public var metricMeans: [(name: String, value: Double)] {
    var found: [(stage: String, name: String, values: [Double])] = []
    for (stage, _, metric) in metrics {
      if let place = found.firstIndex(where: { $0.stage == stage && $0.name == metric.name }) {
        found[place].values.append(metric.value)
      } else {
        found.append((stage, metric.name, [metric.value]))
      }
    }
    let evaluated = evaluations.map(\.evaluated)
    return evaluated.map { ($0.metric, $0.value) }
      + found.filter { one in !evaluated.contains { $0.metric == one.name } }.compactMap { one in
        let isShared = found.contains { $0.name == one.name && $0.stage != one.stage }
        return Statistic.mean.of(one.values).map {
          (isShared ? "\(one.stage).\(one.name)" : one.name, $0)
        }
      }
  }

  /// The argument vector that was started last; nil before the first.
  public var lastCommand: [String]? {
    stages.last?.units.last?.attempts.last { !$0.command.isEmpty }?.command
  }
}
