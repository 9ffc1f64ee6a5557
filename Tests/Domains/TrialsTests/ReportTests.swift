import Codecs
import Files
import TestKit
import Testing

@testable import Trials

@Suite struct ReportTests {
  private func report(_ fixture: ReportFixture) throws -> [String: String] {
    Dictionary(uniqueKeysWithValues: try fixture.report())
  }

  private func markdown(_ story: ReportFixture.Story) throws -> String {
    try #require(try story.report.get()["comparative-report.md"])
  }

  private func html(_ story: ReportFixture.Story) throws -> String {
    try #require(try story.report.get()["comparative-report.html"])
  }

  @Test(arguments: ReportFixture.Story.allCases)
  func `sections stand in the order that was laid down`(story: ReportFixture.Story) throws {
    let headings = try markdown(story).split(separator: "\n").filter { $0.hasPrefix("## ") }
    #expect(
      headings.map { String($0.dropFirst(3)) } == [
        "1. Executive summary", "2. Introduction", "3. Methods", "4. Results", "5. Discussion",
        "6. Conclusions", "7. References", "Appendix A: Raw data", "Appendix B: Full statistics",
        "Appendix C: Pins",
      ])
    let parts = try html(story).split(separator: "\n").filter { $0.hasPrefix("<h3") }.map { line in
      line.split(separator: "</span> ").last.map { String($0.dropLast(5)) } ?? ""
    }
    #expect(
      parts == [
        "Design", "Materials", "Procedure", "Evaluation", "Sample and exclusions",
        "H1: task success rate (primary)", "H2 to H5: secondary hypotheses",
        "Reproduction and assumptions", "Figures", "Supplementary and post-hoc analyses",
        "Interpretation", "Prior work", "Limitations", "Implications", "Data dictionary",
        "Scorecard index", "Exclusions", "Registered tests", "Effect sizes and power",
        "Assumptions",
        "Study, variants and evaluators", "Task files", "Parity of the variants", "Surroundings",
      ])
  }

  @Test(arguments: ReportFixture.Story.allCases)
  func `post-hoc tests stand under their own heading and nowhere else`(
    story: ReportFixture.Story
  ) throws {
    let names = [
      "McNemar’s exact", "one-sided tests of equivalence</", "\"table-post-hoc-",
      "false discoveries instead",
      "Without outliers", "Missing pairs",
    ]
    let text = try html(story)
    let start = try #require(text.range(of: "<h3 id=\"\(SupplementaryPart.identifier)\">"))
    let end = try #require(text[start.upperBound...].range(of: "<h2 "))
    for name in names {
      let isInside = text[start.upperBound..<end.lowerBound].contains(name)
      let isBefore = text[..<start.lowerBound].contains(name)
      let isBehind = text[end.lowerBound...].contains(name)
      #expect([isBefore, isInside, isBehind] == [false, true, false], "\(name)")
    }
  }

  @Test func `a gain, a loss, a null result and too few data read differently`() throws {
    let gain = try markdown(.gain)
    #expect(gain.contains("> **Goal-centric agents succeeded more often.**"))
    #expect(gain.contains("The primary hypothesis is **supported**"))
    #expect(gain.contains("> **H1 is supported.** The difference is significant and has the"))
    let loss = try markdown(.loss)
    #expect(loss.contains("> **Role-centric agents succeeded more often.**"))
    #expect(loss.contains("The primary hypothesis is **contradicted**"))
    #expect(loss.contains("and against what was stated"))
    let nothing = try markdown(.nothing)
    #expect(nothing.contains("No difference in success, in a study that would have found one"))
    #expect(nothing.contains("**None of the 5 registered tests is significant**"))
    #expect(nothing.contains("a clear null result, not a lack of data"))
    #expect(nothing.contains("that is an answer"))
    let tooFew = try markdown(.tooFew)
    #expect(tooFew.contains("> **The sample is too small.**"))
    #expect(tooFew.contains("> **What stays open.**"))
    #expect(!nothing.contains("The sample is too small"))
    let identical = try markdown(.identical)
    #expect(identical.contains("Both variants succeeded and failed in exactly the same pairs"))
    #expect(identical.contains("No pair differs, so there is **no difference** to test."))
  }

  @Test func `no number is lost on the way to the tables`() throws {
    let files = try ReportFixture.Story.gain.report.get()
    let index = try #require(files["tables/scorecard-index.csv"])
    #expect(index.split(separator: "\n").count == 181)
    #expect(
      index.hasPrefix(
        "run_id,pair_id,variant,task_id,task_success,constraint_adherence,runtime,"
          + "clarification_count,reproducibility\n"))
    let tests = try #require(files["tables/statistical-tests.csv"])
    #expect(tests.hasPrefix("hypothesis,test,role,n,statistic,"))
    let exact = try CSV.decode(Array(tests.utf8)).rows.map { $0[6] }
    #expect(exact.contains { $0.count > 12 })
    for path in [
      "figures/success-rates.svg", "figures/runtime-pairs.svg", "figures/metric-distributions.svg",
      "figures/reproducibility.svg", "figures/effect-sizes.svg", "tables/hypotheses.csv",
      "appendices/a-raw-data.md", "appendices/b-full-statistics.md", "appendices/c-pins.md",
    ] { #expect(files[path] != nil, "\(path)") }
  }

  @Test func `exclusions are listed with their reasons, and named as post hoc`() throws {
    var fixture = ReportFixture(.gain)
    fixture.excluded = [17]
    let files = try report(fixture)
    let text = try #require(files["comparative-report.md"])
    #expect(text.contains("**89** entered the analysis"))
    #expect(text.contains("| harness | the harness failed | post hoc |"))
    #expect(text.contains("**1 was excluded after the data were known.**"))
    #expect(text.contains("> **The sample is not as planned.**"))
  }

  @Test func `an anomaly in the replays is said and asked about`() throws {
    var fixture = ReportFixture(.nothing)
    fixture.anomalies = [1]
    let text = try #require(try report(fixture)["comparative-report.md"])
    #expect(text.contains("**Nothing explains** how"))
    #expect(text.contains("Before anything is built on these results, find out why"))
  }

  @Test func `a metric without values is untestable, not significant and not zero`() throws {
    var fixture = ReportFixture(.tooFew)
    fixture.isRepeated = false
    let text = try #require(try report(fixture)["comparative-report.md"])
    #expect(
      text.contains("| H3 | reproducibility | goal-centric > role-centric | — | — | — | — | –"))
    #expect(text.contains("> **H3 cannot be tested.** No statistic is defined (needs at least"))
    #expect(text.contains("unknown with role-centric and unknown with goal-centric"))
    #expect(text.contains("Find out why reproducibility has no test"))
  }

  @Test func `a single pair makes a report that promises nothing`() throws {
    var fixture = ReportFixture(.gain)
    fixture.pairs = 1
    fixture.tasks = ["TASK-001"]
    let text = try #require(try report(fixture)["comparative-report.md"])
    #expect(text.contains("> **The sample is too small.**"))
    #expect(!text.contains("is **supported**"))
    #expect(!text.contains("NaN") && !text.contains("nan"))
  }

  @Test func `an external agent is described as what it was declared to be`() throws {
    var fixture = ReportFixture(.nothing)
    fixture.agent = ["run": ["./agent.sh"], "deterministic": false, "enforce": "required"]
    let text = try #require(try report(fixture)["comparative-report.md"])
    #expect(text.contains("an external agent, declared non-deterministic"))
    #expect(!text.contains("reference implementation"))
  }
}

extension String {
  /// Where a text first stands.
  fileprivate func range(of text: String) -> Range<Index>? { self[...].range(of: text) }
}

extension Substring {
  fileprivate func range(of text: String) -> Range<Index>? { firstRange(of: text) }
}
