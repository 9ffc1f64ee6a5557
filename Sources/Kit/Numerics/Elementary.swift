import CStatistics

/// Functions of the C library.
public enum Elementary {
  /// The natural logarithm; NaN below zero.
  public static func logarithm(_ x: Double) -> Double { rl_log(x) }
  /// e to the power of `x`.
  public static func exponential(_ x: Double) -> Double { rl_exp(x) }
  /// `tanh`, with the same bits on every machine.
  public static func hyperbolicTangent(_ x: Double) -> Double { rl_tanh(x) }
  /// `x` to the power of `y`; NaN where there is no real value.
  public static func power(_ x: Double, _ y: Double) -> Double { rl_pow(x, y) }
  static func arcSine(_ x: Double) -> Double { rl_asin(x) }

  /// The polynomial with these coefficients, constant first.
  static func polynomial(_ coefficients: [Double], at x: Double) -> Double {
    coefficients.reversed().reduce(0) { $0 * x + $1 }
  }
}
