import StageKit
import YAML

/// The distribution of one attribute: a family and its numbers, some of which may be formulas.
struct Distribution: Sendable {
  enum Family: String, CaseIterable, Sendable {
    case normal, lognormal, uniform, beta, categorical, boolean
  }

  let family: Family
  let mean: Double?
  let std: Double?
  let min: Double?
  let max: Double?
  let alpha: Double?
  let beta: Double?
  let probability: Double?
  let options: [String]
  let weights: [Double]
  let meanFormula: String?
  let stdFormula: String?
  let minFormula: String?
  let maxFormula: String?

  /// The formulas there are, with the key that each stands under.
  var formulas: [(key: String, text: String)] {
    [
      ("mean_formula", meanFormula), ("std_formula", stdFormula), ("min_formula", minFormula),
      ("max_formula", maxFormula),
    ].compactMap { key, text in text.map { (key, $0) } }
  }

  /// Reads a distribution.
  init?(_ item: Item, owner: String) {
    guard
      let section = Section(
        item, owner: "the distribution of \(owner)",
        keys: [
          "type", "mean", "std", "min", "max", "alpha", "beta", "probability_true", "options",
          "weights", "mean_formula", "std_formula", "min_formula", "max_formula",
        ]), let family: Family = section.required("type").flatMap({ _ in section.word("type") })
    else { return nil }
    self.family = family
    mean = section.number("mean")
    std = section.number("std")
    min = section.number("min")
    max = section.number("max")
    alpha = section.number("alpha")
    beta = section.number("beta")
    probability = section.number("probability_true")
    options = section.texts("options")
    weights = section.list("weights").compactMap { $0.number() }
    meanFormula = section.text("mean_formula")
    stdFormula = section.text("std_formula")
    minFormula = section.text("min_formula")
    maxFormula = section.text("max_formula")
  }
}
