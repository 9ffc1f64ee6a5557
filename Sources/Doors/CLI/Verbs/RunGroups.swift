import Codecs
import Projections
import StageKit
import Study

extension Invocation {
  /// Prints one row a variant: how many seeds, and mean and spread of every metric over them.
  func printGroups(_ rows: [RunRow]) throws -> ExitCode {
    let groups = VariantGroup.groups(of: rows)
    let metrics = Set(groups.flatMap(\.reported)).sorted()
    if isJSON {
      console.print(json: ["groups": .array(groups.map { $0.json(metrics) })])
      return .done
    }
    let names = groupColumns(groups)
    let hasReused = names.contains("reused")
    let lines = groups.map { group in
      (names.contains("study") ? [group.study] : [])
        + (names.contains("batch") ? [group.batch ?? ""] : [])
        + [group.variant, "\(group.runs)"] + (hasReused ? ["\(group.reused)"] : [])
    }
    let suffixes = ["n", "mean", "sd"]
    let isExact = arguments.has("csv")
    let figures = groups.map { group in
      metrics.flatMap { metric -> [String] in
        guard let mean = group.mean(of: metric) else { return ["", "", ""] }
        let text = isExact ? Number.text : Number.significant
        let deviation = group.metrics[metric]?.deviation
        return ["\(group.n(metric))", text(mean), deviation.map(text) ?? ""]
      }
    }
    let headings = names + metrics.flatMap { metric in suffixes.map { "\(metric).\($0)" } }
    if isExact {
      console.print(CSV.safeRow(headings))
      for (line, figure) in zip(lines, figures) { console.print(CSV.safeRow(line + figure)) }
      return .done
    }
    var table = TextTable(
      headings.enumerated().map { place, name in
        TextTable.Column(name: name, isNumeric: place >= names.count - (hasReused ? 2 : 1))
      })
    for (line, figure) in zip(lines, figures) {
      table.add((line + figure).map { $0.isEmpty ? "-" : $0 })
    }
    if groups.isEmpty { console.note("no runs") }
    if !groups.isEmpty { table.lines(style: console.style).forEach(console.print) }
    return .done
  }

  /// What tells the groups apart, and how many runs each has and took over.
  func groupColumns(_ groups: [VariantGroup]) -> [String] {
    (Set(groups.map(\.study)).count <= 1 ? [] : ["study"])
      + (Set(groups.map(\.batch)).count <= 1 ? [] : ["batch"]) + ["variant", "runs"]
      + (groups.contains { $0.reused > 0 } ? ["reused"] : [])
  }

  /// Prints the id of the best run or variant, or, with exit code 1, the group that cannot be told
  /// from the leader.
  ///
  /// Whether less is better says the command line, or the study of which it is the metric.
  func printBest(_ metric: String, _ rows: [RunRow], _ states: States) throws -> ExitCode {
    let name = metric.hasPrefix("metrics.") ? String(metric.dropFirst("metrics.".count)) : metric
    let groups = VariantGroup.groups(of: rows)
    let isLower = Set(rows.map(\.study)).sorted().compactMap(states.plan).contains {
      $0.metric == name && $0.isLowerBetter
    }
    let ranking = Ranking(
      groups, by: name, lowestIsBest: arguments.has("lowest") || isLower)
    guard let leader = ranking.places.first else {
      let known = Set(groups.flatMap(\.metrics.keys)).sorted()
      throw Failure.notFound(
        "no run has a metric '\(name)'",
        hint: Hint.choice(name, among: known) ?? "no run reported a metric")
    }
    let unreported = ranking.silent
    if !unreported.isEmpty {
      console.note("without a \(name): \(unreported.joined(separator: ", "))")
    }
    if isJSON {
      console.print(json: ranking.json(name))
      return ranking.isBest ? .done : .negative
    }
    let isOneStudy = Set(groups.map(\.study)).count <= 1
    func id(_ place: Ranking.Place) -> String {
      isOneStudy ? place.group.variant : "\(place.group.study)/\(place.group.variant)"
    }
    if ranking.isBest || groups.count == 1 {
      console.print(id(leader))
      console.note(ranking.sentence(name))
      return .done
    }
    for place in [leader] + ranking.group { console.print(id(place)) }
    console.note(ranking.sentence(name))
    return .negative
  }
}

extension VariantGroup {
  fileprivate func json(_ metrics: [String]) -> Value {
    var map: ValueMap = [
      "study": .text(study), "variant": .text(variant), "runs": .int(Int64(runs)),
      "reused": .int(Int64(reused)), "batch": batch.map(Value.text) ?? .null,
    ]
    var figures = ValueMap()
    for metric in metrics {
      guard let mean = mean(of: metric) else { continue }
      figures[metric] = [
        "n": .int(Int64(n(metric))), "mean": .double(mean),
        "sd": self.metrics[metric]?.deviation.map(Value.double) ?? .null,
      ]
    }
    map["metrics"] = .map(figures)
    return .map(map)
  }
}

extension Ranking {
  fileprivate func json(_ metric: String) -> Value {
    [
      "metric": .text(metric), "best": isBest ? .text(places[0].group.variant) : .null,
      "leader": .text(places[0].group.variant),
      "not_distinguishable": .array(group.map { .text($0.group.variant) }),
      "silent": .array(silent.map(Value.text)), "of": .int(Int64(places.count)),
      "sentence": .text(sentence(metric)),
    ]
  }
}
