/// A formula or condition over named values, as scenario and population files write them.
///
/// Literals, names, lists; `+ - * / // % **`, `not and or`, chained comparisons, `in`, `is`,
/// `a if c else b`, and calls of a closed list of functions. Numbers behave as in Python, whose
/// notation it is: `/` gives a fraction, `//` and `%` round towards minus infinity.
struct Expression: Sendable {
  /// The text it was read from.
  let text: String
  /// The names it refers to, in the order of their first use.
  let names: [String]
  /// Its tree, with names as places in ``names``.
  let root: Term

  /// A condition that always holds.
  var isAlways: Bool {
    if case .literal(let value) = root { return value.isTrue }
    return false
  }

  /// One node of the tree.
  indirect enum Term: Sendable {
    case literal(Datum)
    case name(Int)
    case list([Term])
    case negative(Term)
    case positive(Term)
    case not(Term)
    case arithmetic(Operation, Term, Term)
    case and(Term, Term)
    case or(Term, Term)
    case comparison(Term, [(Comparison, Term)])
    case choice(condition: Term, Term, Term)
    case call(Function, [Term])
  }

  /// An arithmetic operation.
  enum Operation: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case floorDivide = "//"
    case remainder = "%"
    case power = "**"
  }

  /// A comparison.
  enum Comparison: String, Sendable {
    case equal = "=="
    case unequal = "!="
    case less = "<"
    case atMost = "<="
    case greater = ">"
    case atLeast = ">="
    case isIn = "in"
    case isNotIn = "not in"
    case isSame = "is"
    case isNotSame = "is not"
  }

  /// A function that may be called.
  enum Function: String, CaseIterable, Sendable {
    case abs, min, max, round, int, float, str, len, sum, all, any, bool
  }

  /// Every comparison of a name with literals, for those who ask whether it can ever hold.
  var literalComparisons: [(name: String, comparison: Comparison, values: [Datum])] {
    var found: [(name: String, comparison: Comparison, values: [Datum])] = []
    root.visit { term in
      guard case .comparison(let first, let rest) = term else { return }
      var left = first
      for (comparison, right) in rest {
        if case .name(let place) = left, let values = right.literals {
          found.append((names[place], comparison, values))
        } else if case .name(let place) = right, let values = left.literals {
          found.append((names[place], comparison.mirrored, values))
        }
        left = right
      }
    }
    return found
  }
}

extension Expression.Comparison {
  /// The comparison with both sides exchanged.
  var mirrored: Self {
    switch self {
    case .less: .greater
    case .atMost: .atLeast
    case .greater: .less
    case .atLeast: .atMost
    default: self
    }
  }
}

extension Expression.Term {
  /// The values of a literal, or of a list of them.
  var literals: [Datum]? {
    switch self {
    case .literal(let value): return [value]
    case .negative(.literal(.int(let value))): return [.int(-value)]
    case .negative(.literal(.number(let value))): return [.number(-value)]
    case .list(let terms):
      var values: [Datum] = []
      for term in terms {
        guard let inner = term.literals else { return nil }
        values += inner
      }
      return values
    default: return nil
    }
  }

  /// Shows every node of the tree to `body`.
  func visit(_ body: (Self) -> Void) {
    body(self)
    switch self {
    case .literal, .name: break
    case .list(let terms), .call(_, let terms): for term in terms { term.visit(body) }
    case .negative(let term), .positive(let term), .not(let term): term.visit(body)
    case .arithmetic(_, let left, let right), .and(let left, let right), .or(let left, let right):
      left.visit(body)
      right.visit(body)
    case .comparison(let first, let rest):
      first.visit(body)
      for (_, term) in rest { term.visit(body) }
    case .choice(let condition, let left, let right):
      condition.visit(body)
      left.visit(body)
      right.visit(body)
    }
  }
}

/// Why an expression cannot be read, or has no value.
struct ExpressionError: Error, Equatable, Sendable, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
