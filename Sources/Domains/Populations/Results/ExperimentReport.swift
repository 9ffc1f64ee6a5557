import Codecs
import Documents
import Numerics
import StageKit

/// The report of a batch: eight sections with tables and figures, from result files alone.
struct ExperimentReport {
  let groups: [SeedGroup]
  let segments: [Segments]
  /// The numbers of friends of everybody, where a network was given.
  let degrees: [Double]

  private var first: ResultSet { groups[0].results[0] }
  private var options: [String] { first.shares.map(\.option) }
  private var seeds: Int { groups[0].results.count }

  /// The pages and figures of the report.
  var document: Document {
    var document = Document(title: "Experiment report")
    document.section("Decision context")
    document.paragraph(
      Prose(
        "Scenario \(text("scenario_name")), \(text("population_size")) people; "
          + "\(groups.count) variants, \(seeds) seeds each."))
    document.section("Setup")
    document.table(setup)
    document.section("Headline")
    if seeds < 2 {
      document.notice(
        .caution, "A single seed", Prose("One run is no forecast: declare more seeds."))
    }
    document.table(headline)
    document.figure(positions)
    document.figure(exposure)
    for segment in segments { document.figure(bars(segment)) }
    document.section("Confidence")
    document.table(stability)
    document.paragraph(Prose(confidence))
    document.section("Mechanism")
    if !degrees.isEmpty { document.figure(friends) }
    document.paragraph(Prose(mechanism))
    document.section("Cost and operations")
    document.table(costs)
    document.section("Recommendations")
    document.paragraph(Prose(recommendation))
    document.section("Evidence")
    document.list(
      groups.flatMap { group in
        group.results.map { result in
          Prose(
            "\(group.label), seed \(result.meta["seed"]?.asInt ?? 0): state "
              + String((result.meta["state_hash"]?.asText ?? "").prefix(16)))
        }
      })
    return document
  }

  private func text(_ key: String) -> String { first.meta[key].map { Datum($0).text } ?? "-" }

  private var setup: Table {
    Table(
      "setup", caption: "How each variant was run.", of: groups,
      [
        .text("variant", "variant") { $0.label },
        .text("reasoner", "reasoner") { $0.results[0].meta["model"]?.asText ?? "-" },
        .count("threshold", "threshold") { $0.count("multi_touch_threshold") },
        .count("chunk", "chunk") { $0.count("chunk_size") },
        .text("seeds", "seeds") { group in
          group.results.map { "\($0.meta["seed"]?.asInt ?? 0)" }.joined(separator: " ")
        },
      ])
  }

  private var headline: Table {
    Table(
      "headline",
      caption: Prose(
        "Shares of the whole population, with 95 % t intervals over seeds; beside them how well "
          + "demographics alone tell what people do."),
      [.init("variant", "variant")] + options.map { .init($0, $0) }
        + [.init("by demographics alone", "baseline")],
      groups.map { group in
        let baseline = ResultsStep.baseline(group.results[0])
        return [.init(group.label)]
          + options.map { .init(group.stability($0).words) }
          + [
            .init(
              baseline.map {
                "\(Shown.percent($0.accuracy)) right, log loss \(Shown.number($0.logLoss)) "
                  + "(shares alone \(Shown.number($0.nullLogLoss)))"
              } ?? "-")
          ]
      })
  }

  /// The table of stability, also written as a file of its own.
  var stability: Table {
    var rows: [[Table.Cell]] = []
    for group in groups {
      for option in options {
        let share = group.stability(option)
        let label = share.label == "stable" && !group.hasStableWinner ? "unstable" : share.label
        rows.append([
          .init(group.label), .init(option), .init(share.values.count), .init(share.mean, 4),
          .init(share.low, 4), .init(share.high, 4), .init(share.std, 4), .init(label),
        ])
      }
    }
    return Table(
      "stability",
      caption: Prose(
        "Stable: the spread over seeds is at most 0.02 and the same option "
          + "leads in all; unstable: more than 0.10 apart, or another leads."),
      [
        .init("variant", "variant"), .init("option", "option"), .number("seeds", "seeds"),
        .number("mean", "mean"), .number("min", "min"), .number("max", "max"),
        .number("std", "std"), .init("label", "label"),
      ], rows)
  }

