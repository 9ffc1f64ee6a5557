import Codecs
import Study

/// The variants of a sweep in the order of a metric, and how much may be said of the first.
///
/// n counts seeds. The leader is compared with each other variant on common seeds by a paired t
/// interval at 1 - 0.05 / (K - 1); those whose interval includes 0 cannot be told from it. "Best"
/// is said only with at least three seeds and nobody in that group; else the leader is the
/// "highest".
public struct Ranking: Sendable {
  /// One variant at its place.
  public struct Place: Sendable {
    /// The variant.
    public let group: VariantGroup
    /// Its mean over seeds.
    public let mean: Double
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
    silent = groups.filter { ($0.metrics[metric]?.n ?? 0) < $0.runs }.map(\.variant)
    let sign = lowestIsBest ? -1.0 : 1
    let ranked = groups.filter { ($0.metrics[metric]?.n ?? 0) == $0.runs }
      .compactMap { group in group.metrics[metric].map { (group: group, mean: $0.mean) } }
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
        return Place(group: entry.group, mean: entry.mean, interval: nil, isDistinguishable: true)
      }
      let interval = Self.interval(
        leader.group, entry.group, metric, confidence: 1 - 0.05 / Double(ranked.count - 1))
      let isTold = interval.map { $0.low > 0 || $0.high < 0 } ?? false
      return Place(
        group: entry.group, mean: entry.mean, interval: interval, isDistinguishable: isTold)
    }
  }

  /// Those that cannot be told from the leader.
  public var group: [Place] { places.dropFirst().filter { !$0.isDistinguishable } }

  /// Whether the leader may be called the best.
  public var isBest: Bool {
    guard let leader = places.first, places.count > 1 else { return false }
    return leader.group.runs >= Self.seedsMin && group.isEmpty
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
    if leader.group.runs < Self.seedsMin {
      text += "; \(leader.group.runs == 1 ? "one seed" : "\(leader.group.runs) seeds") a variant"
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
