import Codecs
import StageKit

/// A constraint of a task: its name, its kind and the kind's parameters.
///
/// The kind says how the constraint is checked, so that none is known by its name only.
struct TaskConstraint: Sendable {
  let id: String
  let kind: String
  let description: String
  let parameters: ValueMap

  init(
    _ id: String, _ kind: String, _ description: String, _ parameters: ValueMap = [:]
  ) {
    self.id = id
    self.kind = kind
    self.description = description
    self.parameters = parameters
  }

  init(_ fields: StageFields) throws(StageError) {
    id = try fields.text("id")
    kind = try fields.text("kind")
    description = try fields.text("description", default: "")
    var parameters = fields.map
    for name in ["id", "kind", "description"] { parameters.removeValue(forKey: name) }
    self.parameters = parameters
  }

  /// The constraint as a specification writes it.
  var fields: ValueMap {
    var fields = parameters
    fields["id"] = .text(id)
    fields["kind"] = .text(kind)
    fields["description"] = .text(description)
    return fields
  }
}

extension TaskConstraint {
  /// Some operations may touch some paths only.
  static func scope(
    _ id: String, _ description: String, operations: [String], paths: [String]
  ) -> TaskConstraint {
    TaskConstraint(
      id, "scoped_operations", description,
      ["operations": .texts(operations), "paths": .texts(paths)])
  }

  /// No network, whatever tool it is.
  static var noNetwork: TaskConstraint {
    TaskConstraint(
      "no_external_network_access", "tool_permissions", "No tool speaks to a network",
      ["checks": ["network"]])
  }

  static var timeout: TaskConstraint {
    TaskConstraint(
      "complete_within_timeout", "timeout_compliance",
      "The log ends before the task's time limit is reached")
  }
}
