import Codecs
import Study
import Testing

/// Runs that were executed elsewhere.
@Suite struct ImportTests {
  private static let batch = "b20250101-0900-old-v01"
  private static let id = "\(batch).vr-k-2-s1"

  private static func facts(_ changes: ValueMap = [:]) -> ValueMap {
    var facts: ValueMap = [
      "timestamp": "2025-01-01T09:00:00Z", "study": "s", "batch_id": .text(batch),
      "variant_id": "vr-k-2-s1", "scenario_rev": "scn-v03", "config_rev": "cfg-v05", "seed": 1,
      "status": "success", "results_dir": "runs/s/results", "notes": "baseline",
    ]
    for (name, value) in changes { facts[name] = value }
    return facts
  }

  private static func command(_ changes: ValueMap = [:]) -> any Command {
    let facts = facts(changes)
    return ImportRun(
      study: "s", run: ImportedRow.identifier(facts),
      RunImported(source: "runs.csv", facts: facts))
  }

  @Test func `a row becomes a run that stands on the record and beside the schedule`() throws {
    let scenario = try Scenario(.sample())
    #expect(lines(try scenario.when(Self.command())) == ["run.imported \(Self.id)"])
    let run = try #require(scenario.states.run("s", Self.id))
    #expect(run.imported == "runs.csv" && run.seed == 1)
    #expect(run.assignment.batch == Self.batch && run.assignment.variant == "vr-k-2")
    #expect(try scenario.study().importedCount == 1)
    #expect(try scenario.study().runCount == 0)
    try scenario.workOff()
    #expect(try scenario.study().closing == .completed)
  }

  @Test func `nothing of it can be executed`() throws {
    let scenario = try Scenario(.sample())
    try scenario.when(Self.command())
    let rerun = RerunRun(study: "s", run: Self.id, from: "work", params: [], reason: "why")
    let commands: [any Command] = [
      rerun, RetryStage(study: "s", run: Self.id, stage: nil, reason: "why"),
      ClaimWork(study: "s", slots: 1, runs: [Self.id], pins: [:]),
      LockRun(study: "s", run: Self.id, reason: "why"),
    ]
    for command in commands {
      #expect(scenario.refusal(of: command)?.code == .outOfOrder, "\(command.name)")
    }
    #expect(
      scenario.refusal(of: rerun)?.message
        == "run '\(Self.id)' was executed elsewhere and imported from 'runs.csv'")
    try scenario.when(AddNote(.run("s", Self.id), text: "statements stay possible"))
    try scenario.when(InvalidateRun(study: "s", run: Self.id, policy: nil, reason: "stale"))
  }

  @Test func `a run is taken over once, and none of a batch that is executed here`() throws {
    let scenario = try Scenario(.sample())
    try scenario.when(Self.command())
    #expect(scenario.refusal(of: Self.command())?.code == .exists)
    let sweep = try Scenario(
      .sample { plan in
        plan.seeds = []
        plan.params = [Parameter(name: "k", value: 1)]
        plan.design = .sweep(SweepPlan(axes: [Axis(name: "k", values: [2])], seeds: [1]))
      })
    let manifest = BatchManifest(
      batch: Self.batch, axes: [Axis(name: "k", values: [2])], seeds: [1])
    try sweep.when(DeclareBatch(study: "s", manifest))
    #expect(sweep.refusal(of: Self.command(["variant_id": "vr-k-9-s1"]))?.code == .exists)
    let other: ValueMap = ["batch_id": "b20250101-0900-old-v02"]
    try sweep.when(Self.command(other))
    try sweep.workOff()
    var next = manifest
    next.batch = "b20250101-0900-old-v02"
    next.number = 2
    #expect(sweep.refusal(of: DeclareBatch(study: "s", next))?.code == .exists)
  }

  @Test(
    arguments: [
      (["timestamp": "yesterday"], "is not a time"), (["seed": "one"], "is not a whole number"),
      (["seed": 2], "is not that of variant_id"), (["status": "great"], "not one of success"),
      (["status": "running"], "not one of success"), (["variant_id": "k2"], "vr-AXIS-VALUE-sSEED"),
      (["batch_id": "old"], "bYYYYMMDD-HHMM-INTENT-vNN"), (["scenario_rev": "3"], "scn-vNN"),
      (["config_rev": "scn-v03"], "cfg-vNN"), (["study": "A b"], "not a slug"),
      (["extra": "x"], "no column 'extra'"),
    ] as [(ValueMap, String)])
  func `a row that is none is refused`(changes: ValueMap, message: String) throws {
    let problems = ImportedRow.problems(of: Self.facts(changes))
    #expect(problems.count == 1)
    #expect(problems.first?.contains(message) == true, "\(problems)")
    let refusal = try Scenario(.sample()).refusal(of: Self.command(changes))
    #expect(refusal?.code == (changes["study"] == nil ? .invalid : refusal?.code))
  }

  @Test func `revisions may be unknown, and a run may be of no batch`() throws {
    #expect(
      ImportedRow.problems(
        of: Self.facts(["scenario_rev": "", "config_rev": "", "batch_id": ""])) == [])
    let scenario = try Scenario(.sample())
    try scenario.when(Self.command(["batch_id": ""]))
    #expect(scenario.states.run("s", "vr-k-2-s1")?.assignment.batch == nil)
  }
}
