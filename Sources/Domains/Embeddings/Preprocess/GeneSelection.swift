import Codecs
import Numerics

/// Which genes a filter keeps, and why the others went.
struct GeneSelection {
  /// The genes that are left, ascending.
  private(set) var kept: [Int] = []
  /// Genes that too few cells express, and that nothing rescued.
  private(set) var removed: [Int] = []
  /// Genes that too few cells express, kept because they mark the positive cells.
  private(set) var rescued: [Int] = []
  /// Genes of extreme variance and next to no mean.
  private(set) var noise: [Int] = []
  /// Genes with the same value in every cell: they have no standard score.
  private(set) var constant: [Int] = []

  private let matrix: Matrix

  /// Chooses genes of a matrix of cells by genes; `positive` says which cells have the label, and
  /// is needed by the filters that use labels.
  init(_ filter: GeneFilter, of matrix: Matrix, positive: [Bool]?) {
    self.matrix = matrix
    let genes = Array(0..<matrix.columns)
    let profile = GeneProfile(matrix)
    switch filter {
    case .all: kept = genes
    case .variable(let count): kept = Self.top(count, profile.dispersions)
    case .expressed(let share, let ratio):
      let enough = profile.expressed.map { $0 >= max(1, share * Double(matrix.rows)) }
      rescued = markers(genes.filter { !enough[$0] }, ratio: ratio, positive: positive)
      let candidates = (genes.filter { enough[$0] } + rescued).sorted()
      let variance = Descriptive.quantile(profile.variances, 0.995).value ?? .infinity
      let mean = Descriptive.quantile(profile.means, 0.1).value ?? -.infinity
      noise = candidates.filter { profile.variances[$0] > variance && profile.means[$0] < mean }
      kept = candidates.filter {
        !(profile.variances[$0] > variance && profile.means[$0] < mean)
      }
    case .differential(let level, let change):
      kept = differential(level: level, change: change, positive: positive, profile)
    case .hybrid(let count, let share, let ratio):
      let top = Self.top(count, profile.dispersions)
      let rare = genes.filter { profile.expressed[$0] < max(1, share * Double(matrix.rows)) }
      rescued = markers(rare, ratio: ratio, positive: positive)
      kept = (top + rescued).sorted().reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }
    constant = kept.filter { profile.variances[$0] == 0 }
    kept = kept.filter { profile.variances[$0] > 0 }
    var isLeft = [Bool](repeating: false, count: genes.count)
    for gene in kept + noise + constant { isLeft[gene] = true }
    removed = genes.filter { !isLeft[$0] }
  }

  /// The lists by the genes' names.
  func log(_ names: [String], filter: GeneFilter) -> Value {
    func list(_ genes: [Int]) -> Value { .array(genes.map { .text(names[$0]) }) }
    return [
      "tag": .text(filter.tag), "uses_labels": .bool(filter.usesLabels),
      "initial": list(Array(names.indices)), "removed": list(removed), "rescued": list(rescued),
      "noise": list(noise), "constant": list(constant), "final": list(kept),
    ]
  }

  /// The genes of the largest values, ascending; equal values in the order of the genes.
  private static func top(_ count: Int, _ values: [Double]) -> [Int] {
    let order = values.indices.sorted { (values[$0], $1) > (values[$1], $0) }
    return order.prefix(count).sorted()
  }

  /// The genes that so many times as many positive cells express as others.
  private func markers(_ genes: [Int], ratio: Double, positive: [Bool]?) -> [Int] {
    guard let positive else { return [] }
    let positives = Double(positive.count { $0 })
    let negatives = Double(positive.count) - positives
    guard positives > 0, negatives > 0 else { return [] }
    return genes.filter { gene in
      var counts = (yes: 0.0, no: 0.0)
      for cell in positive.indices where matrix[cell, gene] > 0 {
        if positive[cell] { counts.yes += 1 } else { counts.no += 1 }
      }
      return counts.yes / positives / (counts.no / negatives + 1e-9) > ratio
    }
  }

  /// The genes of a rank-sum test at a level after Benjamini and Hochberg, and of a large enough
  /// difference of means, in the units of the data.
  private func differential(
    level: Double, change: Double, positive: [Bool]?, _ profile: GeneProfile
  ) -> [Int] {
    guard let positive else { return [] }
    var tests: [(gene: Int, probability: Double, change: Double)] = []
    for gene in 0..<matrix.columns where profile.variances[gene] > 0 {
      let column = matrix.column(gene)
      guard let test = RankSum(column, positive: positive) else { continue }
      tests.append((gene, test.probability, test.meanDifference))
    }
    let adjusted = Correction.benjaminiHochberg(tests.map(\.probability)).value ?? []
    return zip(tests, adjusted).filter { $1 < level && abs($0.change) > change }.map(\.0.gene)
  }
}
