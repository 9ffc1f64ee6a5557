import Codecs
import Files
import StageKit

/// Draws the people of a population.
enum SampleStep: Step {
  static let name = "sample"
  static let summary = "sample the people of a population: agents.json"
  static let options: [Option] = [
    .value("output", "o", "FILE", "where agents.json goes; a name in .db is SQLite"),
    .value("count", "n", "N", "number of people (default: the population's size)"),
    .value("seed", nil, "N", "seed"),
    .value("format", nil, "KIND", "json or sqlite (default: by the output's name)"),
    .value("profile", nil, "NAME", "gate profile: a name or a file"),
    .value("benchmark", nil, "CSV", "table of real people to compare with"),
    .value("csv", nil, "FILE", "also write the people as CSV"),
    .flag("report", nil, "print means, shares, triggers and drift"),
    .flag("skip-validation", nil, "sample from an unvalidated population"),
    .flag("strict", nil, "fail if a gate fails"),
  ]
  static let operands = 1...1

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let output = try call.required("output")
    let file = try call.operand(0, "population.yaml")
    let format = call.arguments.value("format")
    guard format == nil || ["json", "sqlite"].contains(format) else {
      throw .usage("'--format' takes json or sqlite, not '\(format ?? "")'")
    }
    let spec = try PopulationSpec(path: call.path(file), as: file)
    if !call.arguments.has("skip-validation") {
      let errors = SpecValidator.issues(of: spec).filter { $0.severity == .error }
      try require(
        errors.isEmpty,
        (["'\(file)' is not valid:"] + errors.map { "  \($0.description)" }).joined(
          separator: "\n"))
    }
    let count = try call.arguments.int("count", in: 1...Int64(PopulationSpec.sizeMax)).map(Int.init)
    let seed = try call.seed()
    let sampler = try Sampler(spec, seed: seed)
    var report = SampleReport(sampler.attributes, pairs: spec.correlations)
    let rows = try sampler.draw(count: count ?? spec.size, &report)
    let table = AgentTable(
      names: sampler.names, rows: rows,
      meta: [
        "spec": .text(PathName.lastComponent(file)), "count": .int(Int64(rows.count)),
        "seed": .int(seed),
        "generated_at": .null, "spec_sha256": .text(try StageFiles.digest(call.path(file))),
      ])
    let settings = try StandingSettings(call.environment, directory: call.directory)
    let profile = try GateProfile(
      settings.value("pipeline.profile", given: call.arguments.value("profile")).value,
      directory: call.directory)
    var drift: BenchmarkDrift?
    if let path = call.arguments.value("benchmark") {
      drift = try BenchmarkDrift(table, csv: call.path(path), as: path)
    }
    let gates = SampleGates(
      table, report, requested: count ?? spec.size, profile: profile, drift: drift)
    if AgentDatabase.isOne(output) || format == "sqlite" && !output.hasSuffix(".json") {
      try AgentDatabase.write(table, to: call.path(output))
    } else {
      try call.write(output, table.document)
    }
    if let csv = call.arguments.value("csv") { try call.write(csv, Array(table.csv.utf8)) }
    try gates.structure.report(call)
    try gates.realism.report(call)
    call.say("\(output): \(rows.count) agents, seed \(seed), profile \(profile.name)")
    if call.arguments.has("report") {
      for line in report.lines { call.say(line) }
      for row in drift?.rows ?? [] {
        call.say(
          "\(row.attribute) \(row.value): \(Shown.percent(row.sampled)), really "
            + "\(Shown.percent(row.real))"
        )
      }
    }
    for rule in gates.unjudged { call.say("not judged: \(rule), an attribute of it is not there") }
    for line in gates.structure.lines + gates.realism.lines { call.say(line) }
    let failed = max(gates.structure.verdict, gates.realism.verdict) == .fail
    return call.arguments.has("strict") && failed ? 10 : 0
  }
}
