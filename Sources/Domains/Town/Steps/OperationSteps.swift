import Codecs
import Files
import StageKit

/// Plays the checklist before a demo.
enum PreflightStep: Step {
  static let name = "preflight"
  static let summary = "run the pre-demo checklist in its own shard: PASS or FAIL"
  static let operands = 0...1
  static let options: [Option] = [
    TownOptions.config, TownOptions.seed, TownOptions.output, TownOptions.variant,
    .value("shadow", nil, "FILE", "a configuration that must agree with this one"),
    .value("ticks", nil, "N", "length of the smoke run (1000)"),
  ]

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let config = try call.config()
    var other: TownConfig?
    if let path = call.arguments.value("shadow") { other = try TownConfig.read(call.path(path)) }
    let ticks = Int(try call.arguments.int("ticks", in: 1...1_000_000) ?? 1000)
    let rows = Preflight.rows(config, other: other, seed: try call.seed(), ticks: ticks)
    return try Rows.report(rows, call)
  }
}

/// Rehearses a promotion with its rollback, or an incident.
enum DrillStep: Step {
  static let name = "drill"
  static let summary = "rehearse a promotion with its rollback, or an incident with a real fault"
  static let operands = 0...1
  static let options: [Option] = [
    TownOptions.config, TownOptions.seed, TownOptions.output,
    .values("policy", nil, "[NAME=]FILE", "the candidate"),
    .value("incident", nil, "NAME", "crash, reward, queue, telemetry, employment, or all"),
  ]

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let config = try call.config()
    let seed = try call.seed()
    guard let name = call.arguments.value("incident") else {
      let policies = try call.policies(config)
      let (rows, changes) = PromotionDrill.rows(config, policies, seed: seed)
      return try Rows.report(
        rows, call, ["changes": .array(changes.map { StateWriter.value(of: $0) })])
    }
    let incidents: [Incident]
    if name == "all" {
      incidents = Incident.allCases
    } else if let incident = Incident(rawValue: name) {
      incidents = [incident]
    } else {
      let known = Incident.allCases.map(\.rawValue).joined(separator: ", ")
      throw .usage("there is no incident '\(name)'", hint: "there are \(known), all")
    }
    var rows: [RehearsedRow] = []
    for incident in incidents {
      for var row in try incident.play(config, seed: seed) {
        row.check = "\(incident.rawValue): \(row.check)"
        rows.append(row)
      }
    }
    return try Rows.report(rows, call)
  }
}

/// Rows for people, for gates and for the exit code.
enum Rows {
  static func report(
    _ rows: [RehearsedRow], _ call: StepCall, _ more: ValueMap = ValueMap()
  ) throws(StageError) -> Int32 {
    let failures = rows.count { !$0.passed }
    for row in rows {
      try Said.line("\(row.passed ? "PASS" : "FAIL")  \(row.check): \(row.detail)")
    }
    try call.events.metric("failures", Double(failures))
    try call.events.metric("rows", Double(rows.count))
    if let output = call.arguments.value("output") {
      var map = more
      map["rows"] = .array(rows.map(\.value))
      map["failures"] = .int(Int64(failures))
      try StageFiles.write(call.path(output), JSON.encode(.map(map), pretty: true))
    }
    return failures == 0 ? 0 : 1
  }
}

/// Decides from an annealing's results.
enum PromotionEvaluateStep: Step {
  static let name = "promotion_evaluate"
  static let summary = "decide on an annealing result: exit 0 PROMOTE, 1 HOLD, 2 FAIL"
  static let options: [Option] = [
    .value("input", "i", "FILE", "anneal_results.json of a training"), TownOptions.output,
    .value(
      "required-passes", nil, "N", "consecutive stages that must pass (as trained with, or 2)"),
    .flag("dry-run", nil, "write nothing"),
  ]

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    guard let input = call.arguments.value("input") else {
      throw .usage("no results are named", hint: "--input FILE")
    }
    let fields: StageFields
    let stages: [AnnealStage]
    do throws(StageError) {
      fields = try StageFiles.readFields(call.path(input))
      stages = try fields.list("stages") { (entry) throws(StageError) in try AnnealStage(entry) }
    } catch {
      throw StageError(.usage, error.message)
    }
    let named = try call.arguments.int("required-passes", in: 1...100)
    let trained = try fields.integer("required_passes", default: 2)
    let required = named.map { Int($0) } ?? trained
    let decision = AnnealDecision(stages, requiredPasses: required)
    let value: Value = [
      "status": .text(decision.status), "rollback": .bool(decision.shouldRollBack),
      "reasons": .array(decision.reasons.map { .text($0) }),
      "stages": .int(Int64(stages.count)),
    ]
    if let output = call.arguments.value("output"), !call.arguments.has("dry-run") {
      try StageFiles.write(call.path(output), JSON.encode(value, pretty: true))
    }
    try call.events.metric("promote", decision.status == "PROMOTE" ? 1 : 0)
    try Said.line(decision.status)
    for reason in decision.reasons { try Said.line("  \(reason)") }
    return decision.status == "PROMOTE" ? 0 : decision.status == "HOLD" ? 1 : 2
  }
}
