import Codecs
import Files

/// The budgets, and how far below them a noisy machine may fall before it is a failure.
struct Thresholds {
  /// The bounds of one benchmark.
  struct Bounds {
    /// The ratio to reach, where there is a floor.
    var budget: Double?
    /// The ratio below which the benchmark fails.
    var failsBelow: Double?
    /// The value to reach, whatever the floor: the least of a rate, the most of anything else.
    var bound: Double?
    /// The largest resident set that is allowed, in bytes.
    var peak: Double?

    /// What the report names as the budget: the ratio, or else the value.
    var shown: Double? { budget ?? bound }
  }

  private var bounds: [(name: String, bounds: Bounds)] = []

  /// Reads a file; without one nothing is demanded.
  init(_ path: String?) throws {
    guard let path else { return }
    let text = try JSON.decode(try FileSystem.readFile(path))
    guard let map = text.asMap else { throw UsageError(message: "'\(path)' is not a map") }
    for (name, value) in map {
      guard let fields = value.asMap else {
        throw UsageError(message: "'\(path)': '\(name)' is not a map")
      }
      for (key, _) in fields where !["budget", "fails_below", "bound", "peak"].contains(key) {
        throw UsageError(message: "'\(path)': '\(name)' has an unknown member '\(key)'")
      }
      let bounds = Bounds(
        budget: fields["budget"]?.asDouble, failsBelow: fields["fails_below"]?.asDouble,
        bound: fields["bound"]?.asDouble, peak: fields["peak"]?.asDouble)
      self.bounds.append((name, bounds))
    }
  }

  /// The bounds of a benchmark, if it has any.
  subscript(name: String) -> Bounds? { bounds.first { $0.name == name }?.bounds }

  /// Whether a result reaches its budget; nil when it has none.
  func isMet(_ result: Result) -> Bool? {
    guard let bounds = self[result.name], bounds.shown != nil else { return nil }
    if let budget = bounds.budget, let ratio = result.ratio, ratio < budget { return false }
    if let peak = bounds.peak, Double(result.peakRSS) > peak { return false }
    if let bound = bounds.bound, !result.unit.reaches(result.value, bound) { return false }
    return true
  }

  /// What to say of a result whose ratio is too small even on the luckier rounds; nil when it is
  /// not.
  func failure(of result: Result) -> String? {
    guard let least = self[result.name]?.failsBelow, let best = result.upperRatio, best < least
    else { return nil }
    let subject = result.entries.map { "'\(result.name)' at \($0) entries" } ?? "'\(result.name)'"
    return "\(subject) has the ratio \(Figures.decimal(result.ratio ?? 0, digits: 3)) "
      + "and at best \(Figures.decimal(best, digits: 3)), "
      + "the least is \(Figures.decimal(least, digits: 3))"
  }
}
