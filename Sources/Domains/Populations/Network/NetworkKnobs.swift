/// What one attempt at a network is made with.
struct NetworkKnobs: Sendable, Equatable {
  /// The share of friends who stand nearby in the first line; at least half.
  var near: Double
  /// The share of friends within circles.
  var tight: Double
}

/// Looks for the knobs that give the wanted clustering and modularity.
///
/// Broyden's method ("A class of methods for solving nonlinear simultaneous equations", 1965) over
/// damped least squares: how far each knob moves each measure is guessed at first, and learned from
/// every attempt.
struct KnobSearch {
  /// A change or a lack of clustering and modularity, or of both knobs.
  typealias Pair = (first: Double, second: Double)

  /// The farthest that a knob is turned at a time; less after a turn that did not help.
  private var reach = 0.3
  /// Keeps steps short where both knobs do much the same, as they do where people are few.
  private static let damping = 0.01

  /// What a turn of `near` and of `tight` does to clustering, and to modularity.
  private var clustering: Pair = (0.4, 0.6)
  private var modularity: Pair = (0.6, 0.9)

  /// The knobs to try after some others lack so much of clustering and modularity.
  func next(_ knobs: NetworkKnobs, lack: Pair) -> NetworkKnobs {
    let a = clustering.0 * clustering.0 + modularity.0 * modularity.0 + Self.damping
    let b = clustering.1 * clustering.1 + modularity.1 * modularity.1 + Self.damping
    let both = clustering.0 * clustering.1 + modularity.0 * modularity.1
    let near = clustering.0 * lack.0 + modularity.0 * lack.1
    let tight = clustering.1 * lack.0 + modularity.1 * lack.1
    let determinant = a * b - both * both
    func limited(_ step: Double) -> Double { min(reach, max(-reach, step)) }
    return NetworkKnobs(
      near: min(1, max(0.5, knobs.near + limited((b * near - both * tight) / determinant))),
      tight: min(1, max(0, knobs.tight + limited((a * tight - both * near) / determinant))))
  }

  /// Takes in what a turn of the knobs has gained of both, and whether it helped.
  mutating func learn(from old: NetworkKnobs, to new: NetworkKnobs, gain: Pair, helped: Bool) {
    reach = helped ? min(0.3, 1.5 * reach) : 0.5 * reach
    let step = (new.near - old.near, new.tight - old.tight)
    let square = step.0 * step.0 + step.1 * step.1
    guard square > 1e-8 else { return }
    func corrected(_ row: Pair, _ gain: Double) -> Pair {
      let error = (gain - row.0 * step.0 - row.1 * step.1) / square
      return (row.0 + error * step.0, row.1 + error * step.1)
    }
    clustering = corrected(clustering, gain.0)
    modularity = corrected(modularity, gain.1)
  }
}
