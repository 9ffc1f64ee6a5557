import Numerics

/// Where an expression finds the values of its names.
struct ExpressionScope {
  /// The names there are, in the order of the values.
  let names: [String]
  private let places: [String: Int]

  init(_ names: [String]) {
    self.names = names
    places = Dictionary(
      names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The place of a name.
  func place(_ name: String) -> Int? { places[name] }

  /// The expression with its names looked up; one that is not there is an error.
  func bind(_ expression: Expression) throws(ExpressionError) -> BoundExpression {
    var slots: [Int] = []
    for name in expression.names {
      guard let place = places[name] else { throw ExpressionError("there is no '\(name)'") }
      slots.append(place)
    }
    return BoundExpression(expression: expression, slots: slots)
  }
}

/// An expression that knows where its values stand in a row.
struct BoundExpression: Sendable {
  let expression: Expression
  fileprivate let slots: [Int]

  /// The value over a row of values.
  func value(_ row: [Datum]) throws(ExpressionError) -> Datum {
    try ExpressionEvaluation(row: row, slots: slots).value(expression.root)
  }

  /// Whether it holds; a condition that cannot be evaluated does not apply.
  func holds(_ row: [Datum]) -> Bool { (try? value(row).isTrue) ?? false }
}

/// One evaluation over a row.
private struct ExpressionEvaluation {
  let row: [Datum]
  let slots: [Int]

  func value(_ term: Expression.Term) throws(ExpressionError) -> Datum {
    switch term {
    case .literal(let value): return value
    case .name(let place): return row[slots[place]]
    case .list(let terms): return .list(try values(terms))
    case .negative(let term):
      switch try value(term) {
      case .int(let value) where value != .min: return .int(-value)
      case let value: return .number(-(try number(value)))
      }
    case .positive(let term):
      let value = try value(term)
      _ = try number(value)
      return value
    case .not(let term): return .bool(!(try value(term).isTrue))
    case .and(let left, let right):
      let first = try value(left)
      return first.isTrue ? try value(right) : first
    case .or(let left, let right):
      let first = try value(left)
      return first.isTrue ? first : try value(right)
    case .choice(let condition, let left, let right):
      return try value(try value(condition).isTrue ? left : right)
    case .comparison(let first, let rest):
      var left = try value(first)
      for (comparison, term) in rest {
        let right = try value(term)
        guard try compare(left, comparison, right) else { return .bool(false) }
        left = right
      }
      return .bool(true)
    case .arithmetic(let operation, let left, let right):
      return try ExpressionArithmetic.apply(operation, try value(left), try value(right))
    case .call(let function, let terms): return try call(function, try values(terms))
    }
  }

  private func values(_ terms: [Expression.Term]) throws(ExpressionError) -> [Datum] {
    var values: [Datum] = []
    for term in terms { values.append(try value(term)) }
    return values
  }

  private func number(_ value: Datum) throws(ExpressionError) -> Double {
    guard let number = value.asNumber else {
      throw ExpressionError("\(value.kindName) is no number")
    }
    return number
  }

  private func compare(
    _ left: Datum, _ comparison: Expression.Comparison, _ right: Datum
  ) throws(ExpressionError) -> Bool {
    switch comparison {
    case .equal, .isSame: return left.equals(right)
    case .unequal, .isNotSame: return !left.equals(right)
    case .isIn: return try contains(right, left)
    case .isNotIn: return !(try contains(right, left))
    case .less: return try precedes(left, right)
    case .greater: return try precedes(right, left)
    // Not the negation of the opposite: nothing is in order with a number that is none.
    case .atMost: return try precedes(left, right) || left.equals(right)
    case .atLeast: return try precedes(right, left) || left.equals(right)
    }
  }

  private func precedes(_ left: Datum, _ right: Datum) throws(ExpressionError) -> Bool {
    if let first = left.asNumber, let second = right.asNumber { return first < second }
    if case .text(let first) = left, case .text(let second) = right {
      return first.utf8.lexicographicallyPrecedes(second.utf8)
    }
    throw ExpressionError("\(left.kindName) and \(right.kindName) stand in no order")
  }

  private func contains(_ whole: Datum, _ part: Datum) throws(ExpressionError) -> Bool {
    switch (whole, part) {
    case (.list(let elements), _): return elements.contains { $0.equals(part) }
    case (.text(let text), .text(let word)): return word.isEmpty || text.contains(word)
    default: throw ExpressionError("nothing can be in \(whole.kindName)")
    }
  }

  private func call(
    _ function: Expression.Function, _ arguments: [Datum]
  ) throws(ExpressionError) -> Datum {
    func one() throws(ExpressionError) -> Datum {
      guard arguments.count == 1 else {
        throw ExpressionError("'\(function.rawValue)' takes one value")
      }
      return arguments[0]
    }
    switch function {
    case .abs:
      if case .int(let value) = try one() { return .int(value == .min ? .max : Swift.abs(value)) }
      return .number(Swift.abs(try number(try one())))
    case .min, .max:
      var elements = arguments
      if case .list(let inner) = elements.first, elements.count == 1 { elements = inner }
      guard var best = elements.first else {
        throw ExpressionError("'\(function.rawValue)' of nothing")
      }
      for element in elements.dropFirst() {
        let isBetter = try function == .min ? precedes(element, best) : precedes(best, element)
        if isBetter { best = element }
      }
      return best
    case .round:
      guard let value = arguments.first, arguments.count <= 2 else {
        throw ExpressionError("'round' takes a number, and digits")
      }
      let digits = arguments.count == 2 ? try number(arguments[1]) : 0
      guard digits == digits.rounded(), Swift.abs(digits) <= 15 else {
        throw ExpressionError("'round' takes at most 15 digits")
      }
      let scale = Elementary.power(10, digits)
      let rounded = (try number(value) * scale).rounded(.toNearestOrEven) / scale
      return arguments.count == 1 ? try ExpressionArithmetic.whole(rounded) : .number(rounded)
    case .int:
      if case .text(let text) = try one() {
        guard let value = Int64(text) else { throw ExpressionError("'\(text)' is no whole number") }
        return .int(value)
      }
      return try ExpressionArithmetic.whole(try number(try one()).rounded(.towardZero))
    case .float:
      if case .text(let text) = try one() {
        guard let value = Double(text) else { throw ExpressionError("'\(text)' is no number") }
        return .number(value)
      }
      return .number(try number(try one()))
    case .str: return .text(try one().text)
    case .bool: return .bool(try one().isTrue)
    case .len:
      switch try one() {
      case .text(let text): return .int(Int64(text.unicodeScalars.count))
      case .list(let elements): return .int(Int64(elements.count))
      case let value: throw ExpressionError("\(value.kindName) has no length")
      }
    case .sum, .all, .any:
      guard case .list(let elements) = try one() else {
        throw ExpressionError("'\(function.rawValue)' takes a list")
      }
      if function == .all { return .bool(elements.allSatisfy(\.isTrue)) }
      if function == .any { return .bool(elements.contains(where: \.isTrue)) }
      var total = Datum.int(0)
      for element in elements { total = try ExpressionArithmetic.apply(.add, total, element) }
      return total
    }
  }
}
