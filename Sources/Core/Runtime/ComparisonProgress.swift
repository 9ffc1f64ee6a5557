public import Study

/// How far a study that compares variants is: runs and pairs done, the metric by variant, and what
/// went wrong.
public struct ComparisonProgress: Sendable {
  /// The metric of one variant so far.
  public struct Variant: Sendable {
    public var name: String
    /// How many runs have a value.
    public var count = 0
    /// The sum of the values.
    var sum = 0.0

    /// The mean over the runs that have a value; an early indication and no result.
    public var mean: Double? { count == 0 ? nil : sum / Double(count) }
  }

  /// How many violations are remembered.
  private static let violationsMax = 3

  /// Runs of the level that are done.
  public private(set) var runsDone = 0
  /// Runs of the level.
  public private(set) var runs = 0
  /// Pairs that were compared.
  public private(set) var pairsDone = 0
  /// Pairs of the level.
  public private(set) var pairs = 0
  /// The metric by variant, in the order of the study file.
  public private(set) var variants: [Variant] = []
  /// The latest violations, newest last.
  public private(set) var violations: [String] = []
  private let slug: String
  /// Whether all variants stand for one.
  public let isPooled: Bool

  /// Where such a study stands; nil for one that compares nothing.
  ///
  /// Where the variants are not to be told apart before the end, because looks are registered or
  /// whoever watches may propose the next candidate, they are one.
  public init?(_ slug: String, _ states: States) {
    guard let plan = states.plan(slug) else { return nil }
    let names = plan.design.variants
    if names.isEmpty { return nil }
    self.slug = slug
    isPooled = plan.isBlind || plan.agentSafe != nil
    variants = isPooled ? [Variant(name: "all variants")] : names.map { Variant(name: $0) }
    count(states)
  }

  /// Takes in what an event says.
  mutating func take(_ event: Event, _ states: States) {
    switch event.fact {
    case .runEvaluated(let evaluated): add(evaluated.value, of: event.stream.name, states)
    case .runFinished where states.run(slug, event.stream.name)?.scope == .run: runsDone += 1
    case .pairVerified, .pairRejected: pairsDone = min(pairs, pairsDone + 1)
    case .levelReached: count(states)
    case .violationRecorded(let recorded):
      violations.append(recorded.run.map { "\($0): \(recorded.text)" } ?? recorded.text)
      violations = violations.suffix(Self.violationsMax)
    default: break
    }
  }

  /// Counts anew what the states say of the level.
  private mutating func count(_ states: States) {
    guard let study = states.study(slug), let plan = states.plan(slug) else { return }
    runs = plan.runCount(level: study.level, scope: .run)
    pairs = runs / 2
    runsDone = 0
    for place in variants.indices { variants[place] = Variant(name: variants[place].name) }
    var finished: [String: Int] = [:]
    let schedule = states.schedule(slug, level: study.level, round: study.round)
    for scheduled in schedule.prefix(study.cursor) where scheduled.scope == .run {
      guard let run = states.current(scheduled.id, of: slug), run.finished != nil else { continue }
      runsDone += 1
      if let pair = run.assignment.pair { finished[pair, default: 0] += 1 }
      let metric = run.units.flatMap(\.metrics).first { $0.name == plan.metric }
      if let metric { add(metric.value, of: run.id, states) }
    }
    pairsDone = finished.values.count { $0 == 2 }
  }

  private mutating func add(_ value: Double, of run: String, _ states: States) {
    guard let variant = states.run(slug, run)?.assignment.variant,
      let place = isPooled ? 0 : variants.firstIndex(where: { $0.name == variant })
    else { return }
    variants[place].count += 1
    variants[place].sum += value
  }
}
