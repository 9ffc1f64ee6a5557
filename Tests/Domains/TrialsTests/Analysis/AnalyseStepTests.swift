import Codecs
import TestKit
import Testing

@testable import Trials

@Suite struct AnalyseStepTests {
  @Test func `five tests, five sizes, five corrected probabilities, five sets of assumptions`()
    throws
  {
    let directory = try TemporaryDirectory()
    try SampleStudy.drawn(pairs: 12).run(in: directory)
    let names = ["H1", "H2", "H3", "H4", "H5"]
    for (file, member) in [
      ("statistical-tests.json", "tests"), ("effect-sizes.json", "results"),
      ("bonferroni.json", "results"), ("assumptions.json", "results"),
    ] {
      let rows = try #require(try directory.json(file)[member]?.asArray)
      #expect(rows.map { $0["hypothesis"] } == names.map { .text($0) }, "\(file)")
    }
    let tests = try directory.json("statistical-tests.json")
    for key in [
      "hypothesis", "description", "t_statistic", "p_value", "cohens_d", "confidence_interval_95",
      "significant", "alpha", "direction", "sample_size", "mean_difference", "method", "n",
      "outliers", "notes",
    ] {
      #expect(tests["tests"]?["4"]?[key] != nil, "\(key)")
    }
    #expect(tests["pairs"] == 24)
    #expect(tests["sufficient"] == true)
    #expect(
      tests["comparison"]?["reference"] == "role-centric"
        && tests["comparison"]?["treatment"] == "goal-centric")
  }

  @Test func `what conditions refer to is reported, and nothing that has no value`() throws {
    let directory = try TemporaryDirectory()
    try SampleStudy.drawn(pairs: 12).run(in: directory)
    let names = try metrics(directory)
    #expect(
      names == [
        "pairs", "smallest_task", "sample_sufficient", "h1_p", "h1_p_corrected", "h1_power",
        "power", "significant", "study_success", "stop_early",
      ])
    let other = try TemporaryDirectory()
    try SampleStudy().run(in: other)
    #expect(
      try metrics(other) == [
        "pairs", "smallest_task", "sample_sufficient", "significant", "study_success",
        "stop_early",
      ])
  }

  @Test func `everything supplementary is labelled post hoc`() throws {
    let directory = try TemporaryDirectory()
    var study = SampleStudy.drawn(pairs: 12)
    study.runs[1].scores = nil
    try study.run(in: directory)
    let file = try directory.json("supplementary.json")
    #expect(file["post_hoc"] == true)
    for name in ["mcnemar", "tost", "benjamini_hochberg", "sensitivity"] {
      #expect(file[name]?["post_hoc"] == true, "\(name)")
    }
    let sensitivity = try #require(file["sensitivity"])
    #expect(sensitivity["without_outliers"]?.asArray?.allSatisfy { $0["post_hoc"] == true } == true)
    #expect(sensitivity["alpha"]?.asArray?.map { $0["alpha"] } == [0.01, 0.1])
    let missing = try #require(sensitivity["missing_pairs"])
    #expect(missing["planned"] == 24)
    #expect(missing["complete"] == 23)
    #expect(
      missing["incomplete"] == [
        ["task_id": "TASK-001", "pair_id": "pair-1002", "has": ["role-centric"]]
      ])
    #expect(missing["worst_case"]?["sample_size"] == 24)
    let worst = try #require(missing["worst_case"]?["mean_difference"]?.asDouble)
    let best = try #require(missing["best_case"]?["mean_difference"]?.asDouble)
    #expect(worst < best)
    let registered = try directory.json("statistical-tests.json")
    let all = registered["tests"]?.asArray ?? []
    #expect(all.allSatisfy { $0["registered"] == true && $0["post_hoc"] == nil })
  }

  @Test func `a pair that is missing altogether counts against or for the treatment`() throws {
    var study = SampleStudy()
    for place in 0..<4 {
      study.add("TASK-001", "pair-\(place)", role: scores(), goal: scores(success: place > 0))
    }
    study.add("TASK-002", "pair-9", role: nil, goal: nil)
    let directory = try TemporaryDirectory()
    try study.run(in: directory)
    let missing = try directory.json("supplementary.json")["sensitivity"]?["missing_pairs"]
    #expect(missing?["planned"] == 5)
    #expect(missing?["incomplete"]?["0"]?["has"] == [])
    #expect(missing?["worst_case"]?["mean_difference"] == .double(-2.0 / 5))
    #expect(missing?["best_case"]?["mean_difference"] == 0.0)
  }

  @Test func `a test of equivalence stands beside the hypothesis of no difference`() throws {
    var study = SampleStudy()
    for place in 0..<20 {
      study.add(
        "TASK-001", "pair-\(100 + place)", role: scores(runtime: 10 + Double(place)),
        goal: scores(runtime: 10 + Double(place) + (place.isMultiple(of: 2) ? 0.1 : -0.1)))
    }
    let analysis = try study.analysis()
    let test = Supplementary(analysis: analysis, planned: []).value["tost"]
    #expect(test?["equivalent"] == true)
    #expect(test?["margin_high"] == .double(0.15 * 19.5))
    #expect(test?["scale"] == "raw")
    #expect(test?["confidence"] == 0.9)
    study.params["practical_difference"] = 0.0001
    let narrow = Supplementary(analysis: try study.analysis(), planned: []).value["tost"]
    #expect(narrow?["equivalent"] == false)
  }

  @Test func `outliers are named, and dropped where it says so`() throws {
    var study = SampleStudy()
    for place in 0..<20 {
      study.add(
        "TASK-001", "pair-\(100 + place)", role: scores(runtime: 20),
        goal: scores(runtime: place == 7 ? 60 : 20 + Double(place % 3)))
    }
    study.params["runtime_scale"] = "raw"
    let analysis = try study.analysis()
    #expect(analysis[.h5].outliers.map(\.pair) == ["pair-107"])
    let again = Sensitivity(analysis: analysis).withoutOutliers[4]
    #expect(again["dropped"] == 1)
    #expect(again["sample_size"] == 19)
    let assumptions = Assumptions(analysis: analysis).value
    #expect(assumptions["results"]?["4"]?["shapiro_wilk"]?["normal"] == false)
    #expect(assumptions["runtime_outliers"]?["0"]?["run_id"] == "run-pair-107-goal-centric")
    #expect(
      assumptions["results"]?["0"]?["shapiro_wilk"]?["undefined"]
        == "no variance: every value is 0.0")
  }

  @Test func `a study succeeds with a clear answer of either kind`() throws {
    func study(_ wins: Int, _ losses: Int, of pairs: Int, repeats: Double = 1) -> SampleStudy {
      var study = SampleStudy()
      for place in 0..<pairs {
        for task in SampleStudy.design.tasks {
          study.add(
            task, "\(task)-\(100 + place)",
            role: scores(success: place >= wins, reproducibility: repeats),
            goal: scores(
              success: place < pairs - losses, reproducibility: repeats))
        }
      }
      return study
    }
    let clear = StudySuccess(try study(12, 0, of: 15).analysis())
    #expect(clear.criteria.map(\.isMet) == [true, true, true, true])
    #expect(clear.isMet && !clear.shouldStop)
    let null = StudySuccess(try study(1, 1, of: 45).analysis())
    #expect(null.isMet)
    #expect(null.criteria[1].detail.contains("the smallest difference that matters"))
    let vague = StudySuccess(try study(4, 2, of: 10).analysis())
    #expect(vague.criteria.map(\.isMet) == [true, false, true, false])
    let few = StudySuccess(try study(8, 0, of: 9).analysis())
    #expect(few.criteria.map(\.isMet) == [false, true, true, true])
    let irreproducible = StudySuccess(try study(12, 0, of: 15, repeats: 0.6).analysis())
    #expect(irreproducible.criteria.map(\.isMet) == [true, true, false, true])
    #expect(irreproducible.shouldStop)
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
    #expect(try TrialContext(value, directory: "/").declaredPath("bonferroni.json") == path)
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
