/// Why a statistic has no value; the list is closed.
public enum Undefined: Error, Equatable, Sendable {
  /// There are too few values.
  case tooFew(needed: Int, found: Int)
  /// There are more values than the method is defined for.
  case tooMany(limit: Int, found: Int)
  /// Two samples that belong together differ in length.
  case unequalLengths(Int, Int)
  /// A value is NaN or infinite, or became so on the way.
  case notFinite
  /// All values are equal, so nothing can be measured in units of their spread.
  case noVariance(mean: Double)
  /// An argument is outside its domain.
  case outOfDomain(String)
  /// A calculation did not come to an end.
  case notConverged
}

extension Undefined: CustomStringConvertible {
  /// A sentence for a person, without a full stop.
  public var description: String {
    switch self {
    case .tooFew(let needed, let found): "needs at least \(needed) values, and there are \(found)"
    case .tooMany(let limit, let found): "is defined up to \(limit) values, and there are \(found)"
    case .unequalLengths(let first, let second):
      "the samples have \(first) and \(second) values, and must have as many"
    case .notFinite: "a value is not finite"
    case .noVariance(let mean): "no variance: every value is \(mean)"
    case .outOfDomain(let what): what
    case .notConverged: "the calculation did not converge"
    }
  }
}
