import CLearning

/// The inner loops of training a network by gradient descent, over arrays in single precision.
///
/// Nothing is summed in another order than written, so that every processor gives the same bits.
/// Arrays that do not fit together trap.
public enum Learning {
  /// The numbers of Adam (Kingma and Ba 2015).
  public struct Adam: Equatable, Sendable {
    /// The step size.
    public var rate: Float
    /// The decay of the mean of the gradient.
    public var beta1: Float = 0.9
    /// The decay of the mean of its square.
    public var beta2: Float = 0.999
    /// What keeps a small square from a large step.
    public var epsilon: Float = 1e-8

    /// Adam with a step size and the numbers of the paper.
    public init(rate: Float) { self.rate = rate }
  }

  /// One step, the `step`-th from 1: moments and weights after a gradient times `scale`.
  public static func step(
    _ weights: inout [Float], _ gradient: [Float], first: inout [Float], second: inout [Float],
    step: Int, _ adam: Adam, scale: Float = 1
  ) {
    precondition(
      weights.count == gradient.count && first.count == weights.count
        && second.count == weights.count, "the arrays do not fit together")
    var (one, two) = (1.0, 1.0)
    for _ in 0..<step { (one, two) = (one * Double(adam.beta1), two * Double(adam.beta2)) }
    unsafe rl_adam(
      &weights, &first, &second, gradient, weights.count, scale, adam.rate, adam.beta1, adam.beta2,
      adam.epsilon, Float(1 - one), Float(1 - two))
  }

  /// The sum of squares, in double precision and in an order that depends on the count alone.
  public static func squares(_ values: [Float]) -> Double {
    unsafe rl_squares(values, values.count)
  }

  /// Adds a bias to each row and, where asked for, puts zero in place of what is negative.
  public static func addBias(_ rows: inout [Float], _ bias: [Float], rectify: Bool) {
    guard !bias.isEmpty else { return }
    precondition(rows.count.isMultiple(of: bias.count), "the arrays do not fit together")
    unsafe rl_add_bias(&rows, bias, rows.count / bias.count, bias.count, rectify ? 1 : 0)
  }

  /// Puts zero where what was rectified is zero: the gradient before a rectifier.
  public static func mask(_ rows: inout [Float], where active: [Float]) {
    precondition(rows.count == active.count, "the arrays do not fit together")
    unsafe rl_mask(&rows, active, rows.count)
  }

  /// Adds a part of one array, times a factor, to a part of another.
  public static func add(
    _ source: [Float], from start: Int, times factor: Float, to target: inout [Float],
    at place: Int,
    count: Int
  ) {
    precondition(
      start >= 0 && place >= 0 && count >= 0 && start + count <= source.count
        && place + count <= target.count, "the parts do not fit")
    unsafe source.withUnsafeBufferPointer { from in
      unsafe target.withUnsafeMutableBufferPointer { to in
        guard let from = from.baseAddress, let to = to.baseAddress else { return }
        unsafe rl_axpy(to + place, from + start, count, factor)
      }
    }
  }
}
