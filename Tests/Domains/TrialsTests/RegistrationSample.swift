import Codecs
import StageKit
import Testing
import YAML

@testable import Trials

/// The section that the studies of these tests register.
enum RegistrationSample {
  /// The whole of it, as it stands in a study file.
  static let text = """
    contrast: {treatment: goal-centric, reference: role-centric}
    alpha: 0.05
    correction: bonferroni
    power: 0.80
    missing: complete
    interval: t
    interaction: true
    per_task: true
    metrics:
      task_success: {exact: true}
      constraint_adherence: {exact: true}
      reproducibility: {exact: true}
      clarification_count: {exact: true, better: lower}
      runtime: {resolution: 0.001, scale: log, clock: measured, better: lower}
    hypotheses:
      - id: H1
        metric: task_success
        claim: greater
        test: paired_t
        practical: 0.15
        primary: true
        beside: [mcnemar]
      - {id: H2, metric: constraint_adherence, claim: greater, test: wilcoxon, practical: 15}
      - {id: H3, metric: reproducibility, claim: greater, test: paired_t, practical: 0.15}
      - {id: H4, metric: clarification_count, claim: less, test: wilcoxon, practical: 0.5}
      - {id: H5, metric: runtime, claim: equivalent, test: tost, margin: {ratio: 1.15}}

    """

  static let around = RegistrationReader.Surroundings(
    variants: ["role-centric", "goal-centric"], levels: [("", 180)])

  /// Reads a section, and gives it with everything that is wrong with it, a line each.
  static func read(
    _ text: String, _ around: RegistrationReader.Surroundings = around
  ) throws -> (registration: Registration?, errors: [String]) {
    let problems = Problems(file: "study.yaml", text: Array(text.utf8))
    let item = Item(
      node: try YAMLDocument.parse(Array(text.utf8)), name: "trials", path: "domain.trials",
      problems: problems)
    let section = Section(item, owner: "'trials'", keys: RegistrationReader.keys)
    let registration = section.flatMap { RegistrationReader.read($0, around) }
    return (registration, problems.failure?.errors.map(\.description) ?? [])
  }

  /// The record of a section, as a stage is told of it.
  static func record(_ text: String = text, variants: [String] = around.variants) throws -> Value {
    let hasLevels = text.contains("level: full")
    let around = RegistrationReader.Surroundings(
      variants: variants, levels: hasLevels ? [("pilot", 4), ("full", 180)] : [("", 180)])
    let (registration, errors) = try read(text, around)
    #expect(errors == [])
    return .map(try #require(registration).record)
  }
}
