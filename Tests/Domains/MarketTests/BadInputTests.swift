import Codecs
import Files
import StageKit
import TestKit
import Testing

@testable import Market

@Suite struct BadInputTests {
  private let header = "timestamp,symbol,open,high,low,close,volume\n"

  /// A file of 400 daily bars of one symbol, changed by the caller.
  private func bars(_ change: (inout [String]) -> Void = { _ in }) -> String {
    var lines: [String] = []
    for index in 0..<400 {
      let time = CivilTime.date(day("2010-01-04") + Int64(index / 5 * 7 + index % 5) * 86_400)
      let price = 100 + Double(index % 17)
      lines.append("\(time),XYZ,\(price),\(price + 2),\(price - 2),\(price + 1),1000")
    }
    change(&lines)
    return header + lines.joined(separator: "\n") + "\n"
  }

  private func run(_ text: String, _ more: [String] = []) throws -> String {
    let directory = try TemporaryDirectory()
    try FileSystem.writeAtomically(directory.path("bars.csv"), Array(text.utf8))
    return message {
      try call(
        "run_all",
        [
          "--run_id", "R", "--symbols", "XYZ", "--start", "2010-01-01", "--end", "2011-12-31",
          "--bars", "bars.csv", "--profile", "lab",
        ] + more, in: directory.path)
    }
  }

  @Test func `good bars run, also as a spreadsheet saves them`() throws {
    #expect(try run(bars()) == "")
    #expect(try run("\u{FEFF}" + bars().replacing("\n", with: "\r\n")) == "")
  }

  @Test func `who asks for a run that is not there is told so`() throws {
    let directory = try TemporaryDirectory()
    let asked = [
      ("triage", ["NONE"]), ("show", ["candidate", "--run_id", "NONE"]),
      ("invalidate", ["NONE", "--policy", "x"]),
    ]
    for (step, words) in asked {
      let said = message { try call(step, words, in: directory.path) }
      #expect(said.contains("there is no run 'NONE'"), "\(step): \(said)")
    }
  }

  @Test(arguments: [
    ("close", "2010-01-06,XYZ,1,2,1,abc,1", "no number"),
    ("null", "2010-01-06,XYZ,1,2,1,,1", "missing"),
    ("negative", "2010-01-06,XYZ,-1,2,1,1,1", "not positive"),
    ("range", "2010-01-06,XYZ,5,2,1,1.5,1", "between low and high"),
    ("time", "someday,XYZ,1,2,1,1,1", "no time"),
    ("duplicate", "2010-01-05,XYZ,1,2,1,1,1", "there twice"),
    ("order", "2009-01-05,XYZ,1,2,1,1,1", "not in the order"),
    ("ragged", "2010-01-06,XYZ,1,2", "cells where the header has"),
  ])
  func `broken bars are refused with their place`(
    what: String, line: String, expected: String
  ) throws {
    let text = bars { $0[2] = line }
    #expect(try run(text).contains(expected), "\(what)")
  }

  @Test func `windows, fractions and symbols are checked before any stage`() throws {
    let directory = try TemporaryDirectory()
    func refusal(_ words: [String]) -> StageError? {
      do {
        try call("run_all", ["--run_id", "R"] + words, in: directory.path)
      } catch {
        return error as? StageError
      }
      return nil
    }
    let window = ["--start", "2010-01-01", "--end", "2011-01-01"]
    let cases: [([String], String)] = [
      (["--symbols", ""] + window, "symbol"), (["--symbols", " , "] + window, "no symbol"),
      (["--symbols", "A/B"] + window, "no symbol"),
      (["--symbols", "A", "--start", "2011-01-02", "--end", "2011-01-01"], "is after"),
      (["--symbols", "A", "--train_frac", "1.2"] + window, "from 0 to 1"),
      (["--symbols", "A", "--train_frac", "0.7", "--validation_frac", "0.3"] + window, "leave"),
      (["--symbols", "A", "--embargo_days", "-1"] + window, "from 0"),
      (["--symbols", "A", "--purge_bars", "-1"] + window, "from 0"),
      (
        ["--symbols", "A", "--fees_bps", "4", "--slippage_bps", "2", "--cost_bps", "12"] + window,
        "not the sum"
      ),
      (
        ["--symbols", "A", "--strategies", "x", "--blueprints_path", "y"] + window, "two execution"
      ),
      (["--symbols", "A", "--force", "yes"] + window, "0 or 1"),
      (["--symbols", "A", "--phase2_min_ess", "nan"] + window, "a number"),
      (["--symbols", "A", "--min_ess", "1", "--phase2_min_ess", "1"] + window, "same setting"),
      (["--symbols", "A", "--profile", "loose"] + window, "no profile"),
      (["--symbols", "A", "--no_such_flag", "1"] + window, "no option"),
    ]
    for (words, expected) in cases {
      let error = refusal(words)
      #expect(error?.kind == .usage, "\(words)")
      #expect(error?.message.contains(expected) ?? false, "\(words): \(error?.message ?? "-")")
    }
    #expect(!FileSystem.exists(directory.path("data")))
  }

  @Test func `configuration files are found, mappings, and known`() throws {
    let directory = try TemporaryDirectory()
    func refusal(_ text: String?) throws -> String {
      if let text {
        try FileSystem.writeAtomically(directory.path("c.yaml"), Array(text.utf8))
      }
      return message {
        try call(
          "run_all",
          [
            "--run_id", "R", "--symbols", "A", "--start", "2010-01-01", "--end", "2011-01-01",
            "--config", text == nil ? "none.yaml" : "c.yaml",
          ], in: directory.path)
      }
    }
    #expect(try refusal(nil).contains("not found"))
    #expect(try refusal("- a\n").contains("no mapping"))
    #expect(try refusal("phase2_min_es: 3\n").contains("no setting 'phase2_min_es'"))
    #expect(try refusal("phase2_min_ess: -3\n").contains("takes a number"))
    #expect(try refusal("shock_quantile: 1.5\n").contains("'shock_quantile'"))
  }

