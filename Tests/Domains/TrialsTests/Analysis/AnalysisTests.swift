import Codecs
import Numerics
import TestKit
import Testing

@testable import Trials

@Suite struct AnalysisTests {
  @Test func `the primary test gives the numbers that were fixed beforehand`() throws {
    let tests = try golden().analysis().statisticalTests
    let test = try #require(tests["tests"]?["0"])
    #expect(test["hypothesis"] == "H1")
    #expect(test["method"] == "paired_t")
    #expect(test["sample_size"] == 12)
    #expect(test["mean_difference"] == 0.25)
    #expect(near(test["std_difference"], 0.4522670169))
    #expect(near(test["t_statistic"], 1.9148542155))
    #expect(near(test["p_value"], 0.0818642312))
    #expect(near(test["p_corrected"], 5 * 0.0818642312, 5e-9))
    #expect(near(test["cohens_d"], 0.5527707984))
    #expect(near(test["confidence_interval_95"]?["0"], -0.0373567531))
    #expect(near(test["confidence_interval_95"]?["1"], 0.5373567531))
    #expect(near(test["power"], 0.4161137405))
    #expect(test["effect"] == "medium")
    #expect(test["direction"] == "goal-centric > role-centric")
    #expect(test["stated"] == "goal-centric > role-centric")
    #expect(test["significant"] == false)
    #expect(test["as_stated"] == false)
    #expect(test["primary"] == true)
    #expect(test["means"] == ["goal-centric": .double(10 / 12), "role-centric": .double(7 / 12)])
    #expect(test["alternative"] == .null)
  }

  @Test func `adherence is tested by signed ranks, with the t test beside it`() throws {
    var study = SampleStudy()
    let goal: [Double] = [100, 100, 100, 80, 100, 100, 80, 100, 100, 100]
    let role: [Double] = [100, 80, 100, 60, 100, 80, 100, 100, 80, 60]
    for (place, (goal, role)) in zip(goal, role).enumerated() {
      study.add(
        "TASK-001", "pair-\(100 + place)", role: scores(adherence: role),
        goal: scores(adherence: goal))
    }
    let analysis = try study.analysis()
    let test = try #require(analysis.statisticalTests["tests"]?["1"])
    #expect(test["method"] == "wilcoxon_signed_rank")
    #expect(test["w_statistic"] == 3.0)
    #expect(test["t_statistic"] == .null)
    #expect(test["p_value"] == 0.1875)
    #expect(test["n"] == 6)
    #expect(test["sample_size"] == 10)
    #expect(test["alternative"]?["method"] == "paired_t")
    #expect(test["alternative"]?["n"] == 10)
    #expect(test["alternative"]?["t_statistic"] != .null)
    #expect(near(analysis.effectSizes["results"]?["1"]?["rank_biserial"], 15 / 21))
  }

  @Test func `skewed runtimes are compared as logarithms`() throws {
    let goal = [14.8, 29.5, 23.9, 40.2, 55.0, 30.1, 16.9, 33.3, 45.8, 50.2]
    let role = [15.2, 31.0, 22.4, 41.7, 60.3, 28.8, 17.5, 35.9, 44.1, 52.6]
    var study = SampleStudy()
    for (place, (goal, role)) in zip(goal, role).enumerated() {
      study.add(
        "TASK-001", "pair-\(100 + place)", role: scores(runtime: role), goal: scores(runtime: goal))
    }
    #expect(try study.analysis()[.h5].data.scale == .raw)
    study.params["runtime_scale"] = "log"
    let test = try study.analysis()[.h5]
    #expect(near(test.finding.statistic, -1.2894786530))
    #expect(near(test.finding.p, 0.2293823133))
    #expect(near(test.effect?.d, -0.4077689538))
    #expect(test.isAsStated == true)

    study.params = [:]
    study.add("TASK-001", "pair-200", role: scores(runtime: 900), goal: scores(runtime: 850))
    let skewed = try study.analysis()
    #expect(skewed.runtimeScale.scale == .log)
    #expect(skewed.runtimeScale.reason == "a variant's runtimes have a skewness beyond 1.0")
    #expect(skewed[.h1].data.scale == .raw)
    study.add("TASK-001", "pair-201", role: scores(runtime: 0), goal: scores(runtime: 20))
    #expect(try study.analysis().runtimeScale.scale == .raw)
    study.params["runtime_scale"] = "log"
    let impossible = try study.analysis()[.h5]
    #expect(impossible.finding.p == nil)
    #expect(impossible.notes == ["paired_t: a value that is not positive has no logarithm"])
  }

  @Test func `no difference at all has a probability of one`() throws {
    let test = try golden().analysis()[.h3]
    #expect(test.finding.p == 1)
    #expect(test.corrected == 1)
    #expect(test.finding.statistic == nil)
    #expect(test.effect == nil)
    #expect(test.finding.direction == nil)
    #expect(test.notes == ["paired_t: no variance: every value is 0.0"])
    let value = test.value(SampleStudy.design)
    #expect(value["undefined"] == "paired_t: no variance: every value is 0.0")
    #expect(value["direction"] == "none")
    #expect(value["confidence_interval_95"] == .null)
  }

