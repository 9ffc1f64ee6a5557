import Codecs
import Files
import StageKit
import YAML

/// The orchestrator's spec: stages that are shell commands, with validations of their files.
///
/// Refused are its old defects: stages without a name or command, names that occur twice, kinds of
/// validations and keys that nobody knows.
struct OrchestratorSpec {
  private struct Validation {
    var isGlob: Bool
    var root: String
    var path: String
  }

  private struct Stage {
    var name: String
    var command: String
    var directory: String
    var timeout: Int64?
    var retries: Int64
    var validations: [Validation]
  }

  private var objective = ""
  private var stages: [Stage] = []

  private static let keys = [
    "objective", "working_dir", "timeout_seconds", "retries", "stop_on_stage_failure",
    "stop_on_validation_failure", "stages",
  ]
  private static let stageKeys = [
    "name", "command", "working_dir", "timeout_seconds", "retries", "validations",
  ]

  /// Whether a document is such a spec rather than a goal.
  static func isOne(_ root: Node) -> Bool { root["stages"] != nil }

  /// Reads a spec that stands in `directory`; what is wrong is reported to the item's problems.
  init(_ root: Item, directory: String) {
    guard let section = Section(root, owner: "the spec", keys: Self.keys) else { return }
    objective = section["objective"]?.node.asText ?? ""
    let base = PathName.normalize(
      PathName.join(directory, section["working_dir"]?.node.asText ?? "."))
    let timeout = Self.number(section["timeout_seconds"], from: 1)
    let retries = Self.number(section["retries"], from: 0) ?? 0
    for name in ["stop_on_stage_failure", "stop_on_validation_failure"] {
      if let item = section[name], item.node.asBool == nil { item.mismatch("true or false") }
    }
    let items = section.required("stages")?.elements() ?? []
    if items.isEmpty { root.fail("the spec has no stage") }
    for item in items {
      guard let stage = Section(item, owner: item.name, keys: Self.stageKeys),
        let name = stage.required("name"), let command = stage.required("command")
      else { continue }
      let word = Self.name(name.node.asText ?? "")
      if word.isEmpty { name.mismatch("a name") }
      if stages.contains(where: { $0.name == word }) {
        name.fail("there are two stages called '\(word)'")
      }
      guard let line = command.node.asText, !line.isEmpty else {
        command.mismatch("a command for the shell")
        continue
      }
      stages.append(
        Stage(
          name: word, command: line,
          directory: PathName.normalize(
            PathName.join(base, stage["working_dir"]?.node.asText ?? ".")),
          timeout: Self.number(stage["timeout_seconds"], from: 1) ?? timeout,
          retries: Self.number(stage["retries"], from: 0) ?? retries,
          validations: Self.validations(stage["validations"])))
    }
  }

  private static func validations(_ item: Item?) -> [Validation] {
    (item?.elements() ?? []).compactMap { element in
      guard
        let fields = Section(
          element, owner: "a validation", keys: ["type", "path", "root", "pattern"]),
        let type = fields.required("type")
      else { return nil }
      switch type.node.asText {
      case "file_exists":
        return fields.required("path")?.node.asText.map {
          Validation(isGlob: false, root: "", path: $0)
        }
      case "glob_exists":
        let root = fields["root"]?.node.asText ?? "."
        return fields.required("pattern")?.node.asText.map {
          Validation(isGlob: true, root: root, path: $0)
        }
      default:
        type.unknown(
          "kind of validation", type.node.asText ?? "", among: ["file_exists", "glob_exists"])
        return nil
      }
    }
  }

  private static func number(_ item: Item?, from least: Int64) -> Int64? {
    guard let item, !item.node.isNull else { return nil }
    guard let value = item.node.asInt, value >= least else {
      item.mismatch("a whole number from \(least)")
      return nil
    }
    return value
  }

  /// A name as stages are called: letters, digits and hyphens.
  private static func name(_ text: String) -> String {
    String(text.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
  }

  /// The study file.
  ///
  /// Every stage waits for the one before; what it leaves is validated when its command has
  /// succeeded, and only what this attempt wrote counts.
  func study(slug: String) -> String {
    var text = """
      # Made by `runledger embeddings goal` from an orchestrator's spec.
      study: \(slug)
      objective: \(GoalStudy.quoted(objective.isEmpty ? "stages of \(slug)" : objective))
      metric: validations_passed
      seed: 1
      levels: {C: {seeds: [1]}}
      requires: {commands: [bash, find]}

      stages:

      """
    for (index, stage) in stages.enumerated() {
      let before =
        index > 0 ? "\n    inputs: {after: \(stages[index - 1].name)/validations.json}" : ""
      let timeout = stage.timeout.map { "\n    timeout: \($0)s" } ?? ""
      text += """
          - name: \(stage.name)
            run: [bash, -c, \(GoalStudy.quoted(Self.escaped(script(stage))))]\(before)
            outputs: {validations.json: blob}\(timeout)
            retry:
              attempts: \(stage.retries + 1)
              for: [timeout, signal, transient, io, env, "exit:75"]
            gates:
              - name: validations
                checks: [{metric: failed, in: validations.json, pass: "== 0"}]

        """
    }
    return text
  }

  /// A dollar sign that the shell is to see.
  private static func escaped(_ text: String) -> String {
    text.map { $0 == "$" ? "$$" : String($0) }.joined()
  }

  /// A word that the shell takes as it is.
  private static func word(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }

  private func script(_ stage: Stage) -> String {
    var lines = [
      "here=$PWD", ": >started", "cd \(Self.word(stage.directory)) || exit 1",
      "( \(stage.command)\n) || exit $?", "failed=0", "checks=",
      "note() { checks=\"$checks${checks:+,}{\\\"path\\\":\\\"$1\\\",\\\"count\\\":$2}\"; "
        + "[ \"$2\" -gt 0 ] || { failed=$((failed+1)); echo \"validation failed: $1\" >&2; }; }",
    ]
    for validation in stage.validations {
      if validation.isGlob {
        lines.append(
          "note \(Self.word(validation.path)) \"$(find \(Self.word(validation.root)) -path "
            + "\(Self.word("*" + validation.path)) -newer \"$here/started\" 2>/dev/null | wc -l)\"")
      } else {
        lines.append(
          "note \(Self.word(validation.path)) \"$( [ -e \(Self.word(validation.path)) ] && echo 1 "
            + "|| echo 0)\"")
      }
    }
    lines.append(
      "printf '{\"failed\":%d,\"checks\":[%s]}\\n' \"$failed\" \"$checks\" "
        + ">\"$here/validations.json\""
    )
    return lines.joined(separator: "\n")
  }
}
