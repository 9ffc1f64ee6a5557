/// Whether a candidate beats the spread of a baseline against itself: two samples of fresh seeds,
/// compared at a level that is shared among all candidates that may ever be proposed.
///
/// `h = t[1 - 0.05/(2 C), min(k, m) - 1] sqrt(sA^2/k + sB^2/m)`.
public struct NoiseFloor: Equatable, Sendable {
  /// What is said of a candidate.
  public enum Verdict: String, Sendable {
    /// The gain is above what was asked by more than the noise.
    case pass = "PASS"
    /// It is neither above nor below by more than the noise, or not everything was finished.
    case inconclusive = "INCONCLUSIVE"
    /// The gain is below what was asked by more than the noise.
    case fail = "FAIL"
  }

  /// The mean of the candidate less that of the baseline, in the better direction.
  public let gain: Double
  /// Half of the interval around it.
  public let halfWidth: Double
  /// The gain that is to be exceeded.
  public let minGain: Double
  /// Whether as many seeds were finished as were drawn.
  public let isWhole: Bool

  /// Compares what both arms measured.
  ///
  /// `drawn` are the seeds of each arm that were drawn. Undefined for fewer than two values in an
  /// arm, and for values that are not finite.
  public static func compare(
    baseline: [Double], candidate: [Double], drawn: (baseline: Int, candidate: Int),
    maxCandidates: Int, minGain: Double, isLowerBetter: Bool
  ) -> Computed<NoiseFloor> {
    let fewest = min(baseline.count, candidate.count)
    guard fewest >= 2 else { return .undefined(.tooFew(needed: 2, found: fewest)) }
    guard maxCandidates >= 1, let student = StudentT(Double(fewest - 1)) else {
      return .undefined(.outOfDomain("there is at least one candidate"))
    }
    return Descriptive.mean(baseline).flatMap { first in
      Descriptive.mean(candidate).flatMap { second in
        Descriptive.standardDeviation(baseline).flatMap { spread in
          Descriptive.standardDeviation(candidate).flatMap { other in
            student.quantile(1 - 0.05 / (2 * Double(maxCandidates))).flatMap { t in
              let error =
                (spread * spread / Double(baseline.count)
                + other * other / Double(candidate.count)).squareRoot()
              let floor = NoiseFloor(
                gain: isLowerBetter ? first - second : second - first, halfWidth: t * error,
                minGain: minGain,
                isWhole: baseline.count >= drawn.baseline && candidate.count >= drawn.candidate)
              return floor.halfWidth.isFinite ? .value(floor) : .undefined(.notFinite)
            }
          }
        }
      }
    }
  }

  public var verdict: Verdict {
    if !isWhole { return .inconclusive }
    if gain - halfWidth > minGain { return .pass }
    return gain + halfWidth < minGain ? .fail : .inconclusive
  }
}
