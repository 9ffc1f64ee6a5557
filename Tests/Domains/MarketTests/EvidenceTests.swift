import Codecs
import Files
import StageKit
import TestKit
import Testing

@testable import Market

/// What freezes a family instead of failing, which split an event is in, and what counts as tried.
@Suite(.serialized) struct EvidenceTests {
  private static let family = RangeCompression.family
  private static let hypotheses = "reports/phase2/R/\(family)"
  private static let detected = "reports/\(family)/R/\(family)"

  // Of families that freeze.

  @Test func `a family without events freezes, and research ends well`() throws {
    let directory = try TemporaryDirectory()
    // Windows that 400 bars cannot fill: nothing is calibrated, so nothing begins.
    var lines = ["timestamp,symbol,open,high,low,close,volume"]
    for index in 0..<400 {
      let time = CivilTime.date(day("2010-01-04") + Int64(index / 5 * 7 + index % 5) * 86_400)
      lines.append("\(time),XYZ,100,102,98,\(100 + index % 2),1000")
    }
    try FileSystem.writeAtomically(
      directory.path("bars.csv"), Array((lines.joined(separator: "\n") + "\n").utf8))
    let words = [
      "--run_id", "R", "--symbols", "XYZ", "--start", "2010-01-01", "--end", "2011-12-31",
      "--bars", "bars.csv", "--run_phase2_conditional", "1", "--shock_median_window", "2880",
    ]
    #expect(try call("run_all", words, in: directory.path) == 0)
    for family in EventFamily.all {
      try expectFreeze(directory, "reports/phase2/R/\(family.family)", "no_phase1_events")
    }
    #expect(try fields(directory, "runs/R/run_manifest.json").text("status") == "success")
    // Frozen is not promoted: where execution is asked for, the checklist holds the run back.
    #expect(
      message { try call("run_all", words + ["--run_backtest", "1"], in: directory.path) }
        .contains("KEEP_RESEARCH: edge_candidates_generated"))
  }

  /// Three runs of one stage over the events of the stocks: as they are, with fewer controls, and
  /// with labels of their own.
  @Test func `few controls freeze, and labels of splits are known and in order`() throws {
    let directory = try TemporaryDirectory()
    try call("run_all", stockWords("R"), in: directory.path)
    try fewControlsFreeze(directory)
    try labelsOfSplits(directory)
  }

  private func fewControlsFreeze(_ directory: TemporaryDirectory) throws {
    let path = "\(Self.detected)_controls.csv"
    let whole = try StageFiles.read(directory.path("data/\(path)"))
    let rows = String(decoding: whole, as: UTF8.self).split(separator: "\n")
    let kept = (rows.prefix(1) + rows.dropFirst().prefix(rows.count / 2)).joined(separator: "\n")
    try write(directory, path, kept + "\n")
    // Less than four fifths of the events have controls.
    #expect(try again(directory) == 0)
    try expectFreeze(directory, Self.hypotheses, "insufficient_controls_coverage")
    // The share that has them is enough where it is asked for, the next number above is not.
    let events = try CellTable.read(directory.path("data/\(Self.detected)_events.csv"))
    let matched = Set(try CellTable(Array(kept.utf8), path: path).texts("event_id"))
    let (ids, complete) = (try events.texts("event_id"), try events.numbers("is_complete"))
    let all = ids.indices.filter { complete[$0] == 1 }
    let share = Double(all.count { matched.contains(ids[$0]) }) / Double(all.count)
    #expect(share > 0.3 && share < 0.8)
    #expect(try again(directory, ["--phase2_min_controls_coverage", "\(share)"]) == 0)
    #expect(try !candidates(directory).isEmpty)
    #expect(try again(directory, ["--phase2_min_controls_coverage", "\(share.nextUp)"]) == 0)
    try expectFreeze(directory, Self.hypotheses, "insufficient_controls_coverage")
    try FileSystem.writeAtomically(directory.path("data/\(path)"), whole)
    #expect(try again(directory) == 0)
    #expect(
      try fields(directory, "\(Self.hypotheses)/phase2_manifests.json").text("decision")
        == "evaluated")
  }

  private func labelsOfSplits(_ directory: TemporaryDirectory) throws {
    let path = "\(Self.detected)_events.csv"
    let whole = String(
      decoding: try StageFiles.read(directory.path("data/\(path)")), as: UTF8.self)
    let table = try CellTable(Array(whole.utf8), path: path)
    let years = try table.numbers("year").map { Int($0) }
    func label(_ name: (Int) -> String) throws {
      var lines: [String] = []
      for (row, line) in whole.split(separator: "\n").enumerated() {
        lines.append("\(line),\(row == 0 ? "split_label" : name(years[row - 1]))")
      }
      try write(directory, path, lines.joined(separator: "\n") + "\n")
    }
    func said() throws -> String { message { _ = try again(directory) } }
    // Splits of somebody's own, by years, with other words for two of them.
    try label { $0 < 2006 ? "train" : $0 < 2009 ? "val" : "oos1" }
    #expect(try said() == "")
    let row = try #require(
      CellTable.read(directory.path("data/\(Self.hypotheses)/phase2_candidates.csv"))
        .texts("candidate_id").firstIndex(of: "\(Self.family)_all_no_action"))
    let counts = try ["train", "validation", "test"].map {
      try CellTable.read(directory.path("data/\(Self.hypotheses)/phase2_candidates.csv"))
        .numbers("\($0)_n_events")[row]
    }
    let complete = try table.numbers("is_complete")
    let controls = try CellTable.read(directory.path("data/\(Self.detected)_controls.csv"))
    let matched = Set(try controls.texts("event_id"))
    let ids = try table.texts("event_id")
    let used = years.indices.filter { complete[$0] == 1 && matched.contains(ids[$0]) }
    let test = used.count { years[$0] >= 2009 }
    // No test event is purged; of the others those whose horizon reaches the next split.
    #expect(counts[2] == Double(test))
    #expect(counts[0] <= Double(used.count { years[$0] < 2006 }))
    #expect(counts[0] >= Double(used.count { years[$0] < 2006 } - 4))
    #expect(counts[1] <= Double(used.count { (2006..<2009).contains(years[$0]) }))
    // Unknown, missing and out of order: none of it is a split.
    try label { $0 < 2006 ? "train" : "later" }
    #expect(try said().contains("'later'") && said().contains("no split"))
    try label { $0 < 2006 ? "train" : "" }
    #expect(try said().contains("no split"))
    try label { $0 < 2006 ? "test" : "train" }
    #expect(try said().contains("before"))
    try write(directory, path, whole)
  }

  // Of the honest count.

  @Test func `abandoned runs and amendments of a data root count as tried`() throws {
    let directory = try TemporaryDirectory()
    func tried(_ run: String) throws -> Int {
      try fields(directory, "reports/promotions/\(run)/promotion_report.json").integer("n_trials")
    }
    func rows(_ run: String) throws -> [String] {
      try CellTable.read(directory.path("data/trials/\(run)/trials.csv")).texts("trial_id")
    }
    let held = ["--auto_continue_on_keep_research", "0", "--horizon", "11"]
    // One run is held back by its checklist, one is cut short while it tests.
    #expect(throws: (any Error).self) {
      try call(
        "run_all", stockWords("HELD", executed + held), in: directory.path)
    }
    try call("run_all", stockWords("CUT", ["--horizon", "12"]), in: directory.path)
    try cut(directory, "CUT", "phase2_conditional_hypotheses")
    let abandoned = Set(try rows("HELD") + rows("CUT"))
    #expect(abandoned.count > 70)
    try call("run_all", stockWords("L", executed), in: directory.path)
    let own = Set(try rows("L"))
    #expect(abandoned.isDisjoint(with: own))
    #expect(try tried("L") == abandoned.count + own.count)
    let listed = try CellTable.read(directory.path("data/reports/promotions/L/trials.csv"))
    #expect(Set(try listed.texts("run_id")) == ["HELD", "CUT", "L"])
    // The same run amended: what it tried before stays beside what it tries now.
    try call(
      "run_all", stockWords("L", executed + ["--horizon", "14", "--force", "1"]),
      in: directory.path)
    let amended = Set(try rows("L"))
    #expect(amended.isSuperset(of: own) && amended.count > own.count)
    #expect(try tried("L") == abandoned.count + amended.count)
    // A run that is removed with its register takes its trials with it, and not unseen: the
    // register alone cannot go.
    try FileSystem.remove(directory.path("data/trials/HELD/trials.csv"))
    #expect(
      message {
        try call("promote_blueprints", ["--run_id", "L", "--profile", "lab"], in: directory.path)
      }.contains("not the register of trials that run 'HELD'"))
  }

  @Test func `what was tried is entered before anybody can read how it went`() throws {
    let directory = try TemporaryDirectory()
    // Results have no place to go: the stage fails, and its trials count all the same.
    try write(directory, "reports/phase2", "no directory\n")
    #expect(throws: (any Error).self) {
      try call("run_all", stockWords("F"), in: directory.path)
    }
    let register = try CellTable.read(directory.path("data/trials/F/trials.csv"))
    #expect(register.count >= 70)
    #expect(
      try fields(directory, "runs/F/phase2_conditional_hypotheses.json").text("status") == "failed")
    // Nor does a second failure forget what the first has written down.
    #expect(throws: (any Error).self) {
      try call("run_all", stockWords("F"), in: directory.path)
    }
    try FileSystem.remove(directory.path("data/trials/F/trials.csv"))
    let options = ArgumentParser(options: MarketCall.options(StageName.allCases))
    let job = try MarketCall.job(
      StepCall(options.parse(["--run_id", "F"]), environment: [:], directory: directory.path))
    #expect(
      message { _ = try TrialRegister.all(job) }.contains(
        "not the register of trials that run 'F'"))
  }

  // What the tests above are made of.

  /// Leaves a stage as a process that was killed leaves it.
  private func cut(_ directory: TemporaryDirectory, _ run: String, _ stage: String) throws {
    let path = directory.path("data/runs/\(run)/\(stage).json")
    var map = try StageFiles.readFields(path).map
    map["status"] = "running"
    try FileSystem.writeAtomically(path, JSON.encode(.map(map)))
  }

  private func again(_ directory: TemporaryDirectory, _ words: [String] = []) throws -> Int32 {
    try call(
      "phase2_conditional_hypotheses",
      ["--run_id", "R", "--phase2_bootstrap", "200", "--force", "1"] + words, in: directory.path)
  }

  private func expectFreeze(
    _ directory: TemporaryDirectory, _ place: String, _ reason: String
  ) throws {
    let table = try CellTable.read(directory.path("data/\(place)/phase2_candidates.csv"))
    #expect(table.count == 0 && table.has("gate_all"))
    let promoted = try fields(directory, "\(place)/promoted_candidates.json")
    #expect(try promoted.text("decision") == "freeze")
    #expect(try promoted.text("freeze_reason") == reason)
    #expect(try promoted.texts("promoted").isEmpty)
    let log = try fields(directory, "reports/eval/R/selection_log.json").list("entries") {
      (entry) throws(StageError) in try entry.text("freeze_reason", default: "")
    }
    #expect(log.contains(reason))
    #expect(
      try fields(directory, "runs/R/phase2_conditional_hypotheses.json").text("status")
        == "success")
  }

  private func candidates(_ directory: TemporaryDirectory) throws -> [String] {
    try CellTable.read(directory.path("data/\(Self.hypotheses)/phase2_candidates.csv"))
      .texts("candidate_id")
  }

  private func fields(_ directory: TemporaryDirectory, _ path: String) throws -> StageFields {
    try StageFiles.readFields(directory.path("data/\(path)"))
  }

  private func write(_ directory: TemporaryDirectory, _ path: String, _ text: String) throws {
    let place = directory.path("data/\(path)")
    try FileSystem.makeDirectories(PathName.parent(place))
    try FileSystem.writeAtomically(place, Array(text.utf8))
  }
}
