import Codecs
import StageKit
import YAML

/// Checks `domain: {trials: ...}`: what a run of a paired trial may do, who does the tasks, and
/// what judges them.
struct TrialSection {
  static let keys = ["permissions", "evaluators", "agent"] + RegistrationReader.keys

  private let study: StudyOutline
  private(set) var files: [NamedFile] = []
  /// How results are judged; nil where something is wrong.
  private(set) var registration: Registration?

  /// Reports whatever is wrong with a section.
  init(_ item: Item, of study: StudyOutline) {
    self.study = study
    guard let section = Section(item, owner: "'trials'", keys: Self.keys) else { return }
    if study.variants.isEmpty {
      item.fail(
        "'trials' belongs to a paired study", hint: "compare two variants: design: {paired: ...}")
    }
    section["permissions"]?.checkPermissions()
    for member in section["evaluators"]?.members() ?? [] { check(evaluator: member) }
    if let agent = section["agent"] { check(agent: agent) }
    registration = RegistrationReader.read(
      section,
      RegistrationReader.Surroundings(
        variants: study.variants,
        levels: study.levels.map { ($0.name, $0.tasks.count * $0.pairsPerTask) }))
  }

  var looks: [(level: String, pairs: Int)] {
    registration.map { registration in
      registration.looks.map { (registration.level, $0.pairs) }
    } ?? []
  }

  /// What is recorded of a section: as it is written, and every default of the registration.
  func recorded(_ item: Item) -> ValueMap? {
    guard let registration, var map = item.value.asMap else { return nil }
    for (key, value) in registration.record { map[key] = value }
    return map
  }

  /// An evaluator is a module, pinned to an exact version.
  private mutating func check(evaluator member: Member) {
    guard
      let section = Section(
        member.value, owner: "evaluator '\(member.name)'", keys: ["module", "version"])
    else { return }
    section.required("version")?.checkVersion()
    if let module = section.required("module"), let path = module.text() {
      files.append(NamedFile(path: path, item: module))
    }
  }

  /// The program that does the tasks, and whether the system has to enforce the permissions.
  private mutating func check(agent item: Item) {
    let keys = ["run", "deterministic", "enforce", "env", "home", "network", "files"]
    guard let section = Section(item, owner: "'agent'", keys: keys) else { return }
    let words = section.required("run")?.elements() ?? []
    if words.isEmpty { item.fail("'agent' names no program", hint: "run: [./agent.sh]") }
    for word in words {
      guard let text = word.text(), text.contains("/"), !text.hasPrefix("/") else { continue }
      files.append(NamedFile(path: text, item: word))
    }
    for file in section["files"]?.elements() ?? [] {
      if let text = file.text() { files.append(NamedFile(path: text, item: file)) }
    }
    for name in section["env"]?.elements() ?? [] {
      if let text = name.text(), text.contains("=") { name.mismatch("the name of a variable") }
    }
    _ = section["home"]?.text()
    if let network = section["network"], network.node.asSequence == nil {
      _ = network.word("network", among: ["none"])
    } else {
      _ = section["network"]?.texts()
    }
    _ = section["deterministic"]?.bool()
    _ = section["enforce"]?.word("enforcement", among: ["required", "best_effort"])
  }
}

extension Item {
  /// A version with three numbers; anything that could mean another version tomorrow is refused.
  fileprivate func checkVersion() {
    guard case .text(let text) = node.scalar else { return mismatch("a version such as 1.0.0") }
    if let problem = PinnedVersion.problem(text) { fail("version \(problem)") }
  }

  fileprivate func checkPermissions() {
    let paths = ["allowed_paths", "read_only_paths", "forbidden_paths"]
    let switches = ["network_access", "subprocess_spawn"]
    guard
      let section = Section(
        self, owner: "'permissions'", keys: ["file_operations"] + paths + switches)
    else { return }
    for operation in section.required("file_operations")?.elements() ?? [] {
      _ = operation.word("file operation", among: ["read", "write", "create", "delete"])
    }
    for key in paths {
      _ = (key == "allowed_paths" ? section.required(key) : section[key])?.texts()
    }
    for key in switches { _ = section[key]?.bool() }
  }
}
