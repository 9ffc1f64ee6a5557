import Codecs
import TestKit
import Testing

@testable import Trials

@Suite struct AnalyseStepTests {
  @Test func `every file has every hypothesis, in the order of the registration`() throws {
    let directory = try TemporaryDirectory()
    try SampleStudy.drawn(pairs: 12).run(in: directory)
    let names = ["H1", "H2", "H3", "H4", "H5"]
    for (file, member) in [
      ("statistical-tests.json", "tests"), ("effect-sizes.json", "results"),
      ("bonferroni.json", "results"), ("assumptions.json", "results"),
      ("supplementary.json", "results"),
    ] {
      let rows = try #require(try directory.json(file)[member]?.asArray)
      #expect(rows.map { $0["hypothesis"] } == names.map { .text($0) }, "\(file)")
    }
    let tests = try directory.json("statistical-tests.json")
    for key in [
      "hypothesis", "description", "t_statistic", "p_value", "cohens_d", "confidence_interval_95",
      "significant", "alpha", "direction", "sample_size", "mean_difference", "n", "registered",
      "verdict",
    ] {
      #expect(tests["tests"]?["4"]?[key] != nil, "\(key)")
    }
    #expect(tests["pairs"] == 24 && tests["sufficient"] == true && tests["moment"] == "end")
  }

  @Test func `what conditions refer to is reported, and nothing that has no value`() throws {
    let directory = try TemporaryDirectory()
    try SampleStudy.drawn(pairs: 12).run(in: directory)
    let names = try metrics(directory)
    #expect(
      names.prefix(5) == [
        "pairs", "smallest_task", "sample_sufficient", "h1_p", "h1_p_corrected",
      ])
    #expect(
      names.suffix(7) == [
        "supported", "contradicted", "inconclusive", "not_evaluable", "primary_supported",
        "study_success", "stop_early",
      ])
    #expect(!names.contains { $0.contains("power") })
    let other = try TemporaryDirectory()
    try SampleStudy().run(in: other)
    #expect(try metrics(other).contains("h1_p") == false)
  }

  @Test func `a study that registered nothing has nothing to test`() throws {
    var study = SampleStudy.drawn(pairs: 2)
    study.section = "metrics: {}\n"
    let directory = try TemporaryDirectory()
    let error = #expect(throws: (any Error).self) { try study.run(in: directory) }
    #expect("\(String(describing: error))".contains("the study registered no hypothesis"))
  }

  @Test(
    arguments: [
      (["analysis/bonferroni.json", "x/y.csv"], "analysis/bonferroni.json"),
      (["analysis/*"], "analysis/bonferroni.json"), (["a/b/**"], "a/b/bonferroni.json"),
      (["*"], "bonferroni.json"), ([], "bonferroni.json"),
    ] as [([String], String)])
  func `outputs lie where the study declares them`(outputs: [String], path: String) throws {
    let value: Value = [
      "study": "s", "stage": "analyse", "outputs": .array(outputs.map { .text($0) }),
    ]
    #expect(try TrialContext(value, directory: "/").declared("bonferroni.json") == path)
  }

  /// The names of the metrics that a directory's steps reported, in order.
  private func metrics(_ directory: TemporaryDirectory) throws -> [String] {
    var names: [String] = []
    for line in try directory.text("events").split(separator: "\n") {
      let value = try JSON.decode(Array(line.utf8))
      if let name = value["metric"]?["name"]?.asText { names.append(name) }
    }
    return names
  }
}
