import Codecs
import StageKit
import Testing

@testable import Trials

@Suite struct RegistrationTests {
  @Test func `a section says everything that decides`() throws {
    let (read, errors) = try RegistrationSample.read(RegistrationSample.text)
    #expect(errors == [])
    let registration = try #require(read)
    #expect(registration.treatment == "goal-centric" && registration.reference == "role-centric")
    #expect(registration.hypotheses.map(\.id) == ["H1", "H2", "H3", "H4", "H5"])
    #expect(registration.primary?.id == "H1" && registration.familySize == 5)
    #expect(registration.alphaEach == 0.01)
    #expect(registration.hypotheses[0].beside == [.mcnemar])
    #expect(registration.hypotheses[4].margin == .ratio(1.15))
    let runtime = try #require(registration.metric(.runtime))
    #expect(runtime.unit == 0.001 && runtime.isLogarithmic && runtime.lowerIsBetter)
  }

  @Test func `defaults are part of the record, and a record reads back as itself`() throws {
    let short = """
      metrics: {task_success: {exact: true}, constraint_adherence: {resolution: 1/3}}
      hypotheses:
        - {id: A, metric: task_success, claim: different, test: sign}
        - {id: B, metric: constraint_adherence, claim: equivalent, test: tost, margin: [-1, 2.5]}
        - id: C
          metric: task_success
          claim: less
          test: mcnemar
          variant: midp
          exploratory: true

      """
    for text in [short, RegistrationSample.text, "metrics: {}"] {
      let registration = try #require(try RegistrationSample.read(text).registration)
      let fields = try StageFields(.map(registration.record), "domain.trials")
      let again = try Registration(fields, RegistrationSample.around)
      #expect(again.record == registration.record)
      #expect(again.hypotheses == registration.hypotheses)
    }
    let record = try RegistrationSample.record(short)
    #expect(record["contrast"] == ["treatment": "goal-centric", "reference": "role-centric"])
    #expect(record["alpha"] == 0.05 && record["correction"] == "bonferroni")
    #expect(record["missing"] == "complete" && record["power"] == 0.8 && record["looks"] == [])
    #expect(record["interval"] == "t" && record["interaction"] == true)
    #expect(record["hypotheses"]?["2"]?["variant"] == "midp")
    let safe = RegistrationReader.Surroundings(
      variants: ["a", "b"], levels: [("x", 1), ("y", 9)], isAgentSafe: true)
    let other = try #require(try RegistrationSample.read("metrics: {}", safe).registration)
    #expect(other.missing == .worst && other.level == "y" && other.familySize == 1)
  }

  private static let metrics = """
    metrics:
      {task_success: {exact: true}, runtime: {scale: log, resolution: 1}, reproducibility: {}}

    """

  @Test(arguments: [
    ("alpha: 0.5", "study.yaml:1:8: alpha must be a number from 0 to 0.5, ends excluded"),
    ("alpha: high", "1:8: alpha must be a number from 0 to 0.5"),
    ("colour: red", "1:1: unknown key 'colour' in 'trials'"),
    ("correction: sidak", "1:13: unknown correction 'sidak'"),
    ("contrast: {treatment: x, reference: role-centric}", "unknown variant 'x'"),
    ("contrast: {treatment: role-centric, reference: role-centric}", "with itself"),
    ("contrast: {treatment: role-centric}", "'contrast' has no 'reference'"),
    ("level: pilot", "unknown level 'pilot'"),
    ("looks: [{at: 90, alpha: 0.03}, {at: 120, alpha: 0.02}]", "the looks spend all of alpha"),
    ("looks: [{at: 180, alpha: 0.01}]", "a look at 180 pairs is no look: the level plans 180"),
    ("looks: [{at: 90, alpha: 0.01}, {at: 90, alpha: 0.01}]", "in the order of their pairs"),
    ("metrics: {speed: {}}", "1:11: unknown metric 'speed'"),
    ("metrics: {task_success: {exact: true, resolution: 1}}", "exact or has a resolution"),
    ("metrics: {task_success: {resolution: 0}}", "must be a number above 0, or \"N/D\""),
    ("metrics: {runtime: {exact: true}}", "a runtime is measured and never exact"),
    ("metrics: {task_success: {clock: virtual}}", "only 'runtime' has a clock"),
    ("power: 1", "1:8: power must be a number from 0 to 1"),
    ("reproducibility: {stop: 2}", "stop must be a number from 0 to 1"),
  ])
  func `what is wrong is said with its place`(text: String, message: String) throws {
    let errors = try RegistrationSample.read(text + "\n").errors
    #expect(errors.count == 1 && errors[0].contains(message), "\(errors)")
  }

