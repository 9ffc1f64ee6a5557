import Numerics

/// Rank correlations between attributes, imposed on their draws.
///
/// Each attribute of a pair is drawn from a uniform number; the numbers are taken from a Gaussian
/// copula whose correlations `2 sin(pi r / 6)` give the ranks of continuous attributes the
/// correlation `r` (Pearson 1907; Iman and Conover, "A distribution-free approach to inducing rank
/// correlation", 1982). So every attribute keeps its own distribution. Of an attribute with
/// modifiers it is what they leave that is correlated; categories count by the order of their
/// options, and being tied come out less correlated.
struct Correlations: Sendable {
  /// Two attributes and how their ranks hang together.
  struct Pair: Sendable, Equatable {
    let first: String
    let second: String
    let rank: Double
  }

  /// The places of correlated attributes among all, ascending.
  private let members: [Int]
  /// The lower triangle whose product with its transpose are the copula's correlations.
  private let factor: [[Double]]

  /// Prepares pairs of attributes that are drawn in an order; nil when no matrix holds them all.
  init?(_ pairs: [Pair], order: [String]) {
    let members = order.indices.filter { place in
      pairs.contains { $0.first == order[place] || $0.second == order[place] }
    }
    var matrix = members.map { row in members.map { $0 == row ? 1.0 : 0 } }
    for pair in pairs {
      guard let row = members.firstIndex(where: { order[$0] == pair.first }),
        let column = members.firstIndex(where: { order[$0] == pair.second })
      else { continue }
      let value = Self.gaussian(pair.rank)
      matrix[row][column] = value
      matrix[column][row] = value
    }
    guard let factor = Cholesky.factor(matrix) else { return nil }
    self.members = members
    self.factor = factor
  }

  /// The correlation of normal numbers whose ranks have the correlation `rank`: `2 sin(pi rank/6)`,
  /// by the sine's series, which is exact to rounding up to pi/6.
  static func gaussian(_ rank: Double) -> Double {
    let x = Double.pi * rank / 6
    let factors: [Double] = [210, 156, 110, 72, 42, 20, 6]
    return 2 * x * factors.reduce(1) { 1 - x * x / $1 * $0 }
  }

  /// Correlates the uniform numbers of one person, one for each attribute.
  ///
  /// An attribute depends on those before it, so that one that is added changes no earlier one.
  func impose(on draws: inout [Double]) {
    let normal = members.map {
      Normal.quantile(min(max(draws[$0], 0x1p-54), 1 - 0x1p-53)).value ?? 0
    }
    for (row, place) in members.enumerated() {
      // What depends on nothing before it keeps its number to the bit.
      if factor[row][..<row].allSatisfy({ $0 == 0 }) { continue }
      var sum = 0.0
      for column in 0...row { sum += factor[row][column] * normal[column] }
      draws[place] = min(Normal.cumulative(sum).value ?? 0.5, 1 - 0x1p-53)
    }
  }
}

/// Spearman's correlation of two columns of a sample.
struct RankCorrelation: Sendable {
  let pair: Correlations.Pair
  let drawn: Double
  /// Whether the pair should come out as it was asked for: both continuous and unconditional.
  let isExact: Bool
  /// By how much more than two standard errors it is off.
  let excess: Double

  /// Compares what was asked for with what was drawn; nil where an attribute is not there.
  init?(_ pair: Correlations.Pair, _ attributes: [Attribute], _ rows: [[Datum]]) {
    self.pair = pair
    guard let first = attributes.firstIndex(where: { $0.name == pair.first }),
      let second = attributes.firstIndex(where: { $0.name == pair.second }), rows.count > 2
    else { return nil }
    func scores(_ place: Int) -> [Double]? {
      let options = attributes[place].distribution?.options ?? []
      return Descriptive.standardScores(
        Ranks(
          rows.map { row in
            row[place].asNumber ?? Double(options.firstIndex(of: row[place].text) ?? -1)
          }
        ).values
      ).value
    }
    guard let left = scores(first), let right = scores(second) else { return nil }
    drawn = zip(left, right).reduce(0) { $0 + $1.0 * $1.1 } / Double(rows.count - 1)
    isExact = [first, second].allSatisfy { place in
      let attribute = attributes[place]
      return attribute.isNumeric && attribute.modifiers.isEmpty
        && attribute.distribution?.formulas.isEmpty == true
    }
    excess = max(0, abs(drawn - pair.rank) - 2 / Double(rows.count).squareRoot())
  }
}
