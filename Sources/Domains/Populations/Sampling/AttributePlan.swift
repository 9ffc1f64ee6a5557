import Numerics

/// One attribute, ready to be drawn.
struct AttributePlan {
  let attribute: Attribute
  let place: Int
  /// The constraints that are expressions, with their numbers.
  let constraints: [(number: Int, BoundExpression)]

  private let draw: Draw
  private let formula: BoundExpression?
  private let mean: BoundExpression?
  private let std: BoundExpression?
  private let low: BoundExpression?
  private let high: BoundExpression?
  private let conditions: [BoundExpression]
  /// The weights of each modifier, in the order of the options.
  private let overrides: [[Double]?]
  /// What each modifier multiplies weights by.
  private let factors: [[Double]?]

  init(
    _ attribute: Attribute, place: Int, seed: Int64, _ environment: ExpressionScope
  ) throws(ExpressionError) {
    self.attribute = attribute
    self.place = place
    draw = Draw(seed: seed, "agent/\(attribute.name)")
    func bind(_ text: String?) throws(ExpressionError) -> BoundExpression? {
      guard let text else { return nil }
      return try environment.bind(ExpressionParser.parse(text))
    }
    formula = try bind(attribute.formula)
    let distribution = attribute.distribution
    mean = try bind(distribution?.meanFormula)
    std = try bind(distribution?.stdFormula)
    low = try bind(distribution?.minFormula)
    high = try bind(distribution?.maxFormula)
    var conditions: [BoundExpression] = []
    for modifier in attribute.modifiers {
      conditions.append(try environment.bind(ExpressionParser.parse(modifier.when)))
    }
    self.conditions = conditions
    overrides = attribute.modifiers.map { modifier in
      modifier.weightOverrides.map { overrides in
        (distribution?.options ?? []).enumerated().map { index, option in
          overrides.first { $0.option == option }?.weight ?? distribution?.weights[index] ?? 0
        }
      }
    }
    factors = attribute.modifiers.map { modifier in
      modifier.weightFactors.map { factors in
        (distribution?.options ?? []).map { option in
          factors.first { $0.option == option }?.weight ?? 1
        }
      }
    }
    var constraints: [(Int, BoundExpression)] = []
    for (number, constraint) in attribute.constraints.enumerated()
    where constraint.kind == .expression {
      if let bound = try bind(constraint.expression) { constraints.append((number, bound)) }
    }
    self.constraints = constraints
  }

  /// The uniform number that a person's value is drawn from.
  func uniform(_ index: Int) -> Double { draw.uniform(i: UInt32(index)) }

  /// The value of a person whose earlier attributes stand in `row`, from a uniform number.
  func value(
    _ u: Double, _ row: [Datum], _ tally: inout AttributeTally
  ) throws(ExpressionError) -> Datum {
    if let formula {
      let value = try formula.value(row)
      return try coerced(value)
    }
    guard let distribution = attribute.distribution else { return .none }
    switch distribution.family {
    case .categorical: return try category(distribution, u, row, &tally)
    case .boolean: return .bool(try truth(distribution, u, row, &tally))
    case .normal, .lognormal, .uniform, .beta:
      var value = try number(distribution, u, row)
      var sum = 0.0
      for (place, condition) in conditions.enumerated() where condition.holds(row) {
        tally.triggers[place] += 1
        value *= attribute.modifiers[place].multiply ?? 1
        sum += attribute.modifiers[place].add ?? 0
      }
      let (floor, ceiling) = try bounds(distribution, row)
      value = clamp(value + sum, floor, ceiling)
      if distribution.family == .beta, floor == nil, ceiling == nil { value = clamp(value, 0, 1) }
      return try coerced(.number(value))
    }
  }

  private func number(
    _ distribution: Distribution, _ u: Double, _ row: [Datum]
  ) throws(ExpressionError) -> Double {
    let (floor, ceiling) = try bounds(distribution, row)
    // The draw may be 0, which no quantile of a normal distribution has.
    let inner = Swift.max(u, 0x1p-54)
    switch distribution.family {
    case .normal:
      let centre = try evaluated(mean, distribution.mean ?? 0, row)
      let spread = try evaluated(std, distribution.std ?? 1, row)
      return clamp(centre + spread * (Normal.quantile(inner).value ?? 0), floor, ceiling)
    case .lognormal:
      let centre = try evaluated(mean, distribution.mean ?? 1, row)
      guard centre > 0 else {
        throw ExpressionError("a lognormal distribution needs a mean above zero, not \(centre)")
      }
      let spread = try evaluated(std, distribution.std ?? 0.5 * centre, row)
      let (mu, sigma) = Self.lognormal(mean: centre, std: spread)
      let value = Elementary.exponential(mu + sigma * (Normal.quantile(inner).value ?? 0))
      return clamp(value, floor, ceiling)
    case .uniform:
      guard let floor, let ceiling, floor <= ceiling else {
        throw ExpressionError("a uniform distribution needs a min that is not above its max")
      }
      return floor + (ceiling - floor) * u
    case .beta:
      guard let beta = Beta(distribution.alpha ?? 0, distribution.beta ?? 0),
        let share = beta.quantile(u).value
      else { throw ExpressionError("the beta distribution has no such shape") }
      if let floor, let ceiling { return floor + (ceiling - floor) * share }
      return clamp(share, floor, ceiling)
    case .categorical, .boolean: return 0
    }
  }

