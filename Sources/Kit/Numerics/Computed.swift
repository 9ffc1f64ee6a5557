/// What a statistical function gives: a value, or the reason why there is none.
///
/// A value is never NaN and holds none, nor an infinity unless its own description says so.
public enum Computed<Value> {
  case value(Value)
  /// Why there is no value.
  case undefined(Undefined)

  /// The value, if there is one.
  public var value: Value? {
    if case .value(let value) = self { value } else { nil }
  }

  /// Why there is no value, if there is none.
  public var reason: Undefined? {
    if case .undefined(let reason) = self { reason } else { nil }
  }

  /// The outcome of a further calculation.
  public func map<Other>(_ transform: (Value) -> Other) -> Computed<Other> {
    switch self {
    case .value(let value): .value(transform(value))
    case .undefined(let reason): .undefined(reason)
    }
  }

  /// The outcome of a further calculation that may have no value either.
  public func flatMap<Other>(_ transform: (Value) -> Computed<Other>) -> Computed<Other> {
    switch self {
    case .value(let value): transform(value)
    case .undefined(let reason): .undefined(reason)
    }
  }
}

extension Computed: Sendable where Value: Sendable {}
extension Computed: Equatable where Value: Equatable {}

extension Computed where Value == Double {
  /// Takes a number that the calculation cannot have made NaN unless it failed.
  init(_ number: Double, or reason: @autoclosure () -> Undefined) {
    self = number.isFinite ? .value(number) : .undefined(reason())
  }
}
