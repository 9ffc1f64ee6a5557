public import Bytes

/// What the rules remember of one unit of a stage in a run.
public struct UnitState: Recordable {
  /// Where it stands.
  public enum Phase: String, Word {
    /// Nothing was asked of it yet, or its result no longer counts.
    case waiting
    /// It was put into the order of work.
    case requested
    /// A process was started.
    case started
    /// An attempt ended; its outcome and gates say how.
    case ended
    /// Another attempt was granted and waits for its time.
    case retrying
    /// It waits for a person.
    case blocked
    /// It is not done, for a reason that is no failure.
    case skipped
  }

  /// How many metrics of a unit are remembered, unless more are referred to.
  public static let metricsMax = 32

  public var stage = ""
  /// The unit's key; empty for a stage without units.
  public var unit = ""
  /// Where it stands.
  public var phase: Phase = .waiting
  /// The number of the latest attempt; 0 before the first.
  public var attempt = 0
  /// Failed attempts that count against the policy.
  public var failures = 0
  /// Interrupted attempts.
  public var interruptions = 0
  /// How often its gates failed.
  public var gateFailures = 0
  /// Gates that failed the last time that they judged an earlier result of it.
  public var failedBefore: [String] = []
  /// The earliest time of the next attempt, in nanoseconds since the epoch.
  public var notBefore: Int64 = 0
  /// What the latest attempt's result depends on.
  public var recipe: Digest = .zero
  /// The guards that are bypassed in the result or in what it was made of.
  public var bypassed: [String] = []
  /// How the latest attempt ended.
  public var outcome: Outcome?
  /// The entry and ordinal of the latest `stage.requested`.
  public var requestedAt: EventPosition?
  /// The entry and ordinal of the latest `stage.started`.
  public var startedAt: EventPosition?
  /// The entry and ordinal of the `stage.finished` whose result counts.
  public var endedAt: EventPosition?
  /// One digest over the outputs of the attempt that counts.
  public var outputs: Digest?
  /// The verdicts of the gates that judged the attempt that counts.
  public var verdicts: [GateVerdict] = []
  /// What the checks observed in the attempt that counts, so that other thresholds can judge it.
  public var observations: [Observation] = []
  /// The metrics that conditions and checks refer to, and some more that a later plan may want.
  public var metrics: [MetricValue] = []
  /// How many lines of what the attempt that counts reported cannot be read.
  public var unread = 0
  /// How the latest attempt failed, if it did: the class that the stage reported, or the outcome.
  public var failure: String?
  /// Its exit code.
  public var failureExit: Int64?
  /// Whether an attempt reached its time limit.
  public var hasTimedOut = false
  /// What the attempt that counts said may help.
  public var next: String?
  /// Why the next request is made.
  public var why = "first"
  /// The attempt whose result is to be taken over, or was.
  public var reuse: ReusedResult?
  /// How it is counted in its study's tallies.
  public var tally: TallyMark?
  /// How many of its unread lines are counted there.
  public var talliedUnread = 0

  /// A unit that nothing has happened to.
  public init(stage: String, unit: String) {
    self.stage = stage
    self.unit = unit
  }

  /// The gates whose warnings nobody accepted.
  public var openWarnings: [String] {
    guard phase == .ended else { return [] }
    return verdicts.filter { $0.verdict == .warn && !$0.isAccepted }.map(\.gate)
  }

  /// The gates that failed, the last time that they judged.
  public var failedGates: [String] {
    verdicts.filter { $0.verdict == .fail }.map(\.gate)
  }

  /// The gates that failed now and the time before.
  public var repeatedFailures: [String] { failedGates.filter(failedBefore.contains) }

  /// The worst verdict; PASS when no gate judged.
  public var verdict: Verdict { verdicts.map(\.verdict).max() ?? .pass }

  /// Whether what it reported is in doubt: lines of it cannot be read, and nobody has accepted the
  /// warning that follows from that.
  public var isInDoubt: Bool { unread > 0 && !verdicts.contains(where: \.isAccepted) }

  /// Whether the work is done as far as `gates`, the gates of its stage, go.
  public func isComplete(gates: Int) -> Bool {
    if phase == .skipped { return true }
    return phase == .ended && outcome == .succeeded && verdicts.count >= gates && verdict != .fail
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("stage", &stage)
    coder.field("unit", &unit)
    coder.field("phase", &phase)
    coder.field("attempt", &attempt)
    coder.field("failures", &failures)
    coder.field("interruptions", &interruptions)
    coder.field("gate_failures", &gateFailures)
    coder.field("failed_before", &failedBefore)
    coder.field("not_before", &notBefore)
    coder.field("recipe", &recipe)
    coder.field("bypassed", &bypassed)
    coder.field("outcome", &outcome)
    coder.field("requested_at", &requestedAt)
    coder.field("started_at", &startedAt)
    coder.field("ended_at", &endedAt)
    coder.field("outputs", &outputs)
    coder.field("verdicts", &verdicts)
    coder.field("observations", &observations)
    coder.field("metrics", &metrics)
    coder.field("unread", &unread, unless: 0)
    coder.field("failure", &failure)
    coder.field("failure_exit", &failureExit)
    coder.field("timed_out", &hasTimedOut, unless: false)
    coder.field("next", &next)
    coder.field("why", &why)
    coder.field("reuse", &reuse)
    coder.field("tally", &tally)
    coder.field("tallied_unread", &talliedUnread, unless: 0)
  }
}

/// A gate's verdict on a unit.
public struct GateVerdict: Recordable {
  public var gate = ""
  /// What it said.
  public var verdict = Verdict.fail
  /// Whether a person accepted the warning.
  public var isAccepted = false

  public init(gate: String, verdict: Verdict) {
    self.gate = gate
    self.verdict = verdict
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("gate", &gate)
    coder.field("verdict", &verdict)
    coder.field("accepted", &isAccepted)
  }
}