  @Test func `a difference that never varies has no probability, and says why`() throws {
    var study = SampleStudy()
    for place in 0..<12 {
      study.add(
        "TASK-001", "pair-\(100 + place)", role: scores(success: false, reproducibility: 0.5),
        goal: scores())
    }
    let analysis = try study.analysis()
    #expect(analysis[.h1].finding.p == nil)
    #expect(analysis[.h1].isAsStated == nil)
    #expect(analysis[.h1].finding.direction == .plus)
    #expect(analysis.bonferroni["results"]?["0"]?["p_value"] == .null)
    #expect(analysis.bonferroni["results"]?["0"]?["p_corrected"] == .null)
    #expect(analysis.bonferroni["results"]?["0"]?["significant"] == false)
    #expect(
      analysis.bonferroni["results"]?["0"]?["undefined"]
        == "paired_t: no variance: every value is 1.0")
    let success = StudySuccess(analysis)
    #expect(!success.isMet)
    #expect(success.criteria.map(\.name).last == "clear_answer")
  }

  @Test func `a significant difference the other way is not what was stated`() throws {
    var study = SampleStudy()
    for place in 0..<20 {
      study.add(
        "TASK-001", "pair-\(100 + place)", role: scores(clarifications: place % 2),
        goal: scores(success: place < 2, clarifications: 3))
    }
    let analysis = try study.analysis()
    for hypothesis in [Hypothesis.h1, .h4] {
      #expect(analysis[hypothesis].isSignificantCorrected)
      #expect(analysis[hypothesis].isAsStated == false)
    }
    let tests = analysis.statisticalTests["tests"]
    #expect(tests?["0"]?["direction"] == "role-centric > goal-centric")
    #expect(tests?["3"]?["direction"] == "goal-centric > role-centric")
    #expect(tests?["3"]?["stated"] == "role-centric > goal-centric")
    #expect(tests?["4"]?["stated"] == "none")
  }

  @Test func `the smallest difference that matters is on the scale of the metric`() throws {
    var study = SampleStudy()
    for place in 0..<10 {
      study.add(
        "TASK-001", "pair-\(100 + place)",
        role: scores(adherence: 80, runtime: 40, clarifications: 2),
        goal: scores(
          adherence: place < 5 ? 96 : 94, runtime: 41 + Double(place), clarifications: 2))
    }
    let results = try study.analysis().effectSizes["results"]
    #expect(
      results?.asArray?.map { $0["practical_difference"] } == [0.15, 15.0, 0.15, 0.3, 6.0])
    #expect(
      results?.asArray?.map { $0["practically_relevant"] } == [false, true, false, false, false])
    #expect(results?["1"]?["relative_difference"] == .double(15 / 80))
    #expect(results?["1"]?["mean_difference"] == 15.0)
    study.params["runtime_scale"] = "log"
    study.params["practical_difference"] = 0.5
    #expect(
      near(try study.analysis().effectSizes["results"]?["4"]?["practical_difference"], 0.4054651081)
    )
  }

  @Test func `the correction is over all five hypotheses`() throws {
    let analysis = try SampleStudy.drawn(pairs: 12).analysis()
    #expect(analysis.bonferroni["tests"] == 5)
    #expect(analysis.bonferroni["method"] == "bonferroni")
    for test in analysis.tests {
      #expect(near(test.corrected, min(1, 5 * (test.finding.p ?? 9))))
    }
  }

  @Test func `runs without a repeat are left out of one hypothesis only`() throws {
    var study = golden()
    study.runs[0].scores = scores(reproducibility: nil)
    let analysis = try study.analysis()
    #expect(analysis[.h3].data.count == 11)
    #expect(analysis[.h1].data.count == 12)
    #expect(analysis[.h3].notes.last == "1 pairs have no value of reproducibility")
  }

  @Test func `the order of the rows makes no difference`() throws {
    let study = SampleStudy.drawn(pairs: 8)
    var shuffled = study
    var random = SeededGenerator()
    shuffled.runs.shuffle(using: &random)
    let (first, second) = (try study.analysis(), try shuffled.analysis())
    #expect(first.statisticalTests == second.statisticalTests, "\(random)")
    #expect(first.effectSizes == second.effectSizes, "\(random)")
    #expect(Assumptions(analysis: first).value == Assumptions(analysis: second).value, "\(random)")
  }

  @Test func `a study without a single pair is analysed, and has no result`() throws {
    let analysis = try SampleStudy().analysis()
    #expect(analysis.tests.allSatisfy { $0.finding.p == nil && !$0.notes.isEmpty })
    #expect(!StudySuccess(analysis).isMet)
    #expect(analysis.sample.isSufficient == false)
    _ = Supplementary(analysis: analysis, planned: []).value
    _ = Assumptions(analysis: analysis).value
    _ = analysis.effectSizes
  }

  /// The pairs of which the numbers were fixed beforehand.
  private func golden() -> SampleStudy {
    var study = SampleStudy()
    let goal = [1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 0]
    let role = [1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0]
    for (place, (goal, role)) in zip(goal, role).enumerated() {
      study.add(
        "TASK-001", "pair-\(100 + place)", role: scores(success: role == 1),
        goal: scores(success: goal == 1))
    }
    return study
  }

  private func near(_ found: Value?, _ expected: Double, _ tolerance: Double = 1e-9) -> Bool {
    near(found?.asDouble, expected, tolerance)
  }

  private func near(_ found: Double?, _ expected: Double, _ tolerance: Double = 1e-9) -> Bool {
    found.map { abs($0 - expected) <= tolerance } ?? false
  }
}
