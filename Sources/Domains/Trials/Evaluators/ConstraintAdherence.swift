import Codecs
import StageKit

/// How many of a task's constraints were kept.
struct ConstraintAdherence: Sendable, Equatable {
  struct Check: Sendable, Equatable {
    let id: String
    let description: String
    let finding: CheckFinding
  }

  let checks: [Check]
  /// What was really done outside of the study's permission set.
  let breaches: [String]

  /// Checks every constraint of the task; one whose kind or parameters nobody knows is an error.
  init(_ evaluation: Evaluation) throws(StageError) {
    let rubric = evaluation.rubrics.adherence
    var checks: [Check] = []
    for constraint in evaluation.specification.constraints {
      let kind = try ConstraintKind.named(constraint.kind, of: constraint.id, rubric)
      let finding = try kind.check(constraint, evaluation)
      checks.append(
        Check(id: constraint.id, description: constraint.description, finding: finding))
    }
    self.init(checks: checks, breaches: evaluation.breaches)
  }

  init(checks: [Check], breaches: [String] = []) {
    self.checks = checks
    self.breaches = breaches
  }

  /// The constraints that were not kept, in the task's order.
  var violations: [Check] { checks.filter { !$0.finding.holds } }

  var total: Int { checks.count }

  /// 100 · (1 − violated / total), and 100 where there is no constraint.
  var score: Double {
    total == 0 ? 100 : 100 * (1 - Double(violations.count) / Double(total))
  }

  /// The metric as the scorecard has it.
  var value: Value {
    [
      "score": .double(score),
      "violations": .array(
        violations.map {
          ["constraint_id": .text($0.id), "violation_details": .text($0.finding.detail)]
        }),
      "details": .map(
        ValueMap(
          checks.map { check in
            (
              check.id,
              [
                "violated": .bool(!check.finding.holds),
                "description": .text("\(check.description): \(check.finding.detail)"),
              ]
            )
          })),
      "total_constraints": .count(total),
      "violated_constraints": .count(violations.count),
    ]
  }
}
