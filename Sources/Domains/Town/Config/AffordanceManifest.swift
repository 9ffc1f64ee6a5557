import StageKit
import YAML

/// A manifest of affordances, as `affordances.affordances_file` names it: objects of the town, and
/// what can be done with them, in one list.
enum AffordanceManifest {
  /// One element of the list: an object where its type says so, else what can be done with one.
  private struct Entry: ConfigGroup {
    var type = "affordance"
    var id = ""
    var position = GridTile()
    var settings = AffordanceSettings()

    mutating func code(_ c: inout some ConfigCoder) {
      c.text("type", &type)
      c.text("id", &id)
      c.tile("position", &position)
      settings.code(&c)
    }
  }

  /// Reads a manifest; the objects and definitions that it has take the place of those of a table.
  static func read(
    _ bytes: [UInt8], file: String, into table: inout AffordanceTable
  ) throws(StageError) {
    let problems = Problems(file: file, text: bytes)
    var objects: [ScenarioSettings.Object] = []
    var definitions: [Named<AffordanceSettings>] = []
    do throws(YAMLError) {
      let item = Item(
        node: try YAMLDocument.parse(bytes), name: "the manifest", path: "", problems: problems)
      for element in item.elements() ?? [] {
        var entry = Entry()
        ConfigReader.read(&entry, from: element)
        if entry.id.isEmpty { element.fail("an entry of a manifest needs an 'id'") }
        switch entry.type {
        case "object":
          objects.append(
            ScenarioSettings.Object(
              id: entry.id, type: entry.settings.objectType, position: entry.position))
        case "affordance": definitions.append(Named(name: entry.id, group: entry.settings))
        default: element.fail("'type' must be object or affordance, not '\(entry.type)'")
        }
      }
    } catch {
      problems.report(error)
    }
    if let failure = problems.failure { throw .invalid(failure.description) }
    if !objects.isEmpty { table.objects = objects }
    if !definitions.isEmpty { table.definitions = definitions }
  }
}
