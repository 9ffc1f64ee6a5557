import Bytes
import Codecs
import Ledger

/// The environment of stage processes: scrubbed but for a few names.
struct StageEnvironment: Sendable {
  /// The names that pass; everything else does not.
  static let allowed = ["HOME", "PATH", "TMPDIR"]
  /// The language of every stage, unless the study requires the caller's.
  private static let language = (name: "LANG", value: "C")

  /// The variables that pass, sorted by name.
  let variables: [(name: String, value: String)]

  /// What passes of a caller's environment: the allowed names and those that the study requires,
  /// with a language that is always the same;
  /// or, for a single command on its caller's behalf, all of it.
  init(_ caller: [String: String], required: [String], passesAll: Bool) {
    let names = passesAll ? caller.keys.sorted() : (Self.allowed + required).sorted()
    var variables = names.compactMap { name in caller[name].map { (name, $0) } }
    if !passesAll, !required.contains(Self.language.name) { variables.append(Self.language) }
    if !variables.contains(where: { $0.0 == "PATH" }) {
      variables.append(("PATH", "/usr/local/bin:/usr/bin:/bin"))
    }
    self.variables = variables.map { (name: $0.0, value: $0.1) }.sorted { $0.name < $1.name }
  }

  /// The PATH on which programs are looked up.
  var path: String { variables.first { $0.name == "PATH" }?.value ?? "" }

  /// What is recorded: a keyed digest of each value, which tells equal from changed and nothing
  /// else; the values of the few that say where things are only where the study pins them.
  func pins(of ledger: Ledger, inClear: Bool) -> ValueMap {
    var pins = ValueMap()
    for (name, value) in variables {
      let isClear = name == Self.language.name || inClear && Self.allowed.contains(name)
      pins[name] = .text(isClear ? value : ledger.concealed(value, as: name) ?? "not recorded")
    }
    return pins
  }
}
