import Codecs

/// A value of an attribute or an expression.
enum Datum: Equatable, Sendable {
  case none
  case bool(Bool)
  case int(Int64)
  case number(Double)
  case text(String)
  case list([Datum])

  /// The number, truth values being 0 and 1.
  var asNumber: Double? {
    switch self {
    case .bool(let value): value ? 1 : 0
    case .int(let value): Double(value)
    case .number(let value): value
    case .none, .text, .list: nil
    }
  }

  /// Whether a condition with this value holds: what is empty, zero or nothing does not.
  var isTrue: Bool {
    switch self {
    case .none: false
    case .bool(let value): value
    case .int(let value): value != 0
    case .number(let value): value != 0
    case .text(let text): !text.isEmpty
    case .list(let elements): !elements.isEmpty
    }
  }

  /// As people and personas read it.
  var text: String {
    switch self {
    case .none: "None"
    case .bool(let value): value ? "true" : "false"
    case .int(let value): "\(value)"
    case .number(let value): "\(value)"
    case .text(let text): text
    case .list(let elements): "[\(elements.map(\.text).joined(separator: ", "))]"
    }
  }

  /// As JSON keeps it.
  var value: Value {
    switch self {
    case .none: .null
    case .bool(let value): .bool(value)
    case .int(let value): .int(value)
    case .number(let value): .double(value)
    case .text(let text): .text(text)
    case .list(let elements): .array(elements.map(\.value))
    }
  }

  /// Reads a value of JSON; an object is none.
  init(_ value: Value) {
    switch value {
    case .bool(let value): self = .bool(value)
    case .int(let value): self = .int(value)
    case .double(let value): self = .number(value)
    case .text(let text): self = .text(text)
    case .array(let elements): self = .list(elements.map(Datum.init))
    case .null, .bytes, .map: self = .none
    }
  }

  /// Whether two values are the same as expressions compare them: `1`, `1.0` and true are equal.
  func equals(_ other: Datum) -> Bool {
    if let left = asNumber, let right = other.asNumber { return left == right }
    switch (self, other) {
    case (.text(let left), .text(let right)): return left == right
    case (.none, .none): return true
    case (.list(let left), .list(let right)):
      return left.count == right.count && zip(left, right).allSatisfy { $0.equals($1) }
    default: return false
    }
  }

  /// What messages call its kind.
  var kindName: String {
    switch self {
    case .none: "nothing"
    case .bool: "a truth value"
    case .int, .number: "a number"
    case .text: "a text"
    case .list: "a list"
    }
  }
}
