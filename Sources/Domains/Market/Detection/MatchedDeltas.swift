/// Events against their controls.
struct MatchedDeltas {
  /// An event with the means of its controls.
  struct Row {
    let event: MarketEvent
    let outcome: EventOutcome
    /// Not-a-number without a control.
    let controlAdverse: Double
    let controlOpportunity: Double

    /// What the event did beyond its controls, never less than nothing.
    var adverse: Double { max(0, outcome.adverse - controlAdverse) }
    var opportunity: Double { max(0, outcome.opportunity - controlOpportunity) }
  }

  /// Complete events, with or without controls.
  let rows: [Row]
  /// The share of complete events that have a control; nil without events.
  let coverage: Double?

  init(_ events: [MarketEvent], _ controls: [ControlMatch.Control]) {
    var means: [String: (adverse: Double, opportunity: Double, count: Double)] = [:]
    for control in controls {
      var mean = means[control.event] ?? (0, 0, 0)
      mean.adverse += control.outcome.adverse
      mean.opportunity += control.outcome.opportunity
      mean.count += 1
      means[control.event] = mean
    }
    self.init(events) { id in
      means[id].map { ($0.adverse / $0.count, $0.opportunity / $0.count) }
    }
  }

  /// Events with means that were read from a file.
  init(_ events: [MarketEvent], _ mean: (String) -> (Double, Double)?) {
    var rows: [Row] = []
    var matched = 0
    for event in events {
      guard let outcome = event.outcome else { continue }
      let control = mean(event.id)
      if control != nil { matched += 1 }
      rows.append(
        Row(
          event: event, outcome: outcome, controlAdverse: control?.0 ?? .nan,
          controlOpportunity: control?.1 ?? .nan))
    }
    self.rows = rows
    coverage = rows.isEmpty ? nil : Double(matched) / Double(rows.count)
  }

  /// The file of differences.
  var text: TableText {
    var text = TableText([
      "event_id", "symbol", "adverse", "control_adverse", "delta_adverse", "opportunity",
      "control_opportunity", "delta_opportunity",
    ])
    for row in rows {
      text.row(
        [row.event.id, row.event.symbol],
        [
          row.outcome.adverse, row.controlAdverse, row.outcome.adverse - row.controlAdverse,
          row.outcome.opportunity, row.controlOpportunity,
          row.outcome.opportunity - row.controlOpportunity,
        ])
    }
    return text
  }

  /// Adverse moves at each age over events that had none before.
  var hazards: TableText {
    var text = TableText(["age_bars", "at_risk", "hits", "hazard"])
    let times = rows.map(\.outcome.adverseTime).filter { $0.isFinite }.sorted()
    var risk = rows.count
    var next = 0
    while next < times.count {
      let age = times[next]
      var hits = 0
      while next < times.count, times[next] == age {
        hits += 1
        next += 1
      }
      text.row([], [age, Double(risk), Double(hits), Double(hits) / Double(risk)])
      risk -= hits
    }
    return text
  }

  /// The median time of the adverse move in every year, and how far those are apart: stable within
  /// 16 bars or 0.15 of the horizon.
  func phases(horizon: Int) -> (text: TableText, spread: Double?, isStable: Bool) {
    var text = TableText(["year", "n_events", "median_bars", "median_fraction"])
    let timed = rows.filter { $0.outcome.adverseTime.isFinite }
    var medians: [Double] = []
    for year in Years.of(timed.map(\.event.year)) {
      let times = timed.filter { $0.event.year == year }.map(\.outcome.adverseTime)
      let median = Quantile.of(times, 0.5) ?? .nan
      medians.append(median)
      text.row([], [Double(year), Double(times.count), median, median / Double(horizon)])
    }
    guard let low = medians.min(), let high = medians.max() else { return (text, nil, false) }
    let spread = high - low
    return (text, spread, spread <= 16 || spread / Double(horizon) <= 0.15)
  }

  /// The sign of the mean difference in every year.
  var signs: TableText {
    var text = TableText(["year", "n_events", "mean_delta_adverse", "sign"])
    let matched = rows.filter { $0.controlAdverse.isFinite }
    for year in Years.of(matched.map(\.event.year)) {
      let deltas = matched.filter { $0.event.year == year }
        .map { $0.outcome.adverse - $0.controlAdverse }
      let mean = Moment.mean(deltas) ?? .nan
      let sign = mean > 1e-12 ? 1.0 : mean < -1e-12 ? -1 : 0
      text.row([], [Double(year), Double(deltas.count), mean, sign])
    }
    return text
  }
}

/// The years of a list, ascending, each once.
enum Years {
  static func of(_ years: [Int]) -> [Int] {
    let sorted = years.sorted()
    return sorted.indices.filter { $0 == 0 || sorted[$0] != sorted[$0 - 1] }.map { sorted[$0] }
  }
}
