import Codecs
import StageKit
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

    /// Reads what ``value`` wrote.
    static func read(_ files: EvidenceFiles) throws(StageError) -> [Check] {
      try files.fields("parity.json", in: "parity").list("checks") {
        (fields) throws(StageError) in
        Check(
          name: try fields.text("name"), role: fields.map["role"] ?? .null,
          goal: fields.map["goal"] ?? .null, isEqual: try fields.flag("equal"),
          required: try fields.text("required"))
      }
    }

    var value: Value {
      [
        "name": .text(name), "role": role, "goal": goal, "equal": .bool(isEqual),
        "required": .text(required),
      ]
    }

    /// Whether the variants are to each other as they have to be.
    var isPassed: Bool { required == "any" || isEqual == (required == "equal") }
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
    return node.plainValue
  }

  /// The content of `parity.json`.
  var value: Value {
    ["pass": isPassed ? 1 : 0, "checks": .array(checks.map(\.value))]
  }
}
