public import Codecs
import StageKit
public import Study
import YAML

extension Item {
  /// Parameters with their defaults: a scalar, a list, or `{value: X, bypass: true}`.
  func parameters() -> [Parameter] {
    (members() ?? []).compactMap { member in
      guard member.key.isIdentifier(member.name) else { return nil }
      guard member.value.node.asMapping != nil else {
        return member.value.parameterValue().map { Parameter(name: member.name, value: $0) }
      }
      guard
        let section = Section(
          member.value, owner: "parameter '\(member.name)'", keys: ["value", "bypass"]),
        let value = section.required("value")?.parameterValue()
      else { return nil }
      let bypass = section["bypass"].map { $0.bool() ?? false } ?? false
      return Parameter(name: member.name, value: value, bypass: bypass)
    }
  }
}

extension Parameter {
  /// How another value differs in kind from the default, in words; nil when it does not.
  public func difference(from other: Value) -> String? {
    let kinds = (value.kindName, other.kindName)
    guard kinds.0 != kinds.1 else { return nil }
    return "parameter '\(name)' is \(kinds.0) by default and \(kinds.1)"
  }
}

extension Value {
  fileprivate var kindName: String {
    switch self {
    case .array: "a list"
    case .int, .double: "a number"
    case .bool: "a boolean"
    default: "a text"
    }
  }
}

/// Parameters that the person who starts a study sets to another value.
///
/// They become parameters of every level, where they win over what the level says. The default
/// stays as it is written, so that a parameter that must not leave its default is seen to leave it.
struct Overrides {
  private let overrides: [(String, String)]
  private let params: [Parameter]
  private let problems: Problems

  init(_ overrides: [(String, String)], params: [Parameter], problems: Problems) {
    self.overrides = overrides
    self.params = params
    self.problems = problems
  }

  /// Puts every override into every level.
  ///
  /// The last of several for one parameter wins.
  func apply(to levels: inout [LevelPlan]) {
    for (name, text) in overrides {
      guard let parameter = params.first(where: { $0.name == name }) else {
        let hint = Hint.choice(name, among: params.map(\.name))
        problems.report(override: "unknown parameter '\(name)'", path: "params.\(name)", hint: hint)
        continue
      }
      guard let value = value(of: text, for: parameter) else { continue }
      if let difference = parameter.difference(from: value) {
        problems.warn("\(difference) here, '\(text)'", line: 0)
      }
      for index in levels.indices {
        levels[index].params.removeAll { $0.name == name }
        levels[index].params.append(Parameter(name: name, value: value))
      }
    }
  }

  /// The value that a text stands for; where the default is a text, the text itself, also an empty
  /// one.
  private func value(of text: String, for parameter: Parameter) -> Value? {
    if case .text = parameter.value { return .text(text) }
    let name = parameter.name
    let start = Mark(line: 1, column: 1)
    let errors = Problems(file: "", text: Array(text.utf8))
    var node = Node.scalar(text: text, plain: true, mark: start)
    if text.hasPrefix("[") {
      do throws(YAMLError) {
        node = try YAMLDocument.parse(Array(text.utf8))
      } catch {
        errors.report(error)
      }
    }
    let item = Item(node: node, name: "parameter '\(name)'", path: "", problems: errors)
    let value = errors.failure == nil ? item.parameterValue() : nil
    if let error = errors.failure?.errors.first {
      problems.report(override: error.message, path: "params.\(name)", hint: error.hint)
    }
    return value
  }
}
