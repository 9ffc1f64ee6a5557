public import Bytes

/// What the rules remember of one unit of a stage in a run.
public struct UnitState: Recordable {
  /// Where it stands.
  public enum Phase: String, CaseIterable, Sendable {
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

  /// The stage.
  public var stage: String
  /// The unit's key; empty for a stage without units.
  public var unit: String
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
  /// Why the next request is made.
  public var why = "first"
  /// How it is counted in its study's tallies.
  public var tally: TallyMark?

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

  /// Reads a stored state.
  public init(_ fields: Fields) throws(FieldError) {
    stage = try fields.text("stage")
    unit = try fields.text("unit")
    phase = try fields.word("phase")
    attempt = try fields.count("attempt")
    failures = try fields.count("failures")
    interruptions = try fields.count("interruptions")
    gateFailures = try fields.count("gate_failures")
    failedBefore = try fields.texts("failed_before")
    notBefore = try fields.int("not_before")
    recipe = try fields.digest("recipe")
    bypassed = try fields.texts("bypassed")
    outcome = try fields.wordIfPresent("outcome")
    requestedAt = try fields.positionIfPresent("requested_at")
    startedAt = try fields.positionIfPresent("started_at")
    endedAt = try fields.positionIfPresent("ended_at")
    outputs = try fields.digestIfPresent("outputs")
    verdicts = try fields.records("verdicts")
    observations = try fields.records("observations")
    metrics = try fields.records("metrics")
    unread = try fields.countIfPresent("unread") ?? 0
    why = try fields.text("why")
    tally = try fields.wordIfPresent("tally")
  }

  /// Writes the state.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("stage", stage)
    fields.put("unit", unit)
    fields.put("phase", word: phase)
    fields.put("attempt", attempt)
    fields.put("failures", failures)
    fields.put("interruptions", interruptions)
    fields.put("gate_failures", gateFailures)
    fields.put("failed_before", failedBefore)
    fields.put("not_before", notBefore)
    fields.put("recipe", recipe)
    fields.put("bypassed", bypassed)
    fields.put("outcome", word: outcome)
    fields.put("requested_at", requestedAt)
    fields.put("started_at", startedAt)
    fields.put("ended_at", endedAt)
    fields.put("outputs", outputs)
    fields.put("verdicts", verdicts)
    fields.put("observations", observations)
    fields.put("metrics", metrics)
    if unread > 0 { fields.put("unread", unread) }
    fields.put("why", why)
    fields.put("tally", word: tally)
  }
}

/// A gate's verdict on a unit.
public struct GateVerdict: Recordable {
  /// The gate.
  public var gate: String
  /// What it said.
  public var verdict: Verdict
  /// Whether a person accepted the warning.
  public var isAccepted = false

  /// A verdict.
  public init(gate: String, verdict: Verdict) {
    self.gate = gate
    self.verdict = verdict
  }

  /// Reads a stored verdict.
  public init(_ fields: Fields) throws(FieldError) {
    gate = try fields.text("gate")
    verdict = try fields.word("verdict")
    isAccepted = try fields.bool("accepted")
  }

  /// Writes the verdict.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("gate", gate)
    fields.put("verdict", word: verdict)
    fields.put("accepted", isAccepted)
  }
}

extension Fields {
  /// A place in the log, or nil when the field is not there.
  func positionIfPresent(_ name: String) throws(FieldError) -> EventPosition? {
    guard has(name) else { return nil }
    let pair = try ints(name)
    guard pair.count == 2, pair[0] >= 0, pair[1] >= 0 else {
      throw error(name, "is no entry and ordinal")
    }
    return EventPosition(entry: UInt64(pair[0]), ordinal: Int(pair[1]))
  }
}

extension FieldsBuilder {
  /// Writes a place in the log.
  mutating func put(_ name: String, _ position: EventPosition?) {
    put(name, position.map { [Int64($0.entry), Int64($0.ordinal)] } ?? [])
  }
}
