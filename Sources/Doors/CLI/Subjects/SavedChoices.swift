import Codecs
import Files
import StageKit

extension Invocation {
  /// Where the choices of `runs` are kept: with the account's settings, not in the ledger.
  private func choicesPath(_ name: String) throws -> String {
    guard let directory = configDirectory else {
      throw Failure(
        "files", "there is no place for settings",
        hint: "set HOME or XDG_CONFIG_HOME", exit: .store)
    }
    guard !name.isEmpty, !name.contains("/"), !name.hasPrefix(".") else {
      throw Failure.usage("'\(name)' is not a name for a view")
    }
    return PathName.join(directory, "views/\(name).json")
  }

  /// The same invocation with the choices of `--view` under its own, kept where `--save` says so.
  func withSavedChoices() throws -> Invocation {
    var chosen = arguments
    if let name = arguments.value("view") {
      let path = try choicesPath(name)
      guard FileSystem.exists(path) else {
        let folder = PathName.parent(path)
        let known = ((try? FileSystem.list(folder)) ?? [])
          .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
        throw Failure.notFound(
          "there is no view '\(name)'", hint: Hint.choice(name, among: known) ?? "--save makes one")
      }
      guard let kept = try? JSON.decode(try FileSystem.readFile(path)).asMap else {
        throw Failure("files", "'\(path)' is not a view", hint: "remove it", exit: .store)
      }
      for (option, values) in kept where chosen.options[option] == nil {
        chosen.options[option] = (values.asArray ?? []).compactMap(\.asText)
      }
    }
    if let name = arguments.value("save") {
      var map = ValueMap()
      for option in ["where", "sort", "columns", "group", "best", "lowest", "limit", "all"]
      where chosen.has(option) {
        map[option] = .array(chosen.values(option).map(Value.text))
      }
      let path = try choicesPath(name)
      try FileSystem.makeDirectories(PathName.parent(path))
      try FileSystem.writeAtomically(path, JSON.encode(.map(map), pretty: true))
      console.note("saved: runledger runs --view \(name)")
    }
    chosen.options["view"] = nil
    chosen.options["save"] = nil
    return Invocation(
      verb: verb, arguments: chosen, environment: environment, directory: directory,
      console: console, world: world, asked: asked)
  }
}
