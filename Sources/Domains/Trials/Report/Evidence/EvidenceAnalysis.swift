import StageKit

extension Evidence {
  /// A range that a value lies in with a stated confidence.
  struct Interval: Equatable {
    let lower: Double
    let upper: Double
  }

  /// What the registered analysis found, and what was added to it.
  struct Analysis {
    /// The registered tests, H1 first.
    let tests: [Test]
    /// Why runtimes were compared as they were.
    let runtimeScale: String
    let assumptions: [Assumption]
    /// Whether the study can give a clear answer of either kind.
    let success: [Criterion]
    let supplementary: Supplement

    init(_ files: EvidenceFiles, _ design: Design) throws(StageError) {
      let file = try files.fields("statistical-tests.json", in: "analysis")
      let effects = try Effects(files)
      let corrections = try Corrections(files)
      var tests: [Test] = []
      for fields in try file.objects("tests") {
        tests.append(try Test(fields, effects, corrections, design))
      }
      for hypothesis in Hypothesis.allCases where !tests.contains(where: { $0.is(hypothesis) }) {
        throw StageError(.invalid, "\(file.place) has no test of '\(hypothesis.rawValue)'")
      }
      self.tests = tests
      let criteria = try file.object("study_success").objects("criteria")
      var success: [Criterion] = []
      for fields in criteria { success.append(try Criterion(fields)) }
      self.success = success
      let taken = try files.fields("assumptions.json", in: "analysis")
      runtimeScale = try taken.object("runtime").text("reason")
      var assumptions: [Assumption] = []
      for fields in try taken.objects("results") { assumptions.append(try Assumption(fields)) }
      self.assumptions = assumptions
      supplementary = try Supplement(files.fields("supplementary.json", in: "analysis"))
    }
  }

  /// What a test takes for granted, and whether the data look like it.
  struct Assumption {
    let hypothesis: String
    /// Nil where the differences do not vary.
    let w: Double?
    let p: Double?
    let isNormal: Bool?
    let outliers: Int

    init(_ fields: StageFields) throws(StageError) {
      hypothesis = try fields.text("hypothesis")
      let normality = try fields.object("shapiro_wilk")
      w = try normality.numberOrNull("w")
      p = try normality.numberOrNull("p_value")
      isNormal = try normality.has("normal") ? normality.flag("normal") : nil
      outliers = try fields.objects("outliers").count
    }
  }

  /// Whether the study, not a hypothesis, succeeded in one respect.
  struct Criterion {
    let name: String
    let isMet: Bool
    let observed: Double?
    let threshold: Double
    let detail: String

    init(_ fields: StageFields) throws(StageError) {
      name = try fields.text("name")
      isMet = try fields.flag("met")
      observed = try fields.numberOrNull("observed")
      threshold = try fields.number("threshold")
      detail = try fields.text("detail").withoutTestNames
    }
  }
}
