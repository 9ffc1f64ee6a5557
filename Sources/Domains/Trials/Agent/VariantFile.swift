import Files
import StageKit
import YAML

/// The specification of a variant: a head in YAML between two lines of dashes, then prose.
///
/// The head is what can be compared and compiled; the prose is what an external agent is given to
/// read. Both belong to one file, so that one digest pins both.
struct VariantFile: Sendable {
  /// The members of the head, in the order in which they are explained.
  static let members = [
    "variant_id", "title", "version", "paradigm", "tools", "constraints", "harness", "evaluators",
    "task_suite", "policy",
  ]

  /// The path as it stands in messages.
  let name: String
  let head: Node
  let prose: String

  /// Reads a registered variant, with its bytes.
  static func read(
    _ variant: TrialContext.Variant
  ) throws(StageError) -> (file: VariantFile, bytes: [UInt8]) {
    let bytes = try StageFiles.read(
      registered: variant.path, variant.digest, as: "variant '\(variant.file)'")
    return (try VariantFile(bytes, name: variant.file), bytes)
  }

  init(_ bytes: [UInt8], name: String) throws(StageError) {
    self.name = name
    let text = try require(String(validating: bytes, as: UTF8.self), "'\(name)' is not utf-8")
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else {
      throw .invalid(
        "'\(name)' has no head: its first line is '---', and another '---' ends the head")
    }
    prose = lines[(end + 1)...].joined(separator: "\n")
    // An empty line stands for the dashes, so that lines keep their numbers.
    let yaml = "\n" + lines[1..<end].joined(separator: "\n") + "\n"
    do throws(YAMLError) {
      head = try YAMLDocument.parse(Array(yaml.utf8))
    } catch {
      throw .invalid("'\(name)', line \(error.line): \(error.message)")
    }
    try check(head, "the head", of: "a variant", Self.members)
    for member in Self.members where head[member] == nil {
      throw error("the head has no '\(member)'", at: head)
    }
  }

  /// A member of the head as text.
  func text(_ member: String) throws(StageError) -> String {
    guard let node = head[member], let text = node.asText, !text.isEmpty else {
      throw error("'\(member)' is a text", at: head[member] ?? head)
    }
    return text
  }

  var id: String { get throws(StageError) { try text("variant_id") } }

  /// What sets the variant apart, in one word.
  var paradigm: String { get throws(StageError) { try text("paradigm") } }

  /// How the reference agent behaves under this variant.
  var policy: Policy {
    get throws(StageError) { try Policy(head["policy"] ?? head, of: self) }
  }

  /// An error at a place of the head.
  func error(_ message: String, at node: Node) -> StageError {
    .invalid("'\(name)', line \(node.mark.line): \(message)")
  }

  /// Refuses what is no mapping, and members that nobody knows.
  func check(
    _ node: Node, _ name: String, of owner: String, _ known: [String]
  ) throws(StageError) {
    guard let pairs = node.asMapping else { throw error("\(name) is a mapping", at: node) }
    for pair in pairs where !known.contains(pair.key.asText ?? "") {
      throw error(
        "\(owner) has no '\(pair.key.asText ?? "")'; it has \(known.joined(separator: ", "))",
        at: pair.key)
    }
  }
}
