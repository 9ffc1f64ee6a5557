import Codecs
import Files
import StageKit
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
  func `the count of everything stands first, then sections in their order`(
    story: ReportFixture.Story
  ) throws {
    let text = try markdown(story)
    let headings = text.split(separator: "\n").filter { $0.hasPrefix("## ") }
    #expect(
      headings.map { String($0.dropFirst(3)) } == [
        "1. Denominator", "2. Executive summary", "3. Introduction", "4. Methods", "5. Results",
        "6. Discussion", "7. Conclusions", "8. References", "Appendix A: Raw data",
        "Appendix B: Full statistics", "Appendix C: Pins",
      ])
    let runs = ReportFixture(story).runs.count
    #expect(text.contains("**\(runs) planned: \(runs) analysed, 0 unpaired, 0 rejected,"))
    #expect(text.contains("\(runs) runs (0 corrected)"))
  }

  @Test func `a gain, a loss, an open question and equal runs read differently`() throws {
    let gain = try markdown(.gain)
    #expect(
      gain.contains("> **H1 is supported: task success rate is higher with goal-centric.**"))
    #expect(gain.contains("Where task success rate matters, prefer **goal-centric**"))
    let loss = try markdown(.loss)
    #expect(
      loss.contains("> **H1 is contradicted: task success rate is higher with role-centric.**"))
    let nothing = try markdown(.nothing)
    #expect(nothing.contains("> **H1 is inconclusive: the primary question stays open.**"))
    #expect(nothing.contains("It decides nothing."))
    #expect(!nothing.contains("clear null"))
    let tooFew = try markdown(.tooFew)
    #expect(tooFew.contains("> **Not as registered.**"))
    #expect(tooFew.contains("> **H1 could not be evaluated.**"))
    #expect(!nothing.contains("Not as registered"))
    let identical = try markdown(.identical)
    #expect(identical.contains("> **H1 is inconclusive: the primary question stays open.**"))
    #expect(identical.contains("> **H5 is not evaluable.**"))
  }

  @Test func `rules that were changed late are named at the top and on every test`() throws {
    var fixture = ReportFixture(.gain)
    fixture.amendments = [
      ["revision": 3, "reason": "p was .06", "changed": ["domain.trials.alpha"]],
      ["revision": 4, "reason": "time was up", "changed": ["design.paired.pairs"]],
    ]
    let text = try #require(try report(fixture)["comparative-report.md"])
    #expect(text.contains("every test is post hoc; n chosen during the study"))
    #expect(text.contains("**Post hoc**, revision 3: domain.trials.alpha — p was .06"))
    #expect(!text.contains("what was executed"))
    fixture.amendments = [["revision": 2, "changed": ["design"]], ["revision": 5, "changed": []]]
    let other = try #require(try report(fixture)["comparative-report.md"])
    #expect(other.contains("What was executed was amended after results were known: revision 2, 5"))
    #expect(other.contains("**Post hoc**, revision 5: stages, code or inputs"))
    #expect(text.contains("> **H1 is supported (post hoc) (n chosen during the study).**"))
  }

  @Test func `a study that ended at a look says so, and shows every look`() throws {
    var fixture = ReportFixture(.gain)
    fixture.section += "\nlooks: [{at: 60, alpha: 0.001}, {at: 90, alpha: 0.02}]"
    fixture.look = 90
    let directory = try TemporaryDirectory()
    for (pairs, alpha, p, verdict) in [(90, 0.02, 0.004, "supported"), (60, 0.001, 0.25, nil)]
      as [(Int64, Double, Double, String?)]
    {
      let test: Value = [
        "primary": true, "alpha": .double(alpha), "p_corrected": .double(p),
        "verdict": Value(orNull: verdict ?? "inconclusive"),
      ]
      try fixture.put(
        "looks/look-00\(pairs)/analysis/statistical-tests.json",
        ["pairs": .int(pairs), "tests": [["primary": false, "alpha": 0.5], test]] as Value,
        directory.path)
    }
    let context = try fixture.context(directory.path)
    let parity = try ParityReport.Check.read(EvidenceFiles(context: context))
    let files = ReportDocument(findings: try Findings(context), parity: parity).files
    let text = try #require(files.first { $0.path == "comparative-report.md" }?.text)
    #expect(text.contains("decided at 0.02. The study ended at the registered look at 90 pairs."))
    #expect(text.contains("Looks: 60 pairs (α 0.001), 90 pairs (α 0.02)."))
    #expect(text.contains("| 60 | 0.0010 | 0.250 | inconclusive |"), "\(text)")
    #expect(text.contains("| 90 | 0.0200 | 0.004 | supported |"))
    #expect(!text.contains("n chosen during the study"))
    #expect(try !markdown(.gain).contains("registered look at"))
  }

  @Test func `runtimes that were measured beside other runs are named at the head`() throws {
    let fixture = ReportFixture(.gain)
    let directory = try TemporaryDirectory()
    try fixture.put(
      "index/analysis/sample-size.json", ["contended": 3] as Value, directory.path)
    let context = try fixture.context(directory.path)
    let findings = try Findings(context)
    #expect(findings.contended == 3)
    let parity = try ParityReport.Check.read(EvidenceFiles(context: context))
    let text =
      ReportDocument(findings: findings, parity: parity).files
      .first { $0.path == "comparative-report.md" }?.text ?? ""
    #expect(text.contains("3 runtimes measured while other runs were executed beside them"))
  }

  @Test func `the length is one that somebody reads`() throws {
    let text = try markdown(.gain)
    let body = text.split(separator: "\n## Appendix A")[0]
    #expect(body.split(separator: " ").count < 3_000)
  }

  @Test func `statistics that are not those of the index are refused`() throws {
    let directory = try TemporaryDirectory()
    let context = try ReportFixture(.tooFew).context(directory.path)
    let path = directory.path("analyse/analysis/statistical-tests.json")
    var map = try #require(try StageFiles.readJSON(path).asMap)
    map["alpha"] = 0.1
    try StageFiles.write(path, JSON.encode(.map(map), pretty: true))
    let error = #expect(throws: StageError.self) { try Findings(context) }
    #expect(error?.message.contains("is not what this index and this registration give") == true)
  }

  @Test(arguments: [
    "index/analysis/scorecard-index.csv", "index/analysis/excluded-index.csv",
    "index/analysis/exclusions.csv", "analyse/analysis/statistical-tests.json",
    "replay/replay-results.csv",
  ])
  func `a missing file is named`(path: String) throws {
    let directory = try TemporaryDirectory()
    let context = try ReportFixture(.tooFew).context(directory.path)
    try FileSystem.remove(directory.path(path))
    let error = #expect(throws: StageError.self) { try Findings(context) }
    #expect(error?.message.contains(PathName.lastComponent(path)) == true)
  }

  @Test func `no number is lost on the way to the tables`() throws {
    let files = try ReportFixture.Story.gain.report.get()
    let index = try #require(files["tables/scorecard-index.csv"])
    #expect(index.split(separator: "\n").count == 181)
    #expect(
      index.hasPrefix(
        "run_id,pair_id,variant,task_id,task_success,constraint_adherence,runtime,"
          + "clarification_count,reproducibility,"))
    let tests = try #require(files["tables/statistical-tests.csv"])
    #expect(tests.hasPrefix("hypothesis,test,n,statistic,"))
    let exact = try CSV.decode(Array(tests.utf8)).rows.map { $0[5] }
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
    let text = try #require(try report(fixture)["comparative-report.md"])
    #expect(text.contains("178 analysed, 1 unpaired, 0 rejected, 1 excluded post hoc,"))
    #expect(text.contains("| harness | the harness failed | post hoc |"))
    #expect(text.contains("**1 exclusion decided after the data were known.**"))
  }

  @Test func `an anomaly in the replays is said and asked about`() throws {
    var fixture = ReportFixture(.nothing)
    fixture.anomalies = [1]
    let text = try #require(try report(fixture)["comparative-report.md"])
    #expect(text.contains("1 without an explanation"))
    #expect(text.contains("Before anything is built on these results, find out why"))
  }

  @Test func `a single pair makes a report that promises nothing`() throws {
    var fixture = ReportFixture(.gain)
    fixture.pairs = 1
    fixture.tasks = ["TASK-001"]
    let text = try #require(try report(fixture)["comparative-report.md"])
    #expect(text.contains("at least one task has fewer than 10 pairs"))
    #expect(!text.contains("**H1 is supported"))
    #expect(!text.contains("NaN") && !text.contains("nan"))
  }

  @Test func `an external agent is described as what it was declared to be`() throws {
    var fixture = ReportFixture(.nothing)
    fixture.agent = ["run": ["./agent.sh"], "deterministic": false, "enforce": "required"]
    let text = try #require(try report(fixture)["comparative-report.md"])
    #expect(text.contains("The agent is ./agent.sh, declared non-deterministic"))
    #expect(!text.contains("reference implementation"))
  }
}
