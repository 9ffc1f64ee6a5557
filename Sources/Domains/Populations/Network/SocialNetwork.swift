import Codecs
import Numerics
import StageKit

/// The network of a population as its file holds it: edges in canonical order, with their weights.
struct SocialNetwork: Sendable {
  /// An edge, its smaller end first.
  struct Edge: Sendable {
    let source: Int32
    let target: Int32
    let weight: Double
    /// A place in ``SocialNetwork/types``.
    let type: Int
    let forward: Double
    let backward: Double
  }

  let ids: [String]
  /// The names of the types of edges, in the order of their first use.
  let types: [String]
  let edges: [Edge]
  let meta: ValueMap

  /// The graph without weights.
  var graph: Graph {
    Graph(count: ids.count, edges: edges.map { .init($0.source, $0.target) })
  }

  init(ids: [String], types: [String], edges: [Edge], meta: ValueMap) {
    self.ids = ids
    self.types = types
    self.edges = edges
    self.meta = meta
  }

  /// Reads `network.json` for some people; an end that is nobody is counted, and its edge left out.
  init(
    path: String, as name: String, ids: [String]
  ) throws(StageError) {
    let places = Dictionary(ids.enumerated().map { ($1, $0) }, uniquingKeysWith: { a, _ in a })
    let file = try JSONRowFile.read(path, as: name, list: "edges")
    var types: [String] = []
    var edges: [Edge] = []
    edges.reserveCapacity(file.rows.count)
    for (index, row) in file.rows.enumerated() {
      let fields = try StageFields(row, "'\(name)': edge \(index)")
      let source = try fields.text("source")
      let target = try fields.text("target")
      guard let first = places[source], let second = places[target] else {
        throw .invalid(
          "'\(name)': edge \(index) ends at '\(places[source] == nil ? source : target)', "
            + "who is no agent"
        )
      }
      try require(first != second, "'\(name)': edge \(index) joins '\(source)' to itself")
      let word = try fields.text("type", default: "peer")
      if !types.contains(word) { types.append(word) }
      let weight = try fields.number("weight", default: 1)
      let influence = StageFields(
        place: "influence_weight", map: try fields.map("influence_weight"))
      let forward = try influence.number("source_to_target", default: weight)
      let backward = try influence.number("target_to_source", default: weight)
      let isOrdered = first < second
      edges.append(
        Edge(
          source: Int32(isOrdered ? first : second), target: Int32(isOrdered ? second : first),
          weight: weight, type: types.firstIndex(of: word) ?? 0,
          forward: isOrdered ? forward : backward, backward: isOrdered ? backward : forward))
    }
    edges.sort { ($0.source, $0.target) < ($1.source, $1.target) }
    for index in edges.indices.dropFirst()
    where edges[index].source == edges[index - 1].source
      && edges[index].target == edges[index - 1].target
    {
      let pair = "'\(ids[Int(edges[index].source)])' and '\(ids[Int(edges[index].target)])'"
      throw .invalid("'\(name)': the edge of \(pair) stands twice")
    }
    self.ids = ids
    self.types = types
    self.edges = edges
    meta = file.rest["meta"]?.asMap ?? [:]
  }

  /// The text of `network.json`, an edge a line.
  func document(_ metrics: [ValueMap]) -> [UInt8] {
    var bytes = Array("{\"edges\":[".utf8)
    bytes.reserveCapacity(edges.count * 180)
    for (index, edge) in edges.enumerated() {
      bytes += Array((index == 0 ? "\n" : ",\n").utf8)
      let text =
        "{\"bidirectional\":true,\"influence_weight\":{\"source_to_target\":"
        + "\(Self.rounded(edge.forward)),\"target_to_source\":\(Self.rounded(edge.backward))},"
        + "\"source\":\"\(ids[Int(edge.source)])\","
        + "\"target\":\"\(ids[Int(edge.target)])\",\"type\":"
      bytes += Array(text.utf8)
      bytes += JSON.encode(.text(types[edge.type]))
      bytes += Array(",\"weight\":\(Self.rounded(edge.weight))}".utf8)
    }
    bytes += Array("\n],\"meta\":".utf8)
    bytes += JSON.encode(.map(meta))
    bytes += Array(",\"node_metrics\":{".utf8)
    for (index, metric) in metrics.enumerated() {
      bytes += Array("\(index == 0 ? "\n" : ",\n")\"\(ids[index])\":".utf8)
      bytes += JSON.encode(.map(metric))
    }
    bytes += Array("\n}}\n".utf8)
    return bytes
  }

  /// Four decimals, as the file keeps weights.
  static func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }
}