  /// The parameters of the logarithm whose exponential has this mean and spread.
  static func lognormal(mean: Double, std: Double) -> (mu: Double, sigma: Double) {
    let squares = mean * mean + std * std
    return (
      Elementary.logarithm(mean * mean / squares.squareRoot()),
      Elementary.logarithm(squares / (mean * mean)).squareRoot()
    )
  }

  private func category(
    _ distribution: Distribution, _ u: Double, _ row: [Datum], _ tally: inout AttributeTally
  ) throws(ExpressionError) -> Datum {
    var weights = distribution.weights
    var matching: [[Double]] = []
    // The last override that matches wins, and all factors apply.
    for (place, condition) in conditions.enumerated() where condition.holds(row) {
      tally.triggers[place] += 1
      if let override = overrides[place] { weights = override }
      if let factor = factors[place] { matching.append(factor) }
    }
    for factor in matching { for place in weights.indices { weights[place] *= factor[place] } }
    let total = weights.reduce(0, +)
    guard total > 0, total.isFinite else {
      throw ExpressionError("all weights are zero")
    }
    var rest = u * total
    var chosen = weights.lastIndex { $0 > 0 } ?? 0
    for (index, weight) in weights.enumerated() where weight > 0 {
      rest -= weight
      if rest < 0 {
        chosen = index
        break
      }
    }
    tally.expect(weights.map { $0 / total }, chosen)
    return .text(distribution.options[chosen])
  }

  private func truth(
    _ distribution: Distribution, _ u: Double, _ row: [Datum], _ tally: inout AttributeTally
  ) throws(ExpressionError) -> Bool {
    var share = distribution.probability ?? 0.5
    for (place, condition) in conditions.enumerated() where condition.holds(row) {
      tally.triggers[place] += 1
      let modifier = attribute.modifiers[place]
      share = modifier.probabilityOverride ?? share * (modifier.multiply ?? 1) + (modifier.add ?? 0)
    }
    share = clamp(share, 0, 1)
    let value = u < share
    tally.expect([1 - share, share], value ? 1 : 0)
    return value
  }

  private func bounds(
    _ distribution: Distribution, _ row: [Datum]
  ) throws(ExpressionError) -> (Double?, Double?) {
    (
      low == nil ? distribution.min : try evaluated(low, 0, row),
      high == nil ? distribution.max : try evaluated(high, 0, row)
    )
  }

  private func evaluated(
    _ formula: BoundExpression?, _ value: Double, _ row: [Datum]
  ) throws(ExpressionError) -> Double {
    guard let formula else { return value }
    guard let number = try formula.value(row).asNumber else {
      throw ExpressionError("'\(formula.expression.text)' is no number")
    }
    return number
  }

  private func clamp(_ value: Double, _ low: Double?, _ high: Double?) -> Double {
    Swift.min(Swift.max(value, low ?? -.infinity), high ?? .infinity)
  }

  /// The value in the attribute's own kind, within its hard bounds.
  private func coerced(_ value: Datum) throws(ExpressionError) -> Datum {
    switch attribute.kind {
    case .categorical: return .text(value.text)
    case .boolean: return .bool(value.isTrue)
    case .int, .float:
      guard let number = value.asNumber ?? Self.number(in: value) else {
        throw ExpressionError("'\(value.text)' is no number")
      }
      let inside = clamp(number, attribute.bound(.hardMin), attribute.bound(.hardMax))
      guard attribute.kind == .int else { return .number(inside) }
      return try ExpressionArithmetic.whole(inside.rounded(.toNearestOrEven))
    }
  }

  /// The number in a text such as `6+`.
  private static func number(in value: Datum) -> Double? {
    guard case .text(let text) = value else { return nil }
    return Double(text.filter { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "-") })
  }
}
