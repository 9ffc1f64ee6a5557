import Codecs
import Numerics
import StageKit

/// Finds the events of every family and their controls; no return of a strategy is looked at.
enum DetectionStage {
  static func run(_ job: Job) throws(StageError) {
    for family in try EventFamily.named(job.settings["phase2_event_type"]) {
      try detect(family.init(job.settings), job)
    }
  }

  /// The last second of training: thresholds see nothing later.
  static func trainEnd(_ job: Job) -> Int64 {
    let days = (job.end - job.start + 1) / CivilTime.day
    let share = job.settings.number("detector_train_frac")
    return job.start + Int64(Double(days) * share) * CivilTime.day - 1
  }

  private static func detect<D: EventDetector>(_ detector: D, _ job: Job) throws(StageError) {
    var events: [MarketEvent] = []
    var controls: [(String, ControlMatch.Control)] = []
    var calibrations: ValueMap = [:]
    for symbol in try job.eligible() {
      let features = try job.features(symbol)
      let gauge = detector.gauge(features)
      let train = 0..<features.index(at: trainEnd(job) + 1)
      guard let calibration = detector.calibrate(features, gauge: gauge, train: train) else {
        try job.events.skipped(
          "\(D.family) of \(symbol)", reason: "no bar of training has the windows it needs")
        continue
      }
      calibrations[symbol] = [
        "threshold": .double(calibration.threshold), "tail": .double(calibration.tail),
        "bars": .int(Int64(calibration.bars)), "train_end": .text(CivilTime.text(trainEnd(job))),
      ]
      let spans = detector.onsets(gauge, calibration)
      let found = self.events(detector, features, gauge, spans, calibration)
      let match = ControlMatch(
        features, spans: spans, family: D.family, horizon: detector.horizon)
      for (ordinal, event) in found.enumerated() {
        let matched = match.controls(event, ordinal: ordinal, count: D.controls) {
          detector.measure(features, gauge, at: $0, calibration)
        }
        controls += matched.map { (symbol, $0) }
      }
      events += found
    }
    try write(D.self, events, controls, calibrations, job)
  }

  /// The events of one symbol.
  static func events<D: EventDetector>(
    _ detector: D, _ features: FeatureTable, _ gauge: Gauge, _ spans: [EventSpan],
    _ calibration: DetectorCalibration
  ) -> [MarketEvent] {
    let severity = features[D.severity.feature]
    let volatility = features["rv_96"]
    let gap = features["mean_gap_96"]
    let middle = calibration.volatility.count == 3 ? calibration.volatility[1] : .nan
    return spans.enumerated().map { ordinal, span in
      let index = span.start
      let exit = min(span.exit, features.count - 1)
      return MarketEvent(
        family: D.family, symbol: features.symbol,
        id: "\(D.prefix)_\(features.symbol)_\(D.prefix == "rcbw" ? index : ordinal + 1)",
        index: index, time: features.time[index], exit: exit, exitTime: features.time[exit],
        severity: severity[index], volatility: volatility[index] >= middle ? "high" : "low",
        trend: gap[index] >= 0 ? "bull" : "bear",
        outcome: detector.measure(features, gauge, at: index, calibration))
    }
  }

  private static func write(
    _ family: any EventDetector.Type, _ events: [MarketEvent],
    _ controls: [(String, ControlMatch.Control)], _ calibrations: ValueMap, _ job: Job
  ) throws(StageError) {
    let name = family.family
    var text = TableText(MarketEvent.columns(family))
    for event in events { event.row(into: &text) }
    try job.write(job.paths.family(name, "\(name)_events.csv"), text)
    let figures = ["adverse", "adverse_binary", "adverse_magnitude", "opportunity"]
    var controlText = TableText(["event_id", "symbol", "control_idx"] + figures)
    for (symbol, control) in controls {
      let outcome = control.outcome
      controlText.row(
        [control.event, symbol, "\(control.index)"],
        [outcome.adverse, outcome.binary, outcome.magnitude, outcome.opportunity])
    }
    try job.write(job.paths.family(name, "\(name)_controls.csv"), controlText)
    let deltas = MatchedDeltas(events, controls.map(\.1))
    try job.write(job.paths.family(name, "\(name)_matched_deltas.csv"), deltas.text)
    try job.write(job.paths.family(name, "\(name)_hazards.csv"), deltas.hazards)
    try job.write(job.paths.family(name, "\(name)_sign_stability.csv"), deltas.signs)
    let horizon = family.init(job.settings).horizon
    let phases = deltas.phases(horizon: horizon)
    try job.write(job.paths.family(name, "\(name)_phase_stability.csv"), phases.text)
    try job.write(
      job.paths.family(name, "\(name)_summary.md"),
      "# Events of \(name) in run \(job.run)\n\n\(events.count) events, "
        + "\(deltas.rows.count) of them with a whole horizon of \(horizon) bars, "
        + "\(controls.count) controls. Thresholds are of the bars before "
        + "\(CivilTime.text(trainEnd(job) + 1)).\n")
    try job.write(
      job.paths.family(name, "\(name)_summary.json"),
      [
        "run_id": .text(job.run), "event_type": .text(name),
        "decision": .text(events.isEmpty ? "freeze" : "promote"),
        "event_count": .int(Int64(events.count)),
        "complete_count": .int(Int64(events.count { $0.outcome != nil })),
        "controls_coverage": deltas.coverage.map(Value.double) ?? .null,
        "phase_spread_bars": phases.spread.map(Value.double) ?? .null,
        "phase_stable": .bool(phases.isStable),
        "calibration": .map(calibrations),
      ])
    job.stats[name] = .int(Int64(events.count))
  }
}
