import Codecs
import Files

/// The budgets, and how far below them a noisy machine may fall before it is a failure.
struct Thresholds {
  /// The bounds of one benchmark.
  struct Bounds {
    /// The ratio to reach.
    var budget: Double
    /// The ratio below which the benchmark fails.
    var failsBelow: Double
    /// The most milliseconds it may take, whatever the floor.
    var limit: Double?
  }

  private var bounds: [(name: String, bounds: Bounds)] = []

  /// Reads a file; without one nothing is demanded.
  init(_ path: String?) throws {
    guard let path else { return }
    let text = try JSON.decode(try FileSystem.readFile(path))
    guard let map = text.asMap else { throw UsageError(message: "'\(path)' is not a map") }
    for (name, value) in map {
      guard let fields = value.asMap, let budget = fields["budget"]?.asDouble,
        let failsBelow = fields["fails_below"]?.asDouble
      else { throw UsageError(message: "'\(path)': '\(name)' needs 'budget' and 'fails_below'") }
      let limit = fields["limit_ms"]?.asDouble
      bounds.append((name, Bounds(budget: budget, failsBelow: failsBelow, limit: limit)))
    }
  }

  /// The bounds of a benchmark, if it has any.
  subscript(name: String) -> Bounds? { bounds.first { $0.name == name }?.bounds }
}
