import Numerics

/// How alike two people are: the weighted share of attributes in which they match.
struct Similarity {
  private struct Column {
    let weight: Double
    let match: NetworkConfig.Match
    let range: Double
  }

  /// The attributes that are compared, the heaviest first.
  private let columns: [Column]
  /// Codes of categories, levels, or numbers, person by person; NaN where somebody has no value.
  private let values: [Double]
  private let count: Int

  /// Whether no attribute is compared.
  var isEmpty: Bool { columns.isEmpty }

  init(_ config: NetworkConfig, _ table: AgentTable) {
    var columns: [Column] = []
    var data: [[Double]] = []
    let order = config.weights.enumerated().sorted {
      (-$0.element.weight, $0.offset) < (-$1.element.weight, $1.offset)
    }
    for (_, weight) in order where weight.weight > 0 {
      guard let column = table.column(weight.attribute) else { continue }
      columns.append(Column(weight: weight.weight, match: weight.match, range: weight.range))
      data.append(Self.numbers(column, weight))
    }
    let rows = (0..<table.count).flatMap { person in data.map { $0[person] } }
    self.init(columns, rows, table.count)
  }

  private init(_ columns: [Column], _ values: [Double], _ count: Int) {
    (self.columns, self.values, self.count) = (columns, values, count)
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

  /// The same people, called by their places in a line.
  func inOrder(_ line: [Int]) -> Similarity {
    let width = columns.count
    return Similarity(columns, line.flatMap { values[$0 * width..<($0 + 1) * width] }, count)
  }

  /// `sum w match / sum w` over the attributes that both have: 0 to 1.
  func of(_ first: Int, _ second: Int) -> Double {
    var total = 0.0
    var matched = 0.0
    let left = first * columns.count
    let right = second * columns.count
    for (place, column) in columns.enumerated() {
      let distance = abs(values[left + place] - values[right + place])
      if distance.isNaN { continue }
      total += column.weight
      switch column.match {
      case .exact: matched += distance == 0 ? column.weight : 0
      case .numericRange: matched += column.weight * max(0, 1 - distance / column.range)
      case .withinN: matched += distance <= column.range ? column.weight : 0
      }
    }
    return total > 0 ? matched / total : 0
  }

  /// The people in a line in which alike ones stand together: sorted by three attributes, numbers
  /// in quarters of their range, then by chance.
  ///
  /// Line 0 takes the heaviest attributes, line 1 the next; where there are none left, only chance.
  func line(_ number: Int, _ draw: Draw) -> [Int] {
    let chosen = columns.indices.dropFirst(3 * number).prefix(3)
    let keys = (0..<count).map { person in
      chosen.map { place in
        let value = values[person * columns.count + place]
        guard !value.isNaN else { return -Double.infinity }
        let isNumber = columns[place].match == .numericRange
        return isNumber ? (value / columns[place].range * 4).rounded(.down) : value
      } + [draw.uniform(i: UInt32(person))]
    }
    return (0..<count).sorted { keys[$0].lexicographicallyPrecedes(keys[$1]) }
  }
}
