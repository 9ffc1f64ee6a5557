import Codecs
import Files
import StageKit

/// Checks a payload.
enum TelemetryCheckStep: Step {
  static let name = "telemetry-check"
  static let summary = "validate a payload against its schema"
  static let operands = 1...1
  static let options: [Option] = [
    .value("schema", nil, "VERSION", "check against this version"), TownOptions.output,
  ]

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let path = try call.operand(0, "the payload")
    let payload = try StageFiles.readJSON(call.path(path))
    let check = try TelemetryCheck(payload, schema: call.arguments.value("schema"))
    try call.events.metric("known_schema", 1)
    try call.events.metric("missing_keys", Double(check.missing.count))
    if let output = call.arguments.value("output") {
      let value: Value = [
        "schema_version": .text(check.version), "known_schema": 1,
        "missing_keys": .int(Int64(check.missing.count)),
        "missing": .array(check.missing.map { .text($0) }),
      ]
      try StageFiles.write(call.path(output), JSON.encode(value, pretty: true))
    }
    guard !check.missing.isEmpty else {
      try Said.line("schema \(check.version): nothing is missing")
      return 0
    }
    for key in check.missing { try Said.line("schema \(check.version): '\(key)' is missing") }
    return 1
  }
}

/// Watches a training log.
enum TelemetryWatchStep: Step {
  static let name = "telemetry-watch"
  static let summary = "check every row of a training log against limits"
  static let operands = 1...1

  /// Options that bound a column, from above or from below.
  private static let limits: [(option: String, key: String, isMax: Bool)] = [
    ("kl", "kl_divergence", true), ("loss", "loss_total", true), ("grad", "grad_norm", true),
    ("entropy", "batch_entropy_mean", false), ("reward-corr", "reward_advantage_corr", false),
    ("queue-events-min", "queue_conflict_events", false),
    ("intensity-min", "queue_conflict_intensity_sum", false),
    ("shared-meal-min", "shared_meal_events", false),
    ("late-help-min", "late_help_events", false),
    ("shift-takeover-max", "shift_takeover_events", true),
    ("chat-quality-min", "chat_quality_mean", false),
    ("utility-outage-max", "utility_outage_ticks", true),
    ("shower-complete-min", "shower_complete_events", false),
    ("sleep-complete-min", "sleep_complete_events", false),
    ("anneal-bc-min", "anneal_bc_accuracy", false), ("anneal-loss-max", "loss_total", true),
    ("anneal-queue-min", "queue_conflict_events", false),
    ("anneal-intensity-min", "queue_conflict_intensity_sum", false),
  ]

  static let options: [Option] =
    limits.map { limit in
      .value(limit.option, nil, "X", "\(limit.key) is at \(limit.isMax ? "most" : "least") X")
    } + [
      .flag("follow", nil, "follow appended rows until the first alarm"),
      .flag("json", nil, "print rows and alarms as lines of JSON"),
    ]

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let path = call.path(try call.operand(0, "the training log"))
    var bounds: [(option: String, key: String, isMax: Bool, bound: Double)] = []
    for limit in limits {
      guard let bound = try call.arguments.number(limit.option) else { continue }
      bounds.append((limit.option, limit.key, limit.isMax, bound))
    }
    _ = try StageFiles.read(path)
    let file = ListenedFile(path)
    var (rows, alarms) = (0, 0)
    repeat {
      for line in file.lines() {
        let row = try require(
          (try? JSON.decode(Array(line.utf8)))?.asMap,
          "row \(rows + 1) of '\(path)' is no JSON object")
        rows += 1
        let raised = bounds.filter { bound in
          // Rows of another kind have other columns; a value that is no number is an alarm.
          let isAnneal = row["anneal_stage"] != nil
          if isAnneal != bound.option.hasPrefix("anneal-") { return false }
          guard let value = row[bound.key], !value.isNull else {
            return !isAnneal && row["data_mode"]?.asText != "bc"
          }
          guard let number = value.asDouble else { return true }
          return bound.isMax ? !(number <= bound.bound) : !(number >= bound.bound)
        }
        alarms += raised.count
        if call.arguments.has("json") {
          var told = row
          told["alarms"] = .array(raised.map { .text($0.option) })
          try Said.line(JSON.string(.map(told)))
        } else {
          for alarm in raised {
            try Said.line(
              "row \(rows): \(alarm.key) \(row[alarm.key].map { JSON.string($0) } ?? "missing"), "
                + "\(alarm.isMax ? "at most" : "at least") \(alarm.bound)")
          }
        }
      }
      if call.arguments.has("follow"), alarms == 0 { Clock.sleep(nanoseconds: 200_000_000) }
    } while call.arguments.has("follow") && alarms == 0
    if rows == 0 { throw .invalid("'\(path)' has no rows") }
    if !call.arguments.has("json") { try Said.line("\(rows) rows, \(alarms) alarms") }
    return alarms == 0 ? 0 : 1
  }
}

/// Shows a configuration with everything that is not written in it.
enum ShowConfigStep: Step {
  static let name = "config"
  static let summary = "print every configuration key with its value and range"
  static let operands = 0...1
  static let options: [Option] = [TownOptions.config, TownOptions.output, TownOptions.variant]

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    var config = TownConfig()
    if call.arguments.has("config") || !call.arguments.operands.isEmpty {
      config = try call.config()
    }
    if let output = call.arguments.value("output") {
      let value = ConfigWriter.value(of: config)
      try StageFiles.write(call.path(output), JSON.encode(value, pretty: true))
    }
    for row in ConfigWriter.rows(of: config) {
      try Said.line("\(row.key) = \(row.value)  (\(row.range))")
    }
    try Said.line("sha256 \(config.digest)")
    return 0
  }
}
