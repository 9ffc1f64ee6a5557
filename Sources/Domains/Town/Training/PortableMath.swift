/// Functions whose last bit must not depend on the machine: the C library picks its code by what
/// the processor can do.
enum PortableMath {
  /// e to a power, within 2 units of the last place: 2^k e^r with |r| <= ln(2)/2, and the series of
  /// e^r.
  static func exp(_ x: Double) -> Double {
    guard x > -708 else { return x.isNaN ? x : 0 }
    guard x < 709 else { return .infinity }
    let k = (x * 1.4426950408889634).rounded()
    // ln 2 in two parts, so that the product with k is exact in the first.
    let r = (x - k * 0.693147180369123816490) - k * 1.90821492927058770002e-10
    var sum = 1.0
    for n in stride(from: 14.0, through: 1, by: -1) { sum = 1 + r / n * sum }
    return sum * Double(sign: .plus, exponent: Int(k), significand: 1)
  }

  /// The natural logarithm of a positive number: 2 artanh((m - 1)/(m + 1)) + e ln 2.
  static func log(_ x: Double) -> Double {
    guard x > 0 else { return x == 0 ? -.infinity : .nan }
    guard x.isFinite else { return x }
    var significand = x.significand
    var exponent = Double(x.exponent)
    if significand > 1.4142135623730951 {
      significand /= 2
      exponent += 1
    }
    let s = (significand - 1) / (significand + 1)
    let square = s * s
    var sum = 0.0
    for n in stride(from: 23.0, through: 3, by: -2) { sum = square * (1 / n + sum) }
    return exponent * 0.6931471805599453 + 2 * s * (1 + sum)
  }

  /// Sine and cosine of a share of a full turn.
  static func turn(_ share: Double) -> (sin: Double, cos: Double) {
    let quarter = (share * 4).rounded()
    let x = (share - quarter / 4) * 6.283185307179586
    let square = x * x
    var (sine, cosine) = (1.0, 1.0)
    for n in stride(from: 8.0, through: 1, by: -1) {
      sine = 1 - square / ((2 * n) * (2 * n + 1)) * sine
      cosine = 1 - square / ((2 * n - 1) * (2 * n)) * cosine
    }
    sine *= x
    switch Int(quarter) & 3 {
    case 0: return (sine, cosine)
    case 1: return (cosine, -sine)
    case 2: return (-sine, -cosine)
    default: return (-cosine, sine)
    }
  }
}