  @Test func `funding is on the hour, below one per cent, and not the same for a month`() {
    let hours = (0..<200).map { Int64($0) * 8 * 3_600 }
    let rates = hours.indices.map { 0.0001 + Double($0 % 7) * 1e-5 }
    func refusal(
      _ time: [Int64], _ rate: [Double], _ waivers: Funding.Waivers = Funding.Waivers()
    ) -> String {
      message { _ = try Funding(time: time, rate: rate, place: "funding", waivers: waivers) }
    }
    #expect(refusal(hours, rates) == "")
    #expect(refusal(hours.map { $0 + 60 }, rates).contains("on the hour"))
    #expect(refusal(hours.map { $0 + 60 }, rates, Funding.Waivers(rounding: true)) == "")
    var large = rates
    large[5] = 0.02
    #expect(refusal(hours, large).contains("more than one per cent"))
    #expect(refusal(hours, rates.map { _ in 0.0001 }).contains("same throughout the month"))
    #expect(refusal(hours, rates.map { _ in 0.0001 }, Funding.Waivers(constant: true)) == "")
    #expect(refusal(hours, [.nan] + rates.dropFirst()).contains("missing"))
  }

  @Test func `rates in basis points and per cent are scaled to shares`() throws {
    let hours = (0..<30).map { Int64($0) * 8 * 3_600 }
    for (factor, scale) in [(1.0, 1.0), (100, 0.01), (10_000, 0.0001)] {
      let rates = hours.indices.map { (0.0002 + Double($0) * 1e-5) * factor }
      let funding = try Funding(
        time: hours, rate: rates, place: "f", waivers: Funding.Waivers())
      #expect(funding.scale == scale)
      #expect(near(funding.rate[0], 0.0002))
    }
  }

  @Test func `funding that is due is paid once and not at every bar`() throws {
    let hours = (0..<30).map { Int64($0) * 8 * 3_600 }
    let funding = try Funding(
      time: hours, rate: hours.map { _ in 0.0001 }, place: "f", waivers: Funding.Waivers())
    let bars = (0..<200).map { Int64($0) * 900 }
    let joined = try funding.joined(to: bars, place: "f", waivers: Funding.Waivers())
    #expect(joined.asOf.allSatisfy { $0 == 0.0001 })
    #expect(joined.due.count { $0 != 0 } == 6)
    let late = bars.map { $0 + 40 * 8 * 3_600 }
    #expect(
      message { _ = try funding.joined(to: late, place: "f", waivers: Funding.Waivers()) }
        .contains("missing"))
  }

  @Test func `a market that never closes needs funding`() throws {
    var lines: [String] = []
    for index in 0..<400 {
      let price = 100 + Double(index % 17)
      lines.append(
        "\(CivilTime.date(day("2010-01-04") + Int64(index) * 86_400)),XYZ,\(price),"
          + "\(price + 2),\(price - 2),\(price + 1),1000")
    }
    let text = header + lines.joined(separator: "\n") + "\n"
    #expect(try run(text).contains("funding of 'XYZ' is missing"))
    #expect(try run(text, ["--funding", "none"]) == "")
  }

  @Test func `blueprints are refused with line, id and path of the field`() {
    var blueprint = Fixture.blueprint()
    let good = JSON.encode(blueprint.record) + [10]
    func refusal(_ bytes: [UInt8]) -> String {
      message { _ = try Blueprint.read(bytes, path: "b.jsonl") }
    }
    #expect(refusal(good) == "")
    #expect(refusal(good + Array("{\n".utf8)).contains("line 2"))
    #expect(refusal(good + good).contains("one strategy name"))
    blueprint.stop = -1
    let text = refusal(JSON.encode(blueprint.record))
    #expect(text.contains("bp test 0") && text.contains("exit.stop_value"))
    blueprint = Fixture.blueprint()
    blueprint.overlays = [Blueprint.Overlay(name: "magic", value: 1)]
    #expect(refusal(JSON.encode(blueprint.record)).contains("no overlay 'magic'"))
    blueprint = Fixture.blueprint()
    blueprint.nodes = [ConditionNode(feature: "close", op: "in_range", value: 2, valueHigh: 1)]
    #expect(refusal(JSON.encode(blueprint.record)).contains("value_high"))
    blueprint.nodes = [ConditionNode(feature: "close", op: "zscore_gt", value: 2)]
    #expect(refusal(JSON.encode(blueprint.record)).contains("window_bars"))
    blueprint.nodes = []
    blueprint.symbols = [""]
    #expect(refusal(JSON.encode(blueprint.record)).contains("symbols"))
  }

  @Test func `provenance has to be whole`() throws {
    let directory = try TemporaryDirectory()
    try FileSystem.writeAtomically(directory.path("bars.csv"), Array(bars().utf8))
    let words = [
      "--run_id", "R", "--symbols", "XYZ", "--start", "2010-01-01", "--end", "2011-12-31",
      "--profile", "lab",
    ]
    try call("ingest", words + ["--bars", "bars.csv"], in: directory.path)
    let venue = try #require(try FileSystem.list(directory.path("data/lake/raw")).first)
    let path = directory.path("data/lake/raw/\(venue)/provenance.json")
    try FileSystem.writeAtomically(path, Array("{\"vendor\":\"x\"}".utf8))
    #expect(message { try call("build_cleaned", words, in: directory.path) }.contains("'exchange'"))
  }
}
