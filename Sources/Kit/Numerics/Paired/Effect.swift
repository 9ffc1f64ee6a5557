/// An effect in standard deviations.
public struct Effect: Sendable, Equatable {
  /// Cohen's d.
  public let d: Double

  /// An effect of this size.
  public init(d: Double) { self.d = d }

  /// How large an effect is by Cohen's thresholds, whatever its sign.
  public enum Size: String, CaseIterable, Sendable {
    /// Below 0.2.
    case negligible
    /// From 0.2.
    case small
    /// From 0.5.
    case medium
    /// From 0.8.
    case large

    /// The least magnitude of this size.
    public var threshold: Double {
      switch self {
      case .negligible: 0
      case .small: 0.2
      case .medium: 0.5
      case .large: 0.8
      }
    }
  }

  /// How large it is.
  public var size: Size { Size.allCases.last { abs(d) >= $0.threshold } ?? .negligible }
}
