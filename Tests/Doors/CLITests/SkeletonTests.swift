import Files
import Testing

/// A study for each of the five operating documents, with stubs for the work itself.
@Suite(.serialized) struct SkeletonTests {
  private static let batch = "b20260213-2140-baseline-v01"

  /// Checks a skeleton and runs it to its end.
  private func lab(_ name: String, _ words: String = "") throws -> Bench {
    let bench = try Bench()
    try bench.copy("docs/studies/skeletons/\(name)", to: "study")
    let check = try BuiltProgram.run("runledger check study/study.yaml", on: bench)
    #expect(check.exit == 0 && !check.err.contains("warning"), "\(check.out)\(check.err)")
    #expect(try BuiltProgram.run("runledger init", on: bench).exit == 0)
    let run = try BuiltProgram.run("runledger run study/study.yaml --jobs 2 \(words)", on: bench)
    #expect(run.exit == 0, "\(run.out)\(run.err)")
    #expect(run.out.contains("closed ("), "\(run.out)")
    return bench
  }

  /// Everything that holds after a skeleton was run, whatever it is about.
  private func prove(_ bench: Bench) throws {
    let proof = "runledger verify && runledger replay && runledger export --check"
    let result = try BuiltProgram.run(proof, on: bench)
    #expect(result.exit == 0, "\(result.out)\(result.err)")
  }