  private var confidence: String {
    if seeds < 2 { return "Single seed: nothing can be said about chance." }
    let labels = groups.flatMap { group in options.map { group.stability($0).label } }
    if labels.allSatisfy({ $0 == "stable" }), groups.allSatisfy(\.hasStableWinner) {
      return "High: every share is stable over the seeds."
    }
    return labels.contains("unstable") || !groups.allSatisfy(\.hasStableWinner)
      ? "Low: at least one finding changes with the seed."
      : "Medium: some shares vary with the seed."
  }

  private var mechanism: String {
    let steps = groups.flatMap(\.results).map { Double($0.meta["total_timesteps"]?.asInt ?? 0) }
    let reasons = groups.flatMap(\.results).compactMap { $0.meta["stopped_reason"]?.asText }
    var unique: [String] = []
    for reason in reasons where !unique.contains(reason) { unique.append(reason) }
    return
      "Runs took \(Shown.fixed(Descriptive.mean(steps).value ?? 0, 1)) timesteps on average and "
      + "stopped by: \(unique.joined(separator: "; "))."
  }

  private var recommendation: String {
    guard
      let best = options.max(by: { left, right in
        groups[0].stability(left).mean < groups[0].stability(right).mean
      })
    else { return "Nothing was measured." }
    let share = groups[0].stability(best)
    return "'\(best)' is what most do in '\(groups[0].label)': \(share.words). It holds for this "
      + "population, scenario and reasoner; what would change it is another reach of the channels, "
      + "another network, or real answers."
  }

  private var costs: Table {
    Table(
      "cost", caption: "Tokens and dollars of all seeds.", of: groups,
      [
        .text("variant", "variant") { $0.label },
        .count("calls", "calls") { Int($0.cost("calls")) },
        .count("tokens in", "tokens_in") { Int($0.cost("total_input_tokens")) },
        .count("tokens out", "tokens_out") { Int($0.cost("total_output_tokens")) },
        .number("dollars", "dollars", 4) { $0.cost("estimated_usd") },
      ])
  }

  // MARK: Figures

  private func curve(_ name: String, _ result: ResultSet, _ value: (ValueMap) -> Double?)
    -> LinePlot.Series
  {
    LinePlot.Series(
      name,
      result.timesteps.enumerated().map { t, row in
        LinePlot.Point(Double(t), value(row) ?? .nan)
      })
  }

  private var exposure: Figure {
    LinePlot(
      PlotText(name: "exposure", title: "Exposure over time"),
      x: PlotAxis("timestep"), y: PlotAxis("share reached", including: [0, 1]),
      series: groups.map { group in
        curve(group.label, group.results[0]) { $0["exposure_rate"]?.asDouble }
      }
    ).figure
  }

  private var positions: Figure {
    LinePlot(
      PlotText(
        name: "positions", title: "Positions over time, \(groups[0].label)",
        caption: "Shares among those who hold a position, first seed."),
      x: PlotAxis("timestep"), y: PlotAxis("share", including: [0, 1]),
      series: options.map { option in
        curve(option, first) { $0["position_distribution"]?.asMap?[option]?.asDouble }
      }
    ).figure
  }

  private func bars(_ segment: Segments) -> Figure {
    BarPlot(
      PlotText(name: "by-\(segment.attribute)", title: "Positions by \(segment.attribute)"),
      series: options,
      groups: segment.rows.prefix(12).map { row in
        BarPlot.Group(
          row.value,
          options.map { option in
            let count = row.positions.first { $0.option == option }?.count ?? 0
            return BarPlot.Bar(Double(count) / Double(max(1, row.count)), label: "")
          })
      }, axis: PlotAxis("share", including: [0, 1])
    ).figure
  }

  private var friends: Figure {
    Histogram(
      PlotText(name: "degree", title: "Friends of one person"), series: ["people"],
      panels: [.init(title: "degree", label: "friends", values: [degrees])], counting: "people"
    ).figure
  }
}

extension SeedGroup {
  /// A setting of its runs, which is a count.
  fileprivate func count(_ name: String) -> Int { Int(results[0].meta[name]?.asInt ?? 0) }

  /// The sum of one kind of cost over its runs.
  fileprivate func cost(_ name: String) -> Double {
    results.reduce(0) { $0 + ($1.meta["cost"]?.asMap?[name]?.asDouble ?? 0) }
  }
}
