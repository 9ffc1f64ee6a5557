import Codecs
import Study

/// The variants of a sweep in the order of a metric, and how much may be said of the first.
///
/// n counts seeds. The leader is compared with each other variant on common seeds by a paired t
/// interval at 1 - 0.05 / (K - 1); those whose interval includes 0 cannot be told from it. "Best"
/// is said only with at least three seeds and nobody in that group; else the leader is the
/// "highest". What was taken over from an earlier batch counts as no seed: a variant with nothing
/// else has its place by the mean of that, and n = 0.
public struct Ranking: Sendable {
  /// One variant at its place.
  public struct Place: Sendable {
    public let group: VariantGroup
    /// Its mean over seeds.
    public let mean: Double
    /// Over how many: 0 where all was taken over.
    public let n: Int
    /// The leader's advantage over it on common seeds, with its interval; nil for the leader, and
    /// where fewer than two seeds are common.
    public let interval: (low: Double, high: Double)?
    /// Whether it can be told from the leader.
    public let isDistinguishable: Bool
  }

  /// The fewest seeds with which "best" is said.
  public static let seedsMin = 3

  /// The variants with a value, best first; equal means by name.
  public let places: [Place]
  /// The variants of which some or all seeds reported nothing: not ranked.
  public let silent: [String]
  /// Whether small values are good.
  public let lowestIsBest: Bool

  /// Ranks variants by a metric.
  public init(_ groups: [VariantGroup], by metric: String, lowestIsBest: Bool) {
    self.lowestIsBest = lowestIsBest
    silent = groups.filter { $0.count(of: metric) < $0.runs + $0.reused }.map(\.variant)
    let sign = lowestIsBest ? -1.0 : 1
    let ranked = groups.filter { $0.count(of: metric) == $0.runs + $0.reused }
      .compactMap { group in group.mean(of: metric).map { (group: group, mean: $0) } }
      .sorted { left, right in
        let (a, b) = (sign * left.mean, sign * right.mean)
        return a != b ? a > b : left.group.variant < right.group.variant
      }
    guard let leader = ranked.first else {
      places = []
      return
    }
    places = ranked.enumerated().map { index, entry in
      guard index > 0 else {
        return Place(
          group: entry.group, mean: entry.mean, n: entry.group.n(metric), interval: nil,
          isDistinguishable: true)
      }
      let interval = Self.interval(
        leader.group, entry.group, metric, confidence: 1 - 0.05 / Double(ranked.count - 1))
      let isTold = interval.map { $0.low > 0 || $0.high < 0 } ?? false
      return Place(
        group: entry.group, mean: entry.mean, n: entry.group.n(metric), interval: interval,
        isDistinguishable: isTold)
    }
  }

  /// Those that cannot be told from the leader.
  public var group: [Place] { places.dropFirst().filter { !$0.isDistinguishable } }

  /// Whether the leader may be called the best.
  public var isBest: Bool {
    guard let leader = places.first, places.count > 1 else { return false }
    return leader.n >= Self.seedsMin && group.isEmpty
  }

  /// What may be said, in one sentence or two.
  public func sentence(_ metric: String) -> String {
    guard let leader = places.first else { return "no variant has a \(metric) for every seed" }
    let name = leader.group.variant
    guard places.count > 1 else { return "\(name) is the only one" }
    let word = isBest ? "best" : lowestIsBest ? "lowest" : "highest"
    var text = "\(name) is \(word) of \(places.count) by \(metric)"
    if !group.isEmpty {
      let names = group.map(\.group.variant).joined(separator: ", ")
      text += "; not distinguishable from it: \(names)"
    }
    if leader.n == 0 {
      text += "; its results are reused and count as no seed"
    } else if leader.n < Self.seedsMin {
      text += "; \(leader.n == 1 ? "one seed" : "\(leader.n) seeds") a variant"
    }
    let bias = lowestIsBest ? "chosen as lowest" : "chosen as highest"
    return text + "; \(bias) of \(places.count): its mean is optimistic"
  }

  /// The paired t interval of the difference on common seeds; nil for fewer than two.
  ///
  /// Equal differences have an interval of no width.
  static func interval(
    _ left: VariantGroup, _ right: VariantGroup, _ metric: String, confidence: Double
  ) -> (low: Double, high: Double)? {
    let other = right.values[metric] ?? [:]
    let differences = (left.values[metric] ?? [:]).sorted { $0.key < $1.key }
      .compactMap { seed, value in other[seed].map { value - $0 } }
    return VariantGroup.Spread(differences)?.interval(confidence: confidence)
  }
}