  @Test func `a population is built in batches, once where no seed matters`() throws {
    let bench = try lab("population-study", "--batch \(Self.batch)")
    let rows = try bench.read("runs/population-study/registry/runs.csv").split(separator: "\n")
    #expect(rows.count == 1 + 4)
    let place = "runs/population-study/batches/\(Self.batch)"
    #expect(
      rows.dropFirst().allSatisfy { $0.contains(",scn-v01,cfg-v01,") && $0.contains(",success,") })
    #expect(rows[1].contains("\(place)/variants/vr-threshold-2-s42/results"))
    #expect(try bench.read("\(place)/manifest.yaml").contains("missing: []"))
    for file in ["base.yaml", "population.yaml"] {
      #expect(try bench.read("runs/population-study/\(file)") != "")
    }
    for file in ["agents.json", "network.json", "scenario.yaml", "meta.json"] {
      #expect(try bench.read("\(place)/variants/vr-threshold-3-s43/results/\(file)") != "")
    }
    let log = bench.run("log", "--type", "stage.finished").lines
    #expect(log.count { $0.contains("/study spec") } == 1)
    let promoted = try BuiltProgram.run(
      "runledger promote \(Self.batch) --to baseline -m 'complete'", on: bench)
    #expect(promoted.exit == 0, "\(promoted.out)\(promoted.err)")
    #expect(bench.run("export").exit == 0)
    try prove(bench)
    #expect(try bench.read("runs/population-study/registry/latest.txt") == "\(Self.batch)\n")
  }

  @Test func `a town's candidate has its windows, its pointer and its canary`() throws {
    let bench = try Bench()
    try bench.copy("docs/studies/skeletons/town-operations", to: "study")
    #expect(try BuiltProgram.run("runledger init", on: bench).exit == 0)
    let promote = "runledger promote shadow-0007 --to release -m green"
    let early = try BuiltProgram.run(
      "runledger run study/study.yaml --until smoke && \(promote)", on: bench)
    #expect(early.exit == 11, "\(early.out)\(early.err)")
    #expect(early.err.contains("windows"))
    let run = try BuiltProgram.run(
      "runledger run study/study.yaml --until snapshot && \(promote) && runledger run", on: bench)
    #expect(run.exit == 0, "\(run.out)\(run.err)")
    #expect(bench.run("log", "--type", "window.closed").lines.count == 4)
    #expect(try BuiltProgram.run("runledger log --type canary.breached", on: bench).out == "")
    #expect(bench.run("export").exit == 0)
    try prove(bench)
    #expect(try bench.read("runs/town-operations/ops/rollouts.md").contains("shadow-0007"))
  }

  @Test func `paired runs are locked, compared and registered by nobody's hand`() throws {
    let bench = try lab("paired-runs")
    let progress = try bench.read("runs/paired-runs/progress.csv").split(separator: "\n")
    #expect(progress.count == 1 + 2 && progress.dropFirst().allSatisfy { $0.contains("complete") })
    let registry = try bench.read("runs/paired-runs/registry.csv")
    #expect(registry.split(separator: "\n").count { $0.hasSuffix(",locked") } == 4)
    #expect(try bench.read("runs/paired-runs/violations.log").contains("NON-CRITICAL"))
    try prove(bench)
  }

  @Test func `a backtest is strict unless somebody grants a bypass`() throws {
    let bench = try lab("backtest-runbook")
    let gates = try bench.read("runs/backtest-runbook/gates.csv")
    #expect(gates.contains("tail_conditional_drawdown_95"))
    let other = try Bench()
    try other.copy("docs/studies/skeletons/backtest-runbook", to: "study")
    #expect(try BuiltProgram.run("runledger init", on: other).exit == 0)
    let bypass = "runledger run study/study.yaml -p allow_fallback_evidence=1"
    #expect(try BuiltProgram.run(bypass, on: other).exit == 11)

    let grant = "allow_fallback_evidence=1 --run s13 -m 'to see what it hides'"
    let granted = try BuiltProgram.run(
      "runledger override grant \(grant) && \(Self.rerun("s13")) && runledger status", on: bench)
    #expect(granted.exit == 0, "\(granted.out)\(granted.err)")
    #expect(granted.out.contains("production: false, because of s13-v2"))
    let asked = bench.run("log", "--type", "stage.requested").lines
      .filter { $0.contains("/s13-v2 ") }
    #expect(asked.count == 2 && asked.allSatisfy { $0.contains("#2 stale") }, "\(asked)")

    let revoke = "allow_fallback_evidence --run s13 -m 'seen enough'"
    let rebuilt = try BuiltProgram.run(
      "runledger override revoke \(revoke) && \(Self.rerun("s13-v2")) && runledger status",
      on: bench)
    #expect(rebuilt.exit == 0, "\(rebuilt.out)\(rebuilt.err)")
    #expect(!rebuilt.out.contains("production: false, because of s13-v3"))
    #expect(bench.run("status", "--json").out.contains("\"production\":true"))
    #expect(try bench.read("runs/backtest-runbook/overrides.csv").contains("to see what it hides"))
    try prove(bench)
  }

  /// Repeats a run from the stage that a bypass is about, and what depends on it.
  private static func rerun(_ run: String) -> String {
    "runledger rerun \(run) --from promote_blueprints -m 'again' && runledger run --quiet"
  }

  @Test func `a goal is reached level by level, past a failure that healed`() throws {
    let bench = try lab("goal-runs")
    #expect(bench.run("log", "--type", "level.reached").lines.count == 2)
    #expect(bench.run("log", "--type", "stage.retried").lines.count == 1)
    let runs = try FileSystem.list(PathName.join(bench.root, "runs/goal-runs"))
    let full = try #require(runs.first { $0.hasPrefix("C-s") })
    let state = try bench.read("runs/goal-runs/\(full)/RUN_STATE.json")
    #expect(state.contains("last_completed_step") && state.contains("next_step"))
    for log in ["agent_run", "validation", "decision"] {
      #expect(try bench.read("runs/goal-runs/\(full)/logs/\(log).log") != "")
    }
    #expect(
      try bench.read("runs/goal-runs/\(full)/analysis/plan0/k_selection_summary.csv") != "")
    try prove(bench)
  }

  @Test func `step by step, a method that fails twice is dropped on the record`() throws {
    let bench = try Bench()
    try bench.copy("docs/studies/skeletons/goal-runs", to: "study")
    try bench.edit(
      "study/stub.sh", "  printf '{\"best_match\": 0.94,",
      "  match=0.94\n  if [ \"$1\" = nmf ]; then match=0.6; fi\n"
        + "  printf '{\"best_match\": '$match',"
    )
    #expect(bench.run("init").exit == 0)
    func step() -> Bench.Result { bench.run("step", "study/study.yaml") }
    func walk() -> Bench.Result {
      for _ in 0..<40 {
        let result = step()
        if result.exit != 0 || result.out.contains("closed (") { return result }
      }
      return step()
    }
    #expect(walk().exit == 10)
    #expect(bench.run("log", "--type", "level.reached").lines.count == 1)
    let run = try #require(
      FileSystem.list(PathName.join(bench.root, "runs/goal-runs")).first { $0.hasPrefix("B-s") })
    let shown = bench.run("show", "\(run)/plan0")
    #expect(shown.out.contains("proposal: drop 'method=nmf'"), "\(shown.out)")
    #expect(bench.run("retry", "\(run)/plan0", "-m", "once more").exit == 0)
    #expect(walk().exit == 10)
    let log = try bench.read("runs/goal-runs/\(run)/logs/decision.log")
    #expect(log.contains("escalate: gate"))

    try bench.edit("study/study.yaml", "methods: [pca, nmf]", "methods: [pca]")
    #expect(bench.run("amend", "study/study.yaml", "-m", "nmf does not hold").exit == 0)
    #expect(walk().exit == 0)
    #expect(bench.run("log", "--type", "level.reached").out.contains("B -> C"))
    let last = try #require(
      FileSystem.list(PathName.join(bench.root, "runs/goal-runs")).first { $0.hasPrefix("C-s") })
    #expect(bench.run("lock", last).exit == 0)
    try prove(bench)
  }
}
