/// The differences of a paired sample in whole units of what was measured.
///
/// Ranks, ties, zeros and signs come from these and from nothing else: two scores that are equal
/// as counted may differ in the last bit as binary64, and must tie.
public struct UnitDifferences: Sendable, Equatable {
  /// A difference has to stay below this magnitude, so that it is exact as a number, too.
  public static let limit: Int64 = 1 << 53

  /// Treatment minus reference, pair by pair.
  public let values: [Int64]

  /// Takes differences that were counted elsewhere.
  public init(_ values: [Int64]) { self.values = values }

  /// Exact scores, over the least common denominator of all of them.
  public static func of(
    _ treatment: [Ratio], minus reference: [Ratio]
  ) -> Computed<UnitDifferences> {
    guard treatment.count == reference.count else {
      return .undefined(.unequalLengths(treatment.count, reference.count))
    }
    var common: Int64 = 1
    for ratio in treatment + reference {
      let divisor = Ratio.commonDivisor(common, ratio.denominator)
      let (product, overflow) = common.multipliedReportingOverflow(
        by: ratio.denominator / divisor)
      guard !overflow else { return .undefined(tooFine) }
      common = product
    }
    var values: [Int64] = []
    for (left, right) in zip(treatment, reference) {
      let first = left.numerator.multipliedReportingOverflow(by: common / left.denominator)
      let second = right.numerator.multipliedReportingOverflow(by: common / right.denominator)
      let (difference, overflow) = first.partialValue.subtractingReportingOverflow(
        second.partialValue)
      guard !first.overflow, !second.overflow, !overflow, difference.magnitude < limit else {
        return .undefined(tooFine)
      }
      values.append(difference)
    }
    return .value(UnitDifferences(values))
  }

  /// Measurements that were taken to a resolution: the difference in units of it, to the nearest
  /// whole number, half to even.
  public static func of(
    _ treatment: [Double], minus reference: [Double], resolution: Double
  ) -> Computed<UnitDifferences> {
    guard treatment.count == reference.count else {
      return .undefined(.unequalLengths(treatment.count, reference.count))
    }
    guard resolution > 0, resolution.isFinite else {
      return .undefined(.outOfDomain("a resolution is more than 0"))
    }
    var values: [Int64] = []
    for (left, right) in zip(treatment, reference) {
      let units = ((left - right) / resolution).rounded(.toNearestOrEven)
      guard units.isFinite else { return .undefined(.notFinite) }
      guard let whole = Int64(exactly: units), whole.magnitude < limit else {
        return .undefined(tooFine)
      }
      values.append(whole)
    }
    return .value(UnitDifferences(values))
  }

  /// How many pairs there are.
  public var count: Int { values.count }

  /// Whether all differences are equal; also without any.
  public var isConstant: Bool { values.allSatisfy { $0 == values[0] } }

  /// The sum of all, unless it is beyond 64 bits.
  var sum: Computed<Int64> {
    var sum: Int64 = 0
    var magnitude: Int64 = 0
    for value in values {
      sum &+= value
      let (next, overflow) = magnitude.addingReportingOverflow(abs(value))
      guard !overflow else { return .undefined(Self.tooFine) }
      magnitude = next
    }
    return .value(sum)
  }

  private static let tooFine = Undefined.outOfDomain(
    "a difference has more than 2^53 units; state a coarser resolution")
}
