/// The differences of a paired sample.
public struct Differences: Sendable, Equatable {
  /// Treatment minus reference, pair by pair.
  public let values: [Double]

  /// Below this, a spread cannot be told from the rounding of the values that were subtracted.
  let resolution: Double

  /// How many pairs there are.
  public var count: Int { values.count }

  /// Subtracts a reference from a treatment, pair by pair.
  public static func of(
    _ treatment: [Double], minus reference: [Double]
  ) -> Outcome<Differences> {
    guard treatment.count == reference.count else {
      return .undefined(.unequalLengths(treatment.count, reference.count))
    }
    guard treatment.allSatisfy(\.isFinite), reference.allSatisfy(\.isFinite) else {
      return .undefined(.notFinite)
    }
    let largest = (treatment + reference).reduce(0) { max($0, abs($1)) }
    return make(
      zip(treatment, reference).map { $0 - $1 }, resolution: 2 * Double.ulpOfOne * largest)
  }

  /// Takes differences that were made elsewhere.
  public static func of(_ values: [Double]) -> Outcome<Differences> {
    make(values, resolution: 0)
  }

  /// The differences at some of the places.
  public func at(_ places: [Int]) -> Differences {
    Differences(values: places.map { values[$0] }, resolution: resolution)
  }

  /// Their mean, once their spread is more than rounding; needs two.
  func spread() -> Outcome<(mean: Double, deviation: Double)> {
    Descriptive.mean(values).flatMap { mean in
      Descriptive.standardDeviation(values).flatMap { deviation in
        guard deviation > resolution else { return .undefined(.noVariance(mean: mean)) }
        return .value((mean, deviation))
      }
    }
  }

  private static func make(_ values: [Double], resolution: Double) -> Outcome<Differences> {
    guard values.allSatisfy(\.isFinite) else { return .undefined(.notFinite) }
    return .value(Differences(values: values, resolution: resolution))
  }
}
