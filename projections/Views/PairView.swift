public import Study

/// One pair of the schedule in force, and what became of it.
public struct PairView: Equatable, Sendable {
  /// Its place in the schedule, with task, order and seeds.
  public let slot: PairSlot
  /// Its two runs as they were scheduled, in the order of the design's variants; empty where the
  /// plan has no such runs.
  public let runs: [String]
  /// What the last comparison of its runs found.
  public internal(set) var comparison: Comparison?

  /// What a comparison of two finished runs found.
  public struct Comparison: Equatable, Sendable {
    /// The runs that were compared, in the order of execution.
    public var runs: [String]
    /// In what they differ and must not; empty for a pair that may be compared.
    public var differences: [String]
    /// Whether only their variants differ.
    public var isVerified: Bool
    /// When, and the event.
    public var stamp: Stamp
  }
}

/// Where a pair stands, in one word.
public enum PairStatus: String, Equatable, Sendable, CaseIterable {
  /// Neither run was started.
  case pending
  /// Work on it has begun.
  case running
  /// Some of its work waits for a person.
  case blocked
  /// Both runs are finished, and only their variants differ.
  case complete
  /// Both runs are finished, and more than their variants differs.
  case rejected
  /// One of its runs does not count in the analysis.
  case excluded
  /// One of its runs has to be rebuilt.
  case invalidated
  /// One of its runs was given up.
  case abandoned
}

/// Something that was recorded of a run, and when.
public struct RunFact<Payload: Equatable & Sendable>: Equatable, Sendable {
  public var run: String
  /// What was recorded.
  public var fact: Payload
  /// When, by whom, and the event.
  public var stamp: Stamp
}
