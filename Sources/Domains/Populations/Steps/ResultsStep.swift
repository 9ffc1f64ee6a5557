import Codecs
import Files
import Numerics
import StageKit

/// Looks at the results of one simulation, or of several seeds.
enum ResultsStep: Step {
  static let name = "results"
  static let summary = "look at results: aggregate, segments, timeline, one person"
  static let options: [Option] = [
    .values("segment", nil, "ATTRIBUTE", "outcomes by the values of an attribute, or by bins"),
    .flag("timeline", nil, "print one line per timestep"),
    .value("agent", nil, "ID", "print the history of one person"),
    .value("output", "o", "FILE", "write the segments as CSV, or the aggregate as JSON"),
  ]
  static let operands = 1...100

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    var results: [ResultSet] = []
    for name in call.arguments.operands {
      results.append(try ResultSet(call.path(name), as: name))
    }
    let segments = call.arguments.values("segment")
    if let id = call.arguments.value("agent") {
      try story(id, call.path(call.arguments.operands[0]), call)
    } else if call.arguments.has("timeline") {
      for result in results { timeline(result, call) }
    } else if !segments.isEmpty {
      var text = ""
      for segment in segments { text += try Segments(segment, results).csv }
      if let output = call.arguments.value("output") { try call.write(output, Array(text.utf8)) }
      for line in text.split(separator: "\n") { call.say(String(line)) }
    } else {
      try aggregate(results, call)
    }
    return 0
  }

  private static func aggregate(_ results: [ResultSet], _ call: StepCall) throws(StageError) {
    let first = results[0]
    var value: ValueMap = ["seeds": .int(Int64(results.count))]
    call.say(
      "scenario \(first.meta["scenario_name"]?.asText ?? "?"), "
        + "\(first.meta["population_size"]?.asInt ?? 0) people, \(results.count) seeds")
    for result in results {
      call.say(
        "seed \(result.meta["seed"]?.asInt ?? 0): "
          + "\(result.meta["total_timesteps"]?.asInt ?? 0) timesteps, "
          + "\(Shown.percent(result.timesteps.last?["exposure_rate"]?.asDouble ?? 0)) reached, "
          + "stopped: \(result.meta["stopped_reason"]?.asText ?? "?")")
    }
    for (option, _) in first.shares {
      let shares = results.compactMap { result in
        result.shares.first { $0.option == option }?.share
      }
      let stability = SeedStability(shares)
      value["share_\(option)"] = .double(stability.mean)
      try call.report("share_\(option)", stability.mean)
      call.say("\(option): \(stability.words)")
    }
    if results.count == 1 {
      call.say("a single seed: one run is no forecast")
    } else {
      let winners = results.map {
        $0.shares.max { ($0.share, $1.option) < ($1.share, $0.option) }?.option
      }
      value["winner_is_stable"] = .bool(winners.allSatisfy { $0 == winners[0] })
    }
    if let baseline = baseline(first) {
      value["baseline_accuracy"] = .double(baseline.accuracy)
      value["baseline_log_loss"] = .double(baseline.logLoss)
      value["null_log_loss"] = .double(baseline.nullLogLoss)
      try call.report("baseline_log_loss", baseline.logLoss)
      call.say(
        "by demographics alone: \(Shown.percent(baseline.accuracy)) told rightly, log loss "
          + "\(Shown.number(baseline.logLoss)) "
          + "(shares alone \(Shown.number(baseline.nullLogLoss))), "
          + "\(DemographicBaseline.folds) folds")
    }
    if let output = call.arguments.value("output") {
      try call.write(output, JSON.encode(.map(value), pretty: true))
    }
  }

  /// The baseline of the decision by who people are.
  static func baseline(_ result: ResultSet) -> DemographicBaseline? {
    let demographics = [
      "age", "gender", "education", "household_income", "region_type", "employment_status",
      "marital_status",
    ]
    guard let decision = result.decision, let labels = try? result.column("outcome.\(decision)")
    else { return nil }
    let columns = demographics.compactMap { name in
      (try? result.column(name)).map { (name: name, values: $0) }
    }
    guard !columns.isEmpty else { return nil }
    return DemographicBaseline(columns, labels: labels, seed: 1)
  }

  private static func timeline(_ result: ResultSet, _ call: StepCall) {
    for row in result.timesteps {
      let positions = (row["position_distribution"]?.asMap ?? [:]).map { option, share in
        "\(option) \(Shown.percent(share.asDouble ?? 0))"
      }
      let reached = Shown.percent(row["exposure_rate"]?.asDouble ?? 0)
      let sentiment = Shown.number(row["average_sentiment"]?.asDouble ?? 0)
      call.say(
        "\(row["timestep"]?.asInt ?? 0): \(reached) reached, "
          + "\(row["agents_reasoned"]?.asInt ?? 0) thought, sentiment \(sentiment), "
          + positions.joined(separator: ", "))
    }
  }

  private static func story(
    _ id: String, _ directory: String, _ call: StepCall
  ) throws(StageError) {
    let path = PathName.join(directory, "timeline.jsonl")
    let needle = Array("{\"agent_id\":\"\(id)\",".utf8)
    let bytes = try StageFiles.read(path, limit: 1 << 30)
    var found = 0
    for line in bytes.split(separator: 10) where line.starts(with: needle) {
      guard let row = try? JSON.decode(Array(line)).asMap else { continue }
      let details = row["details"].map { JSON.string($0) } ?? ""
      call.say("\(row["timestep"]?.asInt ?? 0) \(row["event_type"]?.asText ?? ""): \(details)")
      found += 1
    }
    let states = try StageFiles.read(PathName.join(directory, "agent_states.json"), limit: 1 << 30)
    for line in states.split(separator: 10) where line.starts(with: needle) {
      let row = line.last == UInt8(ascii: ",") ? line.dropLast() : line
      if let value = try? JSON.decode(Array(row)) { call.say(JSON.string(value, pretty: true)) }
      found += 1
    }
    if found == 0 { throw .invalid("there is no agent '\(id)' in these results") }
  }
}
