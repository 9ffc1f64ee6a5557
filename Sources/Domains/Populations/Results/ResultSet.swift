import Codecs
import Files
import StageKit

/// The results of one simulation, read back from its files.
struct ResultSet {
  let name: String
  let meta: ValueMap
  let timesteps: [ValueMap]
  let distributions: ValueMap
  /// Everybody's attributes and last state.
  let header: [String]
  let rows: [[String]]

  /// Reads a directory of results, or one whose only results lie further down.
  init(_ directory: String, as name: String) throws(StageError) {
    self.name = name
    var home = directory
    if !FileSystem.exists(PathName.join(directory, "meta.json")) {
      let found = try StageFiles.walk(directory).filter {
        PathName.lastComponent($0) == "meta.json"
      }
      if found.count == 1 {
        let inner = PathName.parent(found[0])
        home = PathName.isAbsolute(inner) ? inner : PathName.join(directory, inner)
      }
    }
    func path(_ file: String) -> String { PathName.join(home, file) }
    guard FileSystem.exists(path("meta.json")) else {
      throw StageError(
        .file, "'\(name)' holds no results: there is no 'meta.json'",
        hint: "a simulation that was cut short goes on with the same command")
    }
    meta = try StageFiles.readFields(path("meta.json")).map
    let summary = try StageFiles.readJSON(path("by_timestep.json"))
    timesteps = (summary.asArray ?? []).compactMap(\.asMap)
    distributions = try StageFiles.readFields(path("outcome_distributions.json")).map
    let agents = try CSVTable.read(path("agents.csv"), "'\(name)/agents.csv'")
    (header, rows) = (agents.header, agents.rows)
  }

  /// The column of a name.
  func column(_ name: String) throws(StageError) -> [String] {
    guard let place = header.firstIndex(of: name) else {
      let known = header.filter { $0 != "id" && !$0.hasPrefix("outcome.") }
      throw .invalid("there is no attribute '\(name)'", hint: Hint.choice(name, among: known))
    }
    return rows.map { $0[place] }
  }

  /// The outcome that positions are taken on: the first one with shares of options.
  var decision: String? {
    header.first { column in
      guard column.hasPrefix("outcome."), let value = distributions[String(column.dropFirst(8))]
      else {
        return false
      }
      return value.asMap.map { $0["mean"] == nil && $0["true"] == nil && !$0.isEmpty } ?? false
    }.map { String($0.dropFirst(8)) }
  }

  /// The shares of the decision's options, those without one left out.
  var shares: [(option: String, share: Double)] {
    guard let decision, let map = distributions[decision]?.asMap else { return [] }
    return map.compactMap { option, share in share.asDouble.map { (option, $0) } }
  }
}
