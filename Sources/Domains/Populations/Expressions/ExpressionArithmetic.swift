import Numerics

/// Arithmetic as Python does it: whole numbers stay whole but for `/`, and rounding goes downwards.
enum ExpressionArithmetic {
  static func apply(
    _ operation: Expression.Operation, _ left: Datum, _ right: Datum
  ) throws(ExpressionError) -> Datum {
    if case .text(let first) = left, case .text(let second) = right, operation == .add {
      return .text(first + second)
    }
    if let first = left.asWhole, let second = right.asWhole, operation != .divide,
      operation != .power || second >= 0
    {
      return .int(try apply(operation, first, second))
    }
    guard let first = left.asNumber, let second = right.asNumber else {
      throw ExpressionError(
        "'\(operation.rawValue)' takes numbers, not \(left.kindName) and \(right.kindName)")
    }
    return .number(try apply(operation, first, second))
  }

  /// A number as a whole one.
  static func whole(_ number: Double) throws(ExpressionError) -> Datum {
    guard let value = Int64(exactly: number) else {
      throw ExpressionError("\(number) is no whole number of 64 bits")
    }
    return .int(value)
  }

  private static func apply(
    _ operation: Expression.Operation, _ left: Int64, _ right: Int64
  ) throws(ExpressionError) -> Int64 {
    var result = (partialValue: Int64(0), overflow: false)
    switch operation {
    case .add: result = left.addingReportingOverflow(right)
    case .subtract: result = left.subtractingReportingOverflow(right)
    case .multiply: result = left.multipliedReportingOverflow(by: right)
    case .floorDivide, .remainder:
      guard right != 0 else { throw ExpressionError("division by zero") }
      result = left.dividedReportingOverflow(by: right)
      if !result.overflow {
        let rest = left - result.partialValue * right
        let isBelow = rest != 0 && (rest < 0) != (right < 0)
        result.partialValue =
          operation == .floorDivide
          ? result.partialValue - (isBelow ? 1 : 0) : rest + (isBelow ? right : 0)
      }
    case .power:
      result.partialValue = 1
      for _ in 0..<min(right, 64) where !result.overflow {
        result = result.partialValue.multipliedReportingOverflow(by: left)
      }
      // Longer powers are whole numbers only of -1, 0 and 1.
      if right > 64, abs(left) > 1 { result.overflow = true }
      if right > 64, left == -1 { result.partialValue = right % 2 == 0 ? 1 : -1 }
    case .divide: throw ExpressionError("a fraction is no whole number")
    }
    guard !result.overflow else { throw ExpressionError("the result needs more than 64 bits") }
    return result.partialValue
  }

  private static func apply(
    _ operation: Expression.Operation, _ left: Double, _ right: Double
  ) throws(ExpressionError) -> Double {
    let result: Double
    switch operation {
    case .add: result = left + right
    case .subtract: result = left - right
    case .multiply: result = left * right
    case .power: result = Elementary.power(left, right)
    case .divide, .floorDivide, .remainder:
      guard right != 0 else { throw ExpressionError("division by zero") }
      let quotient = (left / right).rounded(.down)
      switch operation {
      case .divide: result = left / right
      case .floorDivide: result = quotient
      default:
        let rest = left.truncatingRemainder(dividingBy: right)
        result = rest != 0 && (rest < 0) != (right < 0) ? rest + right : rest
      }
    }
    guard result.isFinite else { throw ExpressionError("the result is no finite number") }
    return result
  }
}

extension Datum {
  /// The whole number, truth values being 0 and 1.
  fileprivate var asWhole: Int64? {
    switch self {
    case .bool(let value): value ? 1 : 0
    case .int(let value): value
    case .none, .number, .text, .list: nil
    }
  }
}
