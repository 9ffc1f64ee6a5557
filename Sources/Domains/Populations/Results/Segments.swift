import Codecs
import Numerics
import StageKit

/// Outcomes by groups of people: the values of an attribute, or bins of its numbers.
struct Segments {
  /// How many groups there may be.
  static let groupsMax = 60

  struct Row {
    let value: String
    let count: Int
    let aware: Int
    let positions: [(option: String, count: Int)]
    let sentiment: Double
  }

  let attribute: String
  let rows: [Row]

  /// Groups everybody of some results by `attribute`, `attribute:quantile4` or `attribute:10,20`.
  init(_ text: String, _ results: [ResultSet]) throws(StageError) {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    guard let attribute = parts.first else { throw .usage("'--segment' needs an attribute") }
    self.attribute = attribute
    var values: [String] = []
    var aware: [Bool] = []
    var positions: [String] = []
    var sentiments: [Double] = []
    for result in results {
      values += try result.column(attribute)
      aware += try result.column("aware").map { $0 == "true" }
      positions +=
        try result.decision.map { name throws(StageError) in
          try result.column("outcome.\(name)")
        } ?? result.rows.map { _ in "" }
      let mood =
        result.header.contains("outcome.sentiment")
        ? try result.column("outcome.sentiment") : result.rows.map { _ in "" }
      sentiments += mood.map { Double($0) ?? .nan }
    }
    let labels = try Self.labels(values, bins: parts.count > 1 ? parts[1] : nil, attribute)
    var names: [String] = []
    for label in labels where !names.contains(label) { names.append(label) }
    guard names.count <= Self.groupsMax else {
      throw .invalid(
        "'\(attribute)' has \(names.count) values, and at most \(Self.groupsMax) are shown",
        hint: "put them into bins: --segment \(attribute):quantile4")
    }
    let options = results.flatMap { $0.shares.map(\.option) }
    var unique: [String] = []
    for option in options where !unique.contains(option) { unique.append(option) }
    rows = names.map { name in
      let members = labels.indices.filter { labels[$0] == name }
      let moods = members.map { sentiments[$0] }.filter(\.isFinite)
      return Row(
        value: name, count: members.count, aware: members.count { aware[$0] },
        positions: unique.map { option in (option, members.count { positions[$0] == option }) },
        sentiment: Descriptive.mean(moods).value ?? .nan)
    }.sorted { (-$0.count, $0.value) < (-$1.count, $1.value) }
  }

  /// The label of every value: itself, or its bin.
  private static func labels(
    _ values: [String], bins: String?, _ attribute: String
  ) throws(StageError) -> [String] {
    guard let bins else { return values }
    let numbers = values.compactMap(Double.init)
    try require(
      numbers.count == values.count, "'\(attribute)' has values that are no numbers, and no bins")
    var cuts: [Double] = []
    if bins.hasPrefix("quantile"), let count = Int(bins.dropFirst(8)), (2...20).contains(count) {
      for part in 1..<count {
        let cut = Descriptive.quantile(numbers, Double(part) / Double(count)).value ?? 0
        if cuts.last != cut { cuts.append(cut) }
      }
    } else {
      for text in bins.split(separator: ",") {
        guard let cut = Double(text), cut.isFinite else {
          throw .usage("'\(bins)' is no list of numbers, and not quantile2 to quantile20")
        }
        cuts.append(cut)
      }
      cuts.sort()
    }
    func text(_ value: Double) -> String { Shown.fixed(value, value.rounded() == value ? 0 : 2) }
    return numbers.map { number in
      let place = cuts.count { number >= $0 }
      if place == 0 { return "below \(cuts.first.map(text) ?? "")" }
      if place == cuts.count { return "from \(text(cuts[place - 1]))" }
      return "\(text(cuts[place - 1])) to \(text(cuts[place]))"
    }
  }

  /// As a table of comma-separated values.
  var csv: String {
    let options = rows.first?.positions.map(\.option) ?? []
    var text = CSV.row(
      ["segment_attribute", "segment_value", "agent_count", "aware_count", "average_sentiment"]
        + options)
    for row in rows {
      let shares = row.positions.map {
        Shown.fixed(Double($0.count) / Double(max(1, row.count)), 4)
      }
      text += CSV.row(
        [attribute, row.value, "\(row.count)", "\(row.aware)", Shown.fixed(row.sentiment, 4)]
          + shares)
    }
    return text
  }
}
