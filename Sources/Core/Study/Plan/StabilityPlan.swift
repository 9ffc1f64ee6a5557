/// How far apart the seeds of a variant may lie for it to be called stable.
///
/// Relative: r is the standard deviation over seeds, divided by the range of the variants' means in
/// the batch; where there is one variant or no range, by the size of the mean. Stable at most
/// `stable`, unstable beyond `unstable`, else mixed.
///
/// Absolute: stable where the standard deviation is at most `stable` and one variant is the best
/// for every seed; unstable where the values lie more than `unstable` apart or the best one
/// changes; else mixed.
public struct StabilityPlan: Recordable {
  /// Whether the limits are in the metric's own unit.
  public var isAbsolute = false
  /// At most so much is stable.
  public var stable = 0.1
  /// More than so much is unstable.
  public var unstable = 0.5

  /// The usual rule: relative, 0.1 and 0.5.
  public init() {}

  /// A rule with limits of its own.
  public init(isAbsolute: Bool, stable: Double, unstable: Double) {
    self.isAbsolute = isAbsolute
    self.stable = stable
    self.unstable = unstable
  }

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("absolute", &isAbsolute, unless: false, "whether limits are in the metric's unit")
    coder.field("stable", &stable, "at most so much is stable")
    coder.field("unstable", &unstable, "more than so much is unstable")
  }
}
