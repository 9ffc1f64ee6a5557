import Numerics
import StageKit

/// How far a sample is from a table of real people: marginals, and pairs of attributes.
///
/// Numbers are compared in quarters of the real ones. A conditional share is that of a value of one
/// attribute among those with a value of another, where at least a hundred people of both have it.
struct BenchmarkDrift: Sendable {
  /// How many people a group has at least, for a share of it to say something.
  static let groupMin = 100

  /// The largest distance of a marginal share, in percentage points.
  let marginal: Double
  /// The largest distance of a conditional share, in percentage points.
  let conditional: Double
  /// The distances: attribute, value, real share, sampled share.
  let rows: [(attribute: String, value: String, real: Double, sampled: Double)]

  /// Compares a sample with a CSV file whose columns are named like attributes.
  init(_ table: AgentTable, csv path: String, as name: String) throws(StageError) {
    let known = try CSVTable.read(path, "'\(name)'")
    let shared = known.header.filter { table.names.contains($0) }
    try require(
      !shared.isEmpty && !known.rows.isEmpty,
      "'\(name)' has no column that is an attribute of the sample")
    var real: [[String]] = []
    var drawn: [[String]] = []
    for attribute in shared {
      let texts = try known.column(attribute, of: "'\(name)'")
      let values = table.column(attribute) ?? []
      if let cuts = Self.quarters(texts), values.contains(where: { $0.asNumber != nil }) {
        real.append(texts.map { Self.quarter(Double($0), cuts) })
        drawn.append(values.map { Self.quarter($0.asNumber, cuts) })
      } else {
        real.append(texts)
        drawn.append(values.map(\.text))
      }
    }
    var rows: [(attribute: String, value: String, real: Double, sampled: Double)] = []
    var marginal = 0.0
    var conditional = 0.0
    for (place, attribute) in shared.enumerated() {
      for value in Self.values(real[place] + drawn[place]) {
        let first = Self.share(real[place]) { $0 == value }
        let second = Self.share(drawn[place]) { $0 == value }
        marginal = max(marginal, abs(first - second) * 100)
        rows.append((attribute, value, first, second))
      }
      for other in shared.indices where other != place {
        for group in Self.values(real[other]) {
          let members = real[other].indices.filter { real[other][$0] == group }
          let sampled = drawn[other].indices.filter { drawn[other][$0] == group }
          guard members.count >= Self.groupMin, sampled.count >= Self.groupMin else { continue }
          for value in Self.values(real[place]) {
            let first = Self.share(members) { real[place][$0] == value }
            let second = Self.share(sampled) { drawn[place][$0] == value }
            conditional = max(conditional, abs(first - second) * 100)
          }
        }
      }
    }
    self.marginal = marginal
    self.conditional = conditional
    self.rows = rows
  }

  private static func share<Element>(_ list: [Element], _ body: (Element) -> Bool) -> Double {
    list.isEmpty ? 0 : Double(list.count(where: body)) / Double(list.count)
  }

  private static func values(_ texts: [String]) -> [String] {
    texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.reduce(into: []) { values, text in
      if values.last != text { values.append(text) }
    }
  }

  /// The cuts between quarters of numbers; nil for what is no number or has few values.
  private static func quarters(_ texts: [String]) -> [Double]? {
    let numbers = texts.compactMap(Double.init)
    guard numbers.count == texts.count, values(texts).count > 8 else { return nil }
    return [0.25, 0.5, 0.75].compactMap { Descriptive.quantile(numbers, $0).value }
  }

  private static func quarter(_ number: Double?, _ cuts: [Double]) -> String {
    guard let number else { return "none" }
    return "quarter \(1 + cuts.count { number > $0 })"
  }
}
