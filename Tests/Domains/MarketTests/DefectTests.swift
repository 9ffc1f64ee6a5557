import Codecs
import Files
import StageKit
import TestKit
import Testing

@testable import Market

/// What went wrong in pipelines before this one, a test each, which fails where it comes back.
@Suite(.serialized) struct DefectTests {
  // Of the orchestrator.

  @Test func `the identity of data is their content, not their times`() throws {
    let directory = try TemporaryDirectory()
    func hash(_ run: String, _ text: String) throws -> String {
      try FileSystem.writeAtomically(directory.path("bars.csv"), Array(text.utf8))
      try call("run_all", small(run), in: directory.path)
      return try read(directory, "runs/\(run)/run_manifest.json").text("data_hash")
    }
    let text = bars(200)
    let first = try hash("A", text)
    // Written again: the same bytes at another time.
    #expect(try hash("B", text) == first)
    // The same number of bytes, one digit of it another.
    let other = text.replacing("1000\n", with: "1001\n", maxReplacements: 1)
    #expect(other.utf8.count == text.utf8.count)
    #expect(try hash("C", other) != first)
  }

  @Test func `a stage that is cut short has a manifest that says so`() throws {
    let directory = try TemporaryDirectory()
    try FileSystem.writeAtomically(directory.path("bars.csv"), Array(bars(200).utf8))
    let job = try job(small("R"), directory)
    var seen = ""
    #expect(throws: StageError.self) {
      try StageRunner.run(.traps, job) { (job) throws(StageError) in
        seen = try job.lake.fields("runs/R/validate_expectancy_traps.json").text("status")
        throw StageError(.invalid, "the disk is gone")
      }
    }
    #expect(seen == "running")
    let left = try read(directory, "runs/R/validate_expectancy_traps.json")
    #expect(try left.text("status") == "failed")
    #expect(try left.text("error").contains("the disk is gone"))
    // And a run of which a stage failed says which.
    let broken = bars(200).replacing("101.0,", with: "0,", maxReplacements: 1)
    try FileSystem.writeAtomically(directory.path("bars.csv"), Array(broken.utf8))
    #expect(throws: (any Error).self) { try call("run_all", small("S"), in: directory.path) }
    let manifest = try read(directory, "runs/S/run_manifest.json")
    #expect(try manifest.text("status") == "failed")
    let failed = try manifest.text("failed_stage")
    #expect(try read(directory, "runs/S/\(failed).json").text("status") == "failed")
  }

  /// One run to its end, and what its files have to say.
  @Test func `a run to its end has none of the known defects`() throws {
    let directory = try TemporaryDirectory()
    let words = stockWords("L", executed + ["--run_hypothesis_generator", "1"])
    #expect(try call("run_all", words, in: directory.path) == 0)
    try everyStageLeavesAManifest(directory)
    try thresholdsAreOfTraining(directory)
    try oneCostModel(directory)
    try nothingThatWasComputedIsDropped(directory)
    try naiveCostsCountOnce(directory)
    try theTestSplitDecidesNothing(directory)
    try whatIsRejectedSaysWhy(directory)
    try theLastWalkForwardTrims(directory)
  }

  private func everyStageLeavesAManifest(_ directory: TemporaryDirectory) throws {
    for stage in StageName.allCases {
      let manifest = try read(directory, "runs/L/\(stage.rawValue).json")
      #expect(try manifest.text("status") == "success", "\(stage.rawValue)")
      #expect(try manifest.text("stage") == stage.rawValue)
    }
    // Several families do not write over each other: one registry holds them all.
    let types = try table(directory, "events/L/events.csv").texts("event_type")
    for family in EventFamily.all { #expect(types.contains(family.family)) }
    // The queue supports what was tested, and several stages log what they select.
    let path = "reports/phase2/L/\(RangeCompression.family)/phase2_candidates.csv"
    let supporting = try table(directory, path).texts("supporting_hypotheses")
    #expect(supporting.allSatisfy { $0.contains("L_H0") })
    let log = try read(directory, "reports/eval/L/selection_log.json").list("entries") {
      (entry) throws(StageError) in
      (try entry.text("stage"), try entry.text("test_usage"))
    }
    #expect(log.map(\.0).contains("compile_strategy_blueprints"))
    #expect(log.count == 3 && log.allSatisfy { $0.1 == "read_only" })
  }

  private func thresholdsAreOfTraining(_ directory: TemporaryDirectory) throws {
    for family in EventFamily.all {
      let name = family.family
      let summary = try read(directory, "reports/\(name)/L/\(name)_summary.json")
      for (symbol, value) in try summary.map("calibration") {
        let own = StageFields(place: symbol, map: value.asMap ?? [:])
        #expect(try own.text("train_end") < "2008")
        #expect(try own.integer("bars") < 2_200)
      }
    }
  }

  private func oneCostModel(_ directory: TemporaryDirectory) throws {
    let trades = "lake/trades/backtests/vol_compression_expansion_v1/L"
    let costs = StageFields(
      place: "costs",
      map: try read(directory, "\(trades)/metrics.json").map("cost_decomposition"))
    let net = try costs.number("net_alpha")
    let portfolio = try table(directory, "runs/L/engine/portfolio_returns.csv")
      .numbers("portfolio_pnl").reduce(0, +)
    var (files, traded) = (0.0, 0.0)
    for name in try FileSystem.list(directory.path("data/runs/L/engine"))
    where name.hasPrefix("strategy_returns_") {
      files += try table(directory, "runs/L/engine/\(name)").numbers("pnl").reduce(0, +)
    }
    for name in try FileSystem.list(directory.path("data/\(trades)"))
    where name.hasPrefix("trades_") {
      let rows = try table(directory, "\(trades)/\(name)")
      traded += rows.count == 0 ? 0 : try rows.numbers("pnl").reduce(0, +)
    }
    #expect(net != 0)
    for sum in [portfolio, files, traded] { #expect(near(sum, net, 1e-9)) }
  }

  private func nothingThatWasComputedIsDropped(_ directory: TemporaryDirectory) throws {
    let edges = try table(directory, "reports/edge_candidates/L/edge_candidates_normalized.csv")
    for name in [
      "after_cost_expectancy", "stressed_expectancy", "cost_ratio", "symbol_scores",
      "rollout_eligible",
    ] { #expect(edges.has(name), "\(name)") }
    #expect(try edges.numbers("cost_ratio").allSatisfy { $0.isFinite })
  }

  private func naiveCostsCountOnce(_ directory: TemporaryDirectory) throws {
    let path = "reports/naive_entry/L/naive_entry_validation.csv"
    let before = try table(directory, path).numbers("naive_expectancy_after_cost")
    let words = ["--run_id", "L", "--force", "1"]
    try call("evaluate_naive_entry", words + ["--fees_bps", "3"], in: directory.path)
    let after = try table(directory, path).numbers("naive_expectancy_after_cost")
    // Two turns of two basis points more; sides are signed, so that some rows gain.
    for (left, right) in zip(before, after) where left.isFinite {
      #expect(near(left - right, 4e-4, 1e-12))
    }
    #expect(before.contains { $0 > 0 } && before.contains { $0 < 0 })
    try call("evaluate_naive_entry", words, in: directory.path)
  }

  private func theTestSplitDecidesNothing(_ directory: TemporaryDirectory) throws {
    let report = "reports/promotions/L/promotion_report.json"
    let before = try read(directory, report).map["tested"]
    let summary = directory.path("data/reports/eval/L/walkforward_summary.json")
    let whole = try StageFiles.read(summary)
    var map = try StageFiles.readFields(summary).map
    // A test split beyond all measure, good or bad, and files that are no evidence at all.
    map["per_strategy_split_metrics"] = .map(
      ValueMap(
        (map["per_strategy_split_metrics"]?.asMap ?? [:]).map { strategy, splits in
          var own = splits.asMap ?? [:]
          own["test"] = ["total_trades": .int(9_999), "net_pnl": .double(-9)]
          return (strategy, .map(own))
        }))
    try FileSystem.writeAtomically(summary, JSON.encode(.map(map)))
    let engine = directory.path("data/runs/L__wf_test/engine")
    for name in try FileSystem.list(engine) where name.hasPrefix("strategy_returns_") {
      try FileSystem.writeAtomically("\(engine)/\(name)", Array("none\n".utf8))
    }
    try call("promote_blueprints", ["--run_id", "L", "--force", "1"], in: directory.path)
    #expect(try read(directory, report).map["tested"] == before)
    try FileSystem.writeAtomically(summary, whole)
  }

  private func whatIsRejectedSaysWhy(_ directory: TemporaryDirectory) throws {
    let path = "reports/phase2/L/\(RangeCompression.family)/phase2_candidates.csv"
    let candidates = try table(directory, path)
    let ids = try candidates.texts("candidate_id")
    let (all, status) = (try candidates.numbers("gate_all"), try candidates.texts("status"))
    let held = try #require(ids.indices.first { all[$0] == 0 })
    let job = try job(["--run_id", "L"], directory)
    let lines = try ShowStep.lines(ids[held], job, isComplete: false)
    #expect(lines.contains { $0.hasPrefix("  no  gate_") && $0.contains("threshold") })
    #expect(lines.contains { $0.contains("symbols") })
    // One that passes every gate and may be deployed nowhere says which symbol speaks against it.
    let idle = try #require(ids.indices.first { all[$0] == 1 && status[$0] == "DRAFT" })
    let text = try ShowStep.lines(ids[idle], job, isComplete: false).joined(separator: "\n")
    #expect(text.contains("deployable in 0 of 4 symbols"))
    #expect(text.contains("UNSTABLE") || text.contains("NEGATIVE_EV"))
    #expect(text.contains("blueprint: none"))
    #expect(message { _ = try ShowStep.lines("nobody", job, isComplete: true) }.contains("nobody"))
  }

  private func theLastWalkForwardTrims(_ directory: TemporaryDirectory) throws {
    let summary = directory.path("data/reports/eval/L/walkforward_summary.json")
    let blueprints = try Blueprint.read(
      StageFiles.read(directory.path("data/reports/strategy_blueprints/L/blueprints.jsonl")),
      path: "b")
    var map = try StageFiles.readFields(summary).map
    // One lost on validation, and any other never traded.
    map["per_strategy_split_metrics"] = .map(
      ValueMap(
        blueprints.enumerated().map { place, blueprint in
          let trades = Value.int(place == 0 ? 5 : 0)
          return (
            blueprint.strategy,
            [
              "train": ["total_trades": trades, "stressed_net_pnl": .double(0.1)],
              "validation": ["total_trades": trades, "stressed_net_pnl": .double(-0.1)],
            ]
          )
        }))
    try FileSystem.writeAtomically(summary, JSON.encode(.map(map)))
    let text = message {
      try call(
        "compile_strategy_blueprints", ["--run_id", "L", "--force", "1"], in: directory.path)
    }
    #expect(text.contains("trims every one of them"))
  }

  @Test func `a queue that says nothing of a family is no support`() throws {
    let directory = try TemporaryDirectory()
    let job = try job(small("Q"), directory)
    #expect(try HypothesisQueue.supporting(RangeCompression.family, job) == [])
    func refusal(_ family: String, _ data: String) throws -> String {
      try job.lake.write(
        job.paths.queue("phase1_hypothesis_queue.csv"),
        Array(
          "hypothesis_id,target_phase2_event_types,required_datasets\nQ_H0001,\(family),\(data)\n"
            .utf8))
      return message { _ = try HypothesisQueue.supporting(RangeCompression.family, job) }
    }
    #expect(try refusal(RangeCompression.family, "ohlcv|funding") == "")
    #expect(try refusal(VolatilityShock.family, "ohlcv").contains("names no hypothesis"))
    #expect(try refusal(RangeCompression.family, "ohlcv|tea_leaves").contains("'tea_leaves'"))
  }

  // Of the count of trials.

  @Test func `what earlier runs tried counts, and a register that is taken away is missed`()
    throws
  {
    let directory = try TemporaryDirectory()
    func write(_ path: String, _ trials: [String]) throws {
      let rows = trials.map { "\($0),A,name,\($0)-does,0.01,100\n" }
      let text = TrialRegister.columns.joined(separator: ",") + "\n" + rows.joined()
      try FileSystem.makeDirectories(PathName.parent(directory.path(path)))
      try FileSystem.writeAtomically(directory.path(path), Array(text.utf8))
    }
    try write("data/trials/A/trials.csv", ["t1", "t2"])
    // Abandoned runs of the study as the ledger hands them over: one trial is known, one is new.
    try write("tried/s13/1/out/trials/STOCKS/trials.csv", ["t2", "t3"])
    try write("tried/s13-v2/2/out/trials/STOCKS/executed.csv", ["t4"])
    try write("tried/s13/1/out/reports/trials.csv", ["no register of trials"])
    func count(_ more: [String]) throws -> Int {
      try TrialRegister.all(job(small("B") + more, directory)).count
    }
    #expect(try count([]) == 2)
    #expect(try count(["--tried", "tried"]) == 4)
    #expect(try count(["--tried", "tried/s13", "--tried", "tried/s13-v2"]) == 4)
    #expect(try count(["--tried", "none"]) == 2)
    // The manifest of the run that entered them says what is there.
    let digest = try StageFiles.digest(directory.path("data/trials/A/trials.csv"))
    let manifest: Value = [
      "outputs": [["path": "trials/A/trials.csv", "sha256": .text(digest)]]
    ]
    try FileSystem.makeDirectories(directory.path("data/runs/A"))
    try FileSystem.writeAtomically(
      directory.path("data/runs/A/phase2_conditional_hypotheses.json"), JSON.encode(manifest))
    #expect(try count([]) == 2)
    try write("data/trials/A/trials.csv", ["t1"])
    #expect(message { _ = try count([]) }.contains("not the register of trials that run 'A'"))
    try FileSystem.removeTree(directory.path("data/trials"))
    #expect(message { _ = try count([]) }.contains("trials/A/trials.csv"))
  }

  // What the tests above are made of.

  private func bars(_ count: Int) -> String {
    var lines = ["timestamp,symbol,open,high,low,close,volume"]
    for index in 0..<count {
      let time = CivilTime.date(day("2010-01-04") + Int64(index / 5 * 7 + index % 5) * 86_400)
      let price = 100 + Double(index % 17)
      lines.append("\(time),XYZ,\(price),\(price + 2),\(price - 2),\(price + 1),1000")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func small(_ run: String) -> [String] {
    [
      "--run_id", run, "--symbols", "XYZ", "--start", "2010-01-01", "--end", "2011-12-31",
      "--bars", "bars.csv", "--universe_min_bars", "100",
    ]
  }

  private func job(_ words: [String], _ directory: TemporaryDirectory) throws -> Job {
    let parser = ArgumentParser(options: MarketCall.options(StageName.allCases))
    return try MarketCall.job(
      StepCall(parser.parse(words), environment: [:], directory: directory.path))
  }

  private func read(_ directory: TemporaryDirectory, _ path: String) throws -> StageFields {
    try StageFiles.readFields(directory.path("data/\(path)"))
  }

  private func table(_ directory: TemporaryDirectory, _ path: String) throws -> CellTable {
    try CellTable.read(directory.path("data/\(path)"))
  }
}
