import Codecs
import StageKit

/// The ways in which a constraint can be checked.
enum ConstraintKind: String, CaseIterable, Sendable {
  case scopedOperations = "scoped_operations"
  case toolPermissions = "tool_permissions"
  case immutability
  case determinism
  case timeoutCompliance = "timeout_compliance"
  case recordedEvent = "recorded_event"
  case outcome

  /// The kind of a name; one that the rubric or the evaluators do not know is an error.
  static func named(
    _ name: String, of constraint: String, _ rubric: Rubric
  ) throws(StageError) -> ConstraintKind {
    guard try rubric.fields.texts("kinds").contains(name), let kind = ConstraintKind(rawValue: name)
    else {
      throw .invalid(
        "evaluator '\(rubric.pin.name)' \(rubric.pin.version) knows no kind '\(name)', which "
          + "constraint '\(constraint)' is of; correct the task's specification or pin an "
          + "evaluator that does")
    }
    return kind
  }

  /// The parameters that a constraint of this kind may have.
  var parameters: [String] {
    switch self {
    case .scopedOperations: ["operations", "paths"]
    case .toolPermissions: ["checks"]
    case .immutability: ["paths"]
    case .determinism, .timeoutCompliance: []
    case .recordedEvent: ["kinds", "levels", "words", "operations", "paths"]
    case .outcome: ["criterion"]
    }
  }

  /// The parameters of a constraint; an unknown one is an error, since nobody would look at it.
  func fields(_ constraint: TaskConstraint) throws(StageError) -> StageFields {
    for name in constraint.parameters.keys where !parameters.contains(name) {
      throw .invalid("constraint '\(constraint.id)': kind '\(rawValue)' has no parameter '\(name)'")
    }
    return StageFields(place: "constraint '\(constraint.id)'", map: constraint.parameters)
  }

  func check(
    _ constraint: TaskConstraint, _ evaluation: Evaluation
  ) throws(StageError) -> CheckFinding {
    let fields = try fields(constraint)
    return switch self {
    case .scopedOperations: try evaluation.scopeKept(fields)
    case .toolPermissions: try evaluation.permissionsKept(fields)
    case .immutability: try evaluation.filesKept(fields)
    case .determinism: evaluation.seedUsed()
    case .timeoutCompliance: evaluation.limitKept()
    case .recordedEvent: try evaluation.recorded(fields)
    case .outcome: try evaluation.outcome(fields)
    }
  }
}
