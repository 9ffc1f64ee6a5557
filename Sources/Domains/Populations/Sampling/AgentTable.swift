import Codecs
import Files
import StageKit

/// The people of a population: a row of values each.
struct AgentTable: Sendable {
  /// The attributes' names, in the order of the values.
  let names: [String]
  /// The identifiers, such as `agent_017`.
  let ids: [String]
  /// The values, row by row.
  let rows: [[Datum]]
  /// What the file says of itself.
  let meta: ValueMap

  /// How many people there are.
  var count: Int { rows.count }

  /// The values of one attribute, or nil when there is no such attribute.
  func column(_ name: String) -> [Datum]? {
    guard let place = names.firstIndex(of: name) else { return nil }
    return rows.map { $0[place] }
  }

  /// The identifier of a number, padded to the width of the largest.
  static func id(_ number: Int, of count: Int) -> String {
    let width = String(max(0, count - 1)).utf8.count
    let digits = String(number)
    return "agent_" + String(repeating: "0", count: width - digits.utf8.count) + digits
  }

  /// The place of every identifier.
  var places: [String: Int] {
    Dictionary(ids.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The text of `agents.json`: one person a line.
  var document: [UInt8] {
    var bytes = Array("{\"agents\":[".utf8)
    for (index, row) in rows.enumerated() {
      var map = ValueMap(zip(names, row).map { ($0, $1.value) })
      map["_id"] = .text(ids[index])
      bytes += Array((index == 0 ? "\n" : ",\n").utf8)
      bytes += JSON.encode(.map(map))
    }
    bytes += Array("\n],\"meta\":".utf8)
    bytes += JSON.encode(.map(meta))
    bytes += Array("}\n".utf8)
    return bytes
  }

  /// The same as a table for people, gates and other tools.
  var csv: String {
    var text = CSV.row(["id"] + names)
    for (id, row) in zip(ids, rows) {
      text += CSV.row([id] + row.map { if case .none = $0 { "" } else { $0.text } })
    }
    return text
  }

  /// A table of rows that were drawn.
  init(names: [String], rows: [[Datum]], meta: ValueMap) {
    self.names = names
    self.rows = rows
    self.meta = meta
    ids = rows.indices.map { Self.id($0, of: rows.count) }
  }

  /// Reads `agents.json`, or the SQLite form where the name ends so.
  init(path: String, as name: String) throws(StageError) {
    if AgentDatabase.isOne(name) {
      self = try AgentDatabase.read(path)
      return
    }
    let file = try JSONRowFile.read(path, as: name, list: "agents")
    var names: [String] = []
    var ids: [String] = []
    var rows: [[Datum]] = []
    rows.reserveCapacity(file.rows.count)
    for (index, row) in file.rows.enumerated() {
      guard let map = row.asMap, let id = map["_id"]?.asText else {
        throw .invalid("'\(name)': agent \(index) has no '_id'")
      }
      if index == 0 { names = map.keys.filter { $0 != "_id" } }
      ids.append(id)
      rows.append(names.map { Datum(map[$0] ?? .null) })
    }
    try require(!rows.isEmpty, "'\(name)' holds no agents")
    try require(Set(ids).count == ids.count, "'\(name)': an '_id' stands twice")
    self.names = names
    self.ids = ids
    self.rows = rows
    meta = file.rest["meta"]?.asMap ?? [:]
  }
}
