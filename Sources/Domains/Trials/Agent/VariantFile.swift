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
  /// The head as it was written.
  let head: Node
  /// What follows the head.
  let prose: String

  /// Reads a file from the disk.
  init(path: String, name: String) throws(StageError) {
    try self.init(StageFiles.read(path, limit: YAMLDocument.byteCountMax), name: name)
  }

  /// Reads a file's bytes.
  init(_ bytes: [UInt8], name: String) throws(StageError) {
    self.name = name
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw StageError(.invalid, "'\(name)' is not utf-8")
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else {
      throw StageError(
        .invalid, "'\(name)' has no head: its first line is '---', and another '---' ends the head")
    }
    prose = lines[(end + 1)...].joined(separator: "\n")
    // An empty line stands for the dashes, so that lines keep their numbers.
    let yaml = "\n" + lines[1..<end].joined(separator: "\n") + "\n"
    do throws(YAMLError) {
      head = try YAMLDocument.parse(Array(yaml.utf8))
    } catch {
      throw StageError(.invalid, "'\(name)', line \(error.line): \(error.message)")
    }
    try checkMembers()
  }

  /// A member of the head as text.
  func text(_ member: String) throws(StageError) -> String {
    guard let node = head[member], let text = node.asText, !text.isEmpty else {
      throw error("'\(member)' is a text", at: head[member] ?? head)
    }
    return text
  }

  /// The variant's name.
  var id: String { get throws(StageError) { try text("variant_id") } }

  /// What sets the variant apart, in one word.
  var paradigm: String { get throws(StageError) { try text("paradigm") } }

  /// How the reference agent behaves under this variant.
  var policy: Policy {
    get throws(StageError) { try Policy(head["policy"] ?? head, of: self) }
  }

  /// An error at a place of the head.
  func error(_ message: String, at node: Node) -> StageError {
    StageError(.invalid, "'\(name)', line \(node.mark.line): \(message)")
  }

  private func checkMembers() throws(StageError) {
    guard let pairs = head.asMapping else { throw error("the head is a mapping", at: head) }
    for pair in pairs {
      guard let key = pair.key.asText, Self.members.contains(key) else {
        let known = Self.members.joined(separator: ", ")
        throw error(
          "a variant has no '\(pair.key.asText ?? "")'; it has \(known)", at: pair.key)
      }
    }
    for member in Self.members where head[member] == nil {
      throw error("the head has no '\(member)'", at: head)
    }
  }
}
