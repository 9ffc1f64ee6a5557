/// When a simulation is over, besides its last timestep.
///
/// An expression over `timestep`, `exposure_rate`, `average_sentiment`, `average_conviction`,
/// `no_state_changes_for` (timesteps in a row) and `convergence` (the shares of positions stood
/// still for five timesteps: each varies by at most 0.01).
struct StopCondition: Sendable {
  static let names = [
    "timestep", "exposure_rate", "average_sentiment", "average_conviction", "no_state_changes_for",
    "convergence",
  ]

  let text: String
  private let condition: BoundExpression

  init(_ text: String) throws(ExpressionError) {
    self.text = text
    condition = try ExpressionScope(Self.names).bind(ExpressionParser.parse(text))
  }

  /// Whether it holds for the values, in the order of ``names``.
  func holds(_ values: [Datum]) -> Bool { condition.holds(values) }

  /// Why it can never hold, as far as its bounds say: a conjunction with a comparison that is
  /// outside of what a quantity can be, or with two that leave nothing between them.
  var contradiction: String? {
    var parts: [Expression.Term] = []
    func split(_ term: Expression.Term) {
      if case .and(let left, let right) = term {
        split(left)
        split(right)
      } else {
        parts.append(term)
      }
    }
    split(condition.expression.root)
    let ranges: [String: (Double, Double)] = [
      "timestep": (0, .infinity), "exposure_rate": (0, 1), "average_sentiment": (-1, 1),
      "average_conviction": (0, 1), "no_state_changes_for": (0, .infinity), "convergence": (0, 1),
    ]
    for name in Self.names {
      var (low, high) = ranges[name] ?? (-.infinity, .infinity)
      var isOpen = false
      for part in parts {
        guard case .comparison = part else { continue }
        let whole = Expression(text: "", names: condition.expression.names, root: part)
        for (other, comparison, values) in whole.literalComparisons where other == name {
          guard let value = values.first?.asNumber else { continue }
          switch comparison {
          case .greater, .atLeast:
            if value >= low {
              low = value
              isOpen = comparison == .greater
            }
          case .less, .atMost:
            if value <= high {
              high = value
              isOpen = comparison == .less
            }
          case .equal:
            low = max(low, value)
            high = min(high, value)
          default: break
          }
        }
      }
      if low > high || low == high && isOpen {
        return "'\(name)' would be above \(low) and below \(high)"
      }
    }
    return nil
  }
}
