/// One run as the table of runs shows it.
public struct RunRow: Equatable, Sendable {
  /// The study's slug.
  public var study: String
  /// The run's id.
  public var run: String
  /// The batch, in a sweep.
  public var batch: String?
  /// The variant, where it has one.
  public var variant: String?
  /// The task, in a paired study.
  public var task: String?
  /// The pair, in a paired study.
  public var pair: String?
  /// The level; empty without levels.
  public var level: String
  public var seed: Int64
  /// Where it stands.
  public var state: String
  /// The worst verdict of its gates.
  public var verdict: String?
  /// When its first process started, in ns since 1970.
  public var started: Int64?
  /// The sum of its attempts' elapsed times in ns.
  public var elapsed: Int64
  /// The baseline that points at it, at its variant or at its batch.
  public var baseline: String?
  /// The command line of a single command.
  public var command: String?
  /// The parameters by name.
  public var params: [String: String] = [:]
  /// The metrics by name; of several units the mean, and nil where one of them is no number.
  public var metrics: [String: Double] = [:]
  /// The run whose results it took over, where it took over any: these count as no result.
  public var reused: String?
  /// The metrics of which a value is another run's.
  public var reusedMetrics: Set<String> = []
  /// The tags by name.
  public var tags: [String: String] = [:]
  /// What was written down about it last.
  public var note: String?

  /// Whether all of its results are another run's: nothing of it was executed.
  public var isReused: Bool { reused != nil && started == nil }
}