  @Test(arguments: [
    ("id: 1a, metric: task_success, claim: greater, test: paired_t", "a letter, then letters"),
    ("metric: task_success, claim: greater, test: paired_t", "a hypothesis has no 'id'"),
    ("id: A, metric: constraint_adherence, claim: less, test: sign", "unknown metric"),
    ("id: A, metric: task_success, claim: more, test: sign", "unknown claim 'more'"),
    ("id: A, metric: task_success, claim: less, test: anova", "unknown test 'anova'"),
    ("id: A, metric: task_success, claim: less, test: tost, margin: 1", "belong together"),
    ("id: A, metric: task_success, claim: equivalent, test: sign", "belong together"),
    ("id: A, metric: task_success, claim: equivalent, test: tost", "tost needs a 'margin'"),
    ("id: A, metric: task_success, claim: less, test: sign, margin: 1", "only test tost has"),
    ("id: A, metric: task_success, claim: equivalent, test: tost, margin: -1", "a number above 0"),
    ("id: A, metric: task_success, claim: equivalent, test: tost, margin: [2, 1]", "above 0"),
    (
      "id: A, metric: task_success, claim: equivalent, test: tost, margin: {ratio: 2}",
      "a ratio is a margin on 'scale: log' only"
    ),
    ("id: A, metric: runtime, claim: equivalent, test: tost, margin: {ratio: 1}", "is above 1"),
    ("id: A, metric: reproducibility, claim: less, test: wilcoxon", "neither exact nor"),
    ("id: A, metric: reproducibility, claim: less, test: permutation", "neither exact nor"),
    (
      "id: A, metric: reproducibility, claim: less, test: paired_t, beside: [sign]",
      "neither exact nor"
    ),
    ("id: A, metric: runtime, claim: less, test: sign", "scale log goes with tests paired_t"),
    ("id: A, metric: task_success, claim: less, test: sign, zeros: pratt", "only test wilcoxon"),
    ("id: A, metric: task_success, claim: less, test: sign, variant: midp", "only test mcnemar"),
    ("id: A, metric: task_success, claim: less, test: sign, practical: 0", "0 to any other"),
    (
      "id: A, metric: task_success, claim: less, test: sign, primary: true, exploratory: true",
      "a primary hypothesis is not exploratory"
    ),
  ])
  func `a hypothesis that cannot be tested is refused`(text: String, message: String) throws {
    let errors = try RegistrationSample.read(
      Self.metrics + "hypotheses:\n  - {\(text)}\n"
    ).errors
    #expect(errors.count == 1 && errors[0].contains(message), "\(errors)")
    #expect(errors.first?.hasPrefix("study.yaml:4:") == true, "\(errors)")
  }

  @Test func `two of one name, and two primaries, are refused`() throws {
    let one = "  - {id: A, metric: task_success, claim: less, test: sign, primary: true}\n"
    let errors = try RegistrationSample.read(Self.metrics + "hypotheses:\n" + one + one).errors
    #expect(errors.count == 2, "\(errors)")
    #expect(errors.contains { $0.contains("5:5: there are two hypotheses 'A'") })
    #expect(errors.contains { $0.contains("there are two primary hypotheses") })
  }
}
