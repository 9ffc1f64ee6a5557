import Numerics

/// How well outcomes are told from demographics alone: a multinomial logit over keyed folds, beside
/// which every headline stands, because a study that does no better says nothing of its own.
struct DemographicBaseline {
  /// How many folds there are.
  static let folds = 5

  /// The share that is told rightly.
  let accuracy: Double
  /// The mean negative logarithm of the probability given to what happened, in nats.
  let logLoss: Double
  /// The same for the shares of the other folds alone.
  let nullLogLoss: Double
  let count: Int
  let attributes: [String]

  /// Scores columns against labels; nil where there are too few people or a single label.
  init?(_ columns: [(name: String, values: [String])], labels: [String], seed: Int64) {
    let known = labels.indices.filter { !labels[$0].isEmpty }
    var names: [String] = []
    for place in known where !names.contains(labels[place]) { names.append(labels[place]) }
    names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    guard known.count >= 50, names.count > 1 else { return nil }
    let features = Self.features(columns, known)
    let outcomes = known.map { names.firstIndex(of: labels[$0]) ?? 0 }
    let fold = Self.folds(known.count, seed)
    var right = 0
    var loss = 0.0
    var null = 0.0
    for held in 0..<Self.folds {
      let training = fold.indices.filter { fold[$0] != held }
      let testing = fold.indices.filter { fold[$0] == held }
      let present = Set(training.map { outcomes[$0] }).sorted()
      guard present.count > 1 else { return nil }
      let mapped = training.map { present.firstIndex(of: outcomes[$0]) ?? 0 }
      // A little ridge, so that a rare category cannot run away.
      guard
        let model = MultinomialLogit.fit(training.map { features[$0] }, mapped, ridge: 1).value
      else { return nil }
      for place in testing {
        let probabilities = model.probabilities(features[place])
        let index = present.firstIndex(of: outcomes[place])
        if index == model.prediction(features[place]) { right += 1 }
        let p = index.map { probabilities[$0] } ?? 0
        loss -= Elementary.logarithm(max(p, 1e-6))
        let share = index.map { index in
          Double(mapped.count { $0 == index }) / Double(mapped.count)
        }
        null -= Elementary.logarithm(max(share ?? 0, 1e-6))
      }
    }
    count = known.count
    accuracy = Double(right) / Double(known.count)
    logLoss = loss / Double(known.count)
    nullLogLoss = null / Double(known.count)
    attributes = columns.map(\.name)
  }

  /// The fold of everybody: keyed, and as equal in size as can be.
  static func folds(_ count: Int, _ seed: Int64) -> [Int] {
    let draw = Draw(seed: seed, "folds")
    let order = (0..<count).sorted {
      let left = draw.block(i: UInt32($0)).0
      let right = draw.block(i: UInt32($1)).0
      return (left, $0) < (right, $1)
    }
    var folds = [Int](repeating: 0, count: count)
    for (place, person) in order.enumerated() { folds[person] = place % Self.folds }
    return folds
  }

  /// A constant, z-scores of numbers, and a 0 or 1 for every value of a category but the first.
  private static func features(
    _ columns: [(name: String, values: [String])], _ known: [Int]
  ) -> [[Double]] {
    var features = known.map { _ in [1.0] }
    for column in columns {
      let texts = known.map { column.values[$0] }
      let numbers = texts.compactMap(Double.init)
      if numbers.count == texts.count {
        guard let scores = Descriptive.standardScores(numbers).value else { continue }
        for index in features.indices { features[index].append(scores[index]) }
        continue
      }
      var values: [String] = []
      for text in texts where !values.contains(text) { values.append(text) }
      values.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      guard values.count > 1, values.count <= 20 else { continue }
      for value in values.dropFirst() {
        for index in features.indices { features[index].append(texts[index] == value ? 1 : 0) }
      }
    }
    return features
  }
}
