import Codecs
import Numerics

/// What was expected of one attribute and what was drawn.
struct AttributeTally: Sendable {
  /// How often each modifier applied.
  var triggers: [Int]
  /// How often each constraint was not met.
  var violations: [Int]
  /// For categories and truth values: the sums of the probabilities, and the draws.
  private(set) var expected: [Double] = []
  private(set) var drawn: [Int] = []

  init(_ attribute: Attribute) {
    triggers = attribute.modifiers.map { _ in 0 }
    violations = attribute.constraints.map { _ in 0 }
  }

  /// Notes one draw of known probabilities.
  mutating func expect(_ probabilities: [Double], _ chosen: Int) {
    if expected.isEmpty {
      expected = probabilities.map { _ in 0 }
      drawn = probabilities.map { _ in 0 }
    }
    for (place, probability) in probabilities.enumerated() { expected[place] += probability }
    drawn[chosen] += 1
  }

  /// The largest distance of a share from its expectation, in percentage points.
  var drift: Double {
    let count = Double(max(1, drawn.reduce(0, +)))
    return zip(expected, drawn).reduce(0) { max($0, abs($1.0 - Double($1.1)) / count * 100) }
  }

  /// How many options should have come up at least five times and never did.
  var lostOptions: Int { zip(expected, drawn).count { $0 >= 5 && $1 == 0 } }
}

/// A sample in numbers.
struct SampleReport: Sendable {
  let attributes: [Attribute]
  var tallies: [AttributeTally]
  private(set) var moments: [(mean: Double, std: Double, low: Double, high: Double)?] = []
  private(set) var counts: [[(value: String, count: Int)]] = []
  private(set) var nulls = 0
  private(set) var outOfRange = 0
  private(set) var correlations: [(first: String, second: String, r: Double)] = []
  /// What was asked for of pairs, and what came of it.
  private(set) var ranks: [RankCorrelation] = []
  private let pairs: [Correlations.Pair]

  init(_ attributes: [Attribute], pairs: [Correlations.Pair] = []) {
    self.attributes = attributes
    self.pairs = pairs
    tallies = attributes.map(AttributeTally.init)
  }

  /// How many values break a constraint that is an expression; they are counted, never repaired.
  var violations: Int { tallies.reduce(0) { $0 + $1.violations.reduce(0, +) } }

  /// The largest marginal drift, in percentage points.
  var marginalDrift: Double { tallies.reduce(0) { max($0, $1.drift) } }

  /// How many options that should be there are not.
  var lostOptions: Int { tallies.reduce(0) { $0 + $1.lostOptions } }

  /// Takes the numbers of all rows.
  mutating func finish(_ rows: [[Datum]]) {
    var numeric: [(name: String, values: [Double])] = []
    for (place, attribute) in attributes.enumerated() {
      if attribute.isNumeric {
        let values = rows.compactMap { $0[place].asNumber }
        nulls += rows.count - values.count
        let low = attribute.bound(.hardMin) ?? -.infinity
        let high = attribute.bound(.hardMax) ?? .infinity
        outOfRange += values.count { $0 < low || $0 > high }
        let mean = Descriptive.mean(values).value ?? .nan
        let std = Descriptive.standardDeviation(values).value ?? 0
        moments.append((mean, std, values.min() ?? .nan, values.max() ?? .nan))
        counts.append([])
        numeric.append((attribute.name, values))
      } else {
        var found: [(value: String, count: Int)] =
          (attribute.distribution?.options ?? ["false", "true"]).map { ($0, 0) }
        for row in rows {
          let text = row[place].text
          if row[place] == .none { nulls += 1 }
          if let index = found.firstIndex(where: { $0.value == text }) {
            found[index].count += 1
          } else {
            found.append((text, 1))
          }
        }
        moments.append(nil)
        counts.append(found)
      }
    }
    ranks = pairs.compactMap { RankCorrelation($0, attributes, rows) }
    for (index, first) in numeric.enumerated() {
      for second in numeric[(index + 1)...] where first.values.count == second.values.count {
        let r = Self.correlation(first.values, second.values)
        if abs(r) >= 0.2 { correlations.append((first.name, second.name, r)) }
      }
    }
  }

  private static func correlation(_ first: [Double], _ second: [Double]) -> Double {
    guard let left = Descriptive.standardScores(first).value,
      let right = Descriptive.standardScores(second).value
    else { return 0 }
    return zip(left, right).reduce(0) { $0 + $1.0 * $1.1 } / Double(left.count - 1)
  }

  /// The report for a person.
  var lines: [String] {
    var lines: [String] = []
    for (place, attribute) in attributes.enumerated() {
      if let moments = moments[place] {
        lines.append(
          "\(attribute.name): mean \(Shown.number(moments.mean)), std "
            + "\(Shown.number(moments.std)), "
            + "\(Shown.number(moments.low)) to \(Shown.number(moments.high))")
      } else {
        let total = Double(max(1, counts[place].reduce(0) { $0 + $1.count }))
        let shares = counts[place].map { "\($0.value) \(Shown.percent(Double($0.count) / total))" }
        lines.append("\(attribute.name): \(shares.joined(separator: ", "))")
      }
      for (number, triggers) in tallies[place].triggers.enumerated() {
        lines.append("  \(attribute.modifiers[number].when): applied to \(triggers)")
      }
    }
    for rank in ranks {
      lines.append(
        "rank correlation of \(rank.pair.first) and \(rank.pair.second): "
          + "\(Shown.number(rank.drawn)), wanted \(Shown.number(rank.pair.rank))")
    }
    for pair in correlations {
      lines.append("correlation of \(pair.first) and \(pair.second): \(Shown.number(pair.r))")
    }
    lines.append("constraints not met: \(violations)")
    lines.append("marginal drift: \(Shown.number(marginalDrift)) pp")
    return lines
  }
}
