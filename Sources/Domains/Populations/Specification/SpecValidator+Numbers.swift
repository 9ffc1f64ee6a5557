/// Whether numbers of distributions and modifiers can be meant.
extension SpecValidator {
  mutating func checkDistribution(_ attribute: Attribute) {
    guard let distribution = attribute.distribution else { return }
    let place = attribute.name
    func invalid(_ text: String) -> Issue { .error("DIST_PARAM_INVALID", place, text) }
    let isFitting =
      switch distribution.family {
      case .normal, .lognormal, .uniform, .beta: attribute.isNumeric
      case .categorical: attribute.kind == .categorical
      case .boolean: attribute.kind == .boolean
      }
    if !isFitting {
      error(
        "TYPE_MISMATCH", place,
        "a \(distribution.family.rawValue) distribution gives no \(attribute.kind.rawValue)")
    }
    if let low = distribution.min, let high = distribution.max, distribution.minFormula == nil,
      distribution.maxFormula == nil, low >= high
    {
      issuesAppend(invalid("min \(low) is not below max \(high)"))
    }
    switch distribution.family {
    case .normal, .lognormal:
      if distribution.mean == nil, distribution.meanFormula == nil {
        issuesAppend(invalid("'mean' or 'mean_formula' is missing"))
      }
      if let std = distribution.std, distribution.stdFormula == nil, std <= 0 {
        issuesAppend(
          invalid(std < 0 ? "std \(std) is below zero" : "std is zero: nothing would vary"))
      }
      if distribution.family == .lognormal, let mean = distribution.mean, mean <= 0,
        distribution.meanFormula == nil
      {
        issuesAppend(invalid("a lognormal distribution needs a mean above zero, not \(mean)"))
      }
    case .uniform:
      if distribution.min == nil && distribution.minFormula == nil
        || distribution.max == nil && distribution.maxFormula == nil
      {
        issuesAppend(invalid("a uniform distribution needs 'min' and 'max'"))
      }
    case .beta:
      for (name, value) in [("alpha", distribution.alpha), ("beta", distribution.beta)] {
        guard let value else {
          issuesAppend(invalid("'\(name)' is missing"))
          continue
        }
        if value <= 0 { issuesAppend(invalid("\(name) \(value) is not above zero")) }
      }
    case .categorical: checkWeights(distribution, place)
    case .boolean:
      guard let share = distribution.probability else {
        return issuesAppend(invalid("'probability_true' is missing"))
      }
      if share < 0 || share > 1 {
        issuesAppend(invalid("probability_true \(share) lies outside of 0 to 1"))
      }
    }
  }

  private mutating func checkWeights(_ distribution: Distribution, _ place: String) {
    if distribution.options.isEmpty {
      return error("DIST_PARAM_INVALID", place, "'options' are missing")
    }
    for (index, option) in distribution.options.enumerated()
    where distribution.options[..<index].contains(option) {
      error("DUPLICATE", place, "the option '\(option)' stands twice")
    }
    if distribution.weights.count != distribution.options.count {
      return error(
        "WEIGHT_INVALID", place,
        "\(distribution.weights.count) weights for \(distribution.options.count) options")
    }
    if distribution.weights.contains(where: { $0 < 0 }) {
      error("WEIGHT_INVALID", place, "a weight is below zero")
    }
    let sum = distribution.weights.reduce(0, +)
    if abs(sum - 1) > 0.02 {
      error("WEIGHT_INVALID", place, "the weights sum to \(rounded(sum)), not 1")
    }
  }

  mutating func checkModifierKinds(
    _ attribute: Attribute, _ modifier: Attribute.Modifier, _ place: String
  ) {
    let has = (
      change: modifier.multiply != nil || modifier.add != nil,
      weights: modifier.weightOverrides != nil || modifier.weightFactors != nil,
      share: modifier.probabilityOverride != nil
    )
    switch attribute.kind {
    case .int, .float:
      if has.weights || has.share {
        error("TYPE_MISMATCH", place, "a number is changed by 'multiply' and 'add'")
      }
    case .categorical:
      if has.change || has.share {
        error(
          "TYPE_MISMATCH", place, "a category is changed by 'weight_overrides' or 'weight_factors'")
      }
    case .boolean:
      if has.weights || has.change {
        error("TYPE_MISMATCH", place, "a truth value is changed by 'probability_override'")
      }
    }
    let isNothing = modifier.multiply ?? 1 == 1 && modifier.add ?? 0 == 0
    if !has.weights, !has.share, isNothing { warn("NO_OP", place, "the modifier changes nothing") }
    if let share = modifier.probabilityOverride, share < 0 || share > 1 {
      error("RANGE_VIOLATION", place, "probability_override \(share) lies outside of 0 to 1")
    }
    if attribute.distribution?.family == .beta, attribute.distribution?.max == nil,
      let add = modifier.add, abs(add) > 0.5
    {
      error("RANGE_VIOLATION", place, "add \(add) moves a value from 0 to 1 by more than 0.5")
    }
  }

  mutating func checkOverrides(
    _ attribute: Attribute, _ modifier: Attribute.Modifier, _ place: String
  ) {
    guard let distribution = attribute.distribution, attribute.kind == .categorical else { return }
    for (option, weight) in (modifier.weightOverrides ?? []) + (modifier.weightFactors ?? []) {
      if !distribution.options.contains(option) {
        error("WEIGHT_INVALID", place, "there is no option '\(option)'")
      }
      if weight < 0 { error("WEIGHT_INVALID", place, "the weight of '\(option)' is below zero") }
    }
    guard let overrides = modifier.weightOverrides else { return }
    let missing = distribution.options.filter { option in
      !overrides.contains { $0.option == option }
    }
    let sum = overrides.reduce(0) { $0 + $1.weight }
    if missing.isEmpty, abs(sum - 1) > 0.02 {
      error("WEIGHT_INVALID", place, "the weights sum to \(rounded(sum)), not 1")
    } else if !missing.isEmpty {
      warn(
        "WEIGHT_INCOMPLETE", place,
        "\(missing.joined(separator: ", ")) keep their base weights, and all are scaled to 1")
    }
  }

  /// Whether all modifiers together can carry a mean far beyond its bounds.
  mutating func checkStacking(_ attribute: Attribute) {
    guard attribute.isNumeric, let mean = attribute.distribution?.mean, !attribute.modifiers.isEmpty
    else { return }
    var high = mean
    var low = mean
    for modifier in attribute.modifiers {
      let factor = modifier.multiply ?? 1
      high *= max(1, factor)
      low *= min(1, factor)
    }
    for modifier in attribute.modifiers {
      high += max(0, modifier.add ?? 0)
      low += min(0, modifier.add ?? 0)
    }
    if let bound = attribute.bound(.hardMax) ?? attribute.distribution?.max, bound > 0,
      high > 1.5 * bound
    {
      warn(
        "MODIFIER_STACKING", attribute.name,
        "stacked, the modifiers carry the mean to \(rounded(high)), and hard_max is \(bound)")
    }
    if let bound = attribute.bound(.hardMin) ?? attribute.distribution?.min, bound > 0,
      low < 0.5 * bound
    {
      warn(
        "MODIFIER_STACKING", attribute.name,
        "stacked, the modifiers carry the mean to \(rounded(low)), and hard_min is \(bound)")
    }
  }

  private mutating func issuesAppend(_ issue: Issue) {
    error(issue.code, issue.location, issue.message, issue.suggestion)
  }

  private func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
