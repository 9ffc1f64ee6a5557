import Codecs
import YAML

/// How two variants compare: everything but their paradigm has to be equal.
struct ParityReport: Sendable {
  /// One attribute of both variants.
  struct Check: Sendable, Equatable {
    let name: String
    let role: Value
    let goal: Value
    let isEqual: Bool
    /// `equal`, `different` or `any`.
    let required: String

    /// Whether the variants are to each other as they have to be.
    var isPassed: Bool {
      switch required {
      case "equal": isEqual
      case "different": !isEqual
      default: true
      }
    }
  }

  /// What a variant may have of its own.
  static let own = ["variant_id", "title", "policy"]

  let checks: [Check]

  /// Whether the study may start.
  var isPassed: Bool { checks.allSatisfy(\.isPassed) }

  /// The names of what stands in the way.
  var failures: [String] { checks.filter { !$0.isPassed }.map(\.name) }

  /// Compares two variants attribute by attribute.
  init(_ role: VariantFile, _ goal: VariantFile) {
    var checks: [Check] = []
    for member in VariantFile.members {
      for part in Self.parts(of: member, role, goal) {
        let (left, right) = (Self.value(at: part, role.head), Self.value(at: part, goal.head))
        checks.append(
          Check(
            name: part.joined(separator: "."), role: left, goal: right, isEqual: left == right,
            required: Self.requirement(member)))
      }
    }
    self.checks = checks
  }

  private static func requirement(_ member: String) -> String {
    if member == "paradigm" || member == "variant_id" { return "different" }
    return own.contains(member) ? "any" : "equal"
  }

  /// A member, or its own members where both variants have some there: one check for each.
  private static func parts(
    of member: String, _ role: VariantFile, _ goal: VariantFile
  ) -> [[String]] {
    let keys = [role, goal].flatMap { file in
      (file.head[member]?.asMapping ?? []).compactMap { $0.key.asText }
    }
    var distinct: [String] = []
    for key in keys where !distinct.contains(key) { distinct.append(key) }
    return distinct.isEmpty ? [[member]] : distinct.map { [member, $0] }
  }

  private static func value(at path: [String], _ head: Node) -> Value {
    var node = head
    for key in path {
      guard let next = node[key] else { return .null }
      node = next
    }
    return Value(node)
  }

  /// The content of `parity.json`.
  var value: Value {
    [
      "pass": isPassed ? 1 : 0,
      "checks": .array(
        checks.map { check in
          [
            "name": .text(check.name), "role": check.role, "goal": check.goal,
            "equal": .bool(check.isEqual), "required": .text(check.required),
          ]
        }),
    ]
  }
}

extension Value {
  /// A value of a YAML document; keys lose their order, which means nothing.
  init(_ node: Node) {
    switch node {
    case .sequence(let nodes, _): self = .array(nodes.map { Value($0) })
    case .mapping(let pairs, _):
      self = .map(ValueMap(pairs.map { ($0.key.asText ?? "", Value($0.value)) }))
    case .scalar(let text, _, _):
      switch node.scalar {
      case .null: self = .null
      case .bool(let bool): self = .bool(bool)
      case .int(let int): self = .int(int)
      case .double(let double): self = .double(double)
      default: self = .text(text)
      }
    }
  }
}
