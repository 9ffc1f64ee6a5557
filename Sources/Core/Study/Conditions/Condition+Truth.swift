import Codecs

extension Condition {
  /// Whether the condition holds; nil where that is unknown.
  ///
  /// `value` gives what a reference stands for, nil where there is nothing. A value that is
  /// missing, not a number, infinite, or of another kind than what it is compared with, makes its
  /// test unknown, and what is unknown is neither true nor false (Kleene's strong logic): not
  /// unknown is unknown; `and` is false when either is, `or` true when either is, and otherwise
  /// unknown when either is. Only `is null` is always known.
  public func truth(_ value: (Reference) -> Literal?) -> Bool? {
    switch self {
    case .test(let reference, let comparison, let literal):
      return Self.finite(value(reference))?.compare(comparison, literal)
    case .like(let reference, let pattern):
      guard case .text(let text)? = value(reference) else { return nil }
      return Self.matches(Array(text.unicodeScalars)[...], Array(pattern.unicodeScalars)[...])
    case .isNull(let reference): return Self.finite(value(reference)) == nil
    case .oneOf(let reference, let literals):
      guard let found = Self.finite(value(reference)) else { return nil }
      let answers = literals.map { found.compare(.equal, $0) }
      return answers.contains(true) ? true : answers.contains(nil) ? nil : false
    case .not(let inner): return inner.truth(value).map(!)
    case .and(let left, let right):
      let sides = [left.truth(value), right.truth(value)]
      return sides.contains(false) ? false : sides.contains(nil) ? nil : true
    case .or(let left, let right):
      let sides = [left.truth(value), right.truth(value)]
      return sides.contains(true) ? true : sides.contains(nil) ? nil : false
    }
  }

  private static func finite(_ value: Literal?) -> Literal? {
    if case .number(let number)? = value, !number.isFinite { return nil }
    return value
  }

  /// Whether a text matches a pattern in which `%` is any text and `_` one character.
  ///
  /// O(text x pattern): after a mismatch only the last `%` takes in one more.
  private static func matches(
    _ text: ArraySlice<Unicode.Scalar>, _ pattern: ArraySlice<Unicode.Scalar>
  ) -> Bool {
    var (at, place) = (text.startIndex, pattern.startIndex)
    var retry: (text: Int, pattern: Int)?
    while at < text.endIndex {
      if place < pattern.endIndex, pattern[place] == "%" {
        retry = (at, place + 1)
        place += 1
      } else if place < pattern.endIndex, pattern[place] == "_" || pattern[place] == text[at] {
        at += 1
        place += 1
      } else if let last = retry {
        retry = (last.text + 1, last.pattern)
        (at, place) = (last.text + 1, last.pattern)
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == "%" }
  }
}

extension Condition.Literal {
  /// Whether a relation holds between two values; nil between values of two kinds, and for an order
  /// of truth values.
  fileprivate func compare(_ comparison: Comparison, _ other: Self) -> Bool? {
    switch (self, other) {
    case (.number(let left), .number(let right)): return comparison.holds(left, right)
    case (.duration(let left), .duration(let right)), (.time(let left), .time(let right)):
      return Self.holds(comparison, left, right)
    case (.text(let left), .text(let right)):
      if left.utf8.elementsEqual(right.utf8) { return Self.holds(comparison, 0, 0) }
      let isLess = left.utf8.lexicographicallyPrecedes(right.utf8)
      return Self.holds(comparison, isLess ? 0 : 1, isLess ? 1 : 0)
    case (.bool(let left), .bool(let right)):
      switch comparison {
      case .equal: return left == right
      case .notEqual: return left != right
      default: return nil
      }
    default: return nil
    }
  }

  private static func holds(_ comparison: Comparison, _ left: Int64, _ right: Int64) -> Bool {
    switch comparison {
    case .less: left < right
    case .lessOrEqual: left <= right
    case .equal: left == right
    case .notEqual: left != right
    case .greaterOrEqual: left >= right
    case .greater: left > right
    }
  }
}
