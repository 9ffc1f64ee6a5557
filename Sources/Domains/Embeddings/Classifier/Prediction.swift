import Numerics

/// How well probabilities tell labels apart.
struct Prediction {
  /// Counts at a threshold of one half.
  private(set) var (tp, fp, tn, fn) = (0, 0, 0, 0)
  /// The area under the ROC curve, by ranks with mid-ranks; nil with one label only.
  let auc: Double?
  /// Average precision: the sum of precision times the step in recall; nil without a positive cell.
  let averagePrecision: Double?

  init(_ probabilities: [Double], positive: [Bool]) {
    for (probability, label) in zip(probabilities, positive) {
      switch (probability >= 0.5, label) {
      case (true, true): tp += 1
      case (true, false): fp += 1
      case (false, true): fn += 1
      case (false, false): tn += 1
      }
    }
    auc = Self.area(probabilities, positive: positive)
    averagePrecision = Self.precision(probabilities, positive: positive)
  }

  var count: Int { tp + fp + tn + fn }
  var accuracy: Double { Double(tp + tn) / Double(count) }
  /// The share of the more frequent label: what calling all cells so gets right.
  var trivialAccuracy: Double { Double(majority) / Double(count) }
  var majority: Int { max(tp + fn, tn + fp) }
  var minority: Int { min(tp + fn, tn + fp) }
  /// How many labels were predicted.
  var predictedClasses: Int { (tp + fp > 0 ? 1 : 0) + (tn + fn > 0 ? 1 : 0) }
  var recall: Double? { Self.share(tp, tp + fn) }
  var precision: Double? { Self.share(tp, tp + fp) }
  var f1: Double? { Self.share(2 * tp, 2 * tp + fp + fn) }
  var negativeRecall: Double? { Self.share(tn, tn + fp) }
  var negativePrecision: Double? { Self.share(tn, tn + fn) }
  var negativeF1: Double? { Self.share(2 * tn, 2 * tn + fn + fp) }

  private static func share(_ part: Int, _ whole: Int) -> Double? {
    whole > 0 ? Double(part) / Double(whole) : nil
  }

  static func area(_ values: [Double], positive: [Bool]) -> Double? {
    let yes = Double(positive.count { $0 })
    let no = Double(positive.count) - yes
    guard yes > 0, no > 0 else { return nil }
    let ranks = Ranks(values).values
    let sum = zip(ranks, positive).reduce(0) { $1.1 ? $0 + $1.0 : $0 }
    return (sum - yes * (yes + 1) / 2) / (yes * no)
  }

  private static func precision(_ values: [Double], positive: [Bool]) -> Double? {
    let total = positive.count { $0 }
    guard total > 0 else { return nil }
    let order = values.indices.sorted { (values[$0], $1) > (values[$1], $0) }
    var (hits, seen, sum) = (0, 0, 0.0)
    var start = 0
    while start < order.count {
      var end = start
      let before = hits
      while end < order.count, values[order[end]] == values[order[start]] {
        if positive[order[end]] { hits += 1 }
        end += 1
      }
      seen = end
      sum += Double(hits - before) / Double(total) * Double(hits) / Double(seen)
      start = end
    }
    return sum
  }

  /// The corners of the ROC curve, from (0, 0) to (1, 1).
  static func curve(_ values: [Double], positive: [Bool]) -> [(x: Double, y: Double)] {
    let yes = Double(positive.count { $0 })
    let no = Double(positive.count) - yes
    guard yes > 0, no > 0 else { return [] }
    let order = values.indices.sorted { (values[$0], $1) > (values[$1], $0) }
    var points = [(x: 0.0, y: 0.0)]
    var (hits, misses) = (0.0, 0.0)
    for (position, index) in order.enumerated() {
      if positive[index] { hits += 1 } else { misses += 1 }
      let isLast = position + 1 == order.count
      if isLast || values[order[position + 1]] != values[index] {
        points.append((misses / no, hits / yes))
      }
    }
    return points
  }
}
