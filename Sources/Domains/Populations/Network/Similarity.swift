/// How alike two people are: the weighted share of attributes in which they match.
struct Similarity {
  private struct Column {
    let weight: Double
    let match: NetworkConfig.Match
    let range: Double
    /// Codes of categories, levels, or numbers; NaN where somebody has no value.
    let values: [Double]
  }

  private let columns: [Column]
  /// How many attributes are compared.
  var isEmpty: Bool { columns.isEmpty }

  init(_ config: NetworkConfig, _ table: AgentTable) {
    columns = config.weights.compactMap { weight in
      guard let data = table.column(weight.attribute), weight.weight > 0 else { return nil }
      return Column(
        weight: weight.weight, match: weight.match, range: weight.range,
        values: Self.numbers(data, weight))
    }
  }

  private static func numbers(_ data: [Datum], _ weight: NetworkConfig.Weight) -> [Double] {
    if weight.match == .numericRange { return data.map { $0.asNumber ?? .nan } }
    var names = weight.levels
    return data.map { value in
      if weight.match == .withinN, let number = value.asNumber { return number }
      if value == .none { return .nan }
      if let place = names.firstIndex(of: value.text) { return Double(place) }
      names.append(value.text)
      return Double(names.count - 1)
    }
  }

  /// `sum w match / sum w` over the attributes that both have: 0 to 1.
  func of(_ first: Int, _ second: Int) -> Double {
    var total = 0.0
    var matched = 0.0
    for column in columns {
      let left = column.values[first]
      let right = column.values[second]
      if left.isNaN || right.isNaN { continue }
      total += column.weight
      let distance = abs(left - right)
      switch column.match {
      case .exact: matched += distance == 0 ? column.weight : 0
      case .numericRange: matched += column.weight * max(0, 1 - distance / column.range)
      case .withinN: matched += distance <= column.range ? column.weight : 0
      }
    }
    return total > 0 ? matched / total : 0
  }

  /// A key by which alike people come together: their values in the heaviest attributes, numbers in
  /// quarters of their range.
  func bucket(_ person: Int, depth: Int) -> UInt64 {
    var key: UInt64 = 0xcbf2_9ce4_8422_2325
    let order = columns.indices.sorted { (-columns[$0].weight, $0) < (-columns[$1].weight, $1) }
    for place in order.prefix(depth) {
      let column = columns[place]
      let value = column.values[person]
      let code =
        column.match == .numericRange && !value.isNaN
        ? (value / column.range * 4).rounded(.down) : value
      key = (key ^ code.bitPattern) &* 0x0000_0100_0000_01b3
    }
    return key
  }
}
