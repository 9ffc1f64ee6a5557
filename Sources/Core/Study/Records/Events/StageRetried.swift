/// Another attempt was granted.
public struct StageRetried: EventPayload {
  public var stage = ""
  /// The unit's key.
  public var unit = ""
  /// The number of the granted attempt.
  public var attempt = 0
  /// What made it worth another attempt.
  public var cause = ""
  /// Not before this time, in nanoseconds since the epoch.
  public var notBefore: Int64 = 0
  /// Whether the attempt counts against the policy; interruptions do not.
  public var counts = false

  public static let definition = EventDefinition(
    "stage.retried", of: Self.self, on: .run, summary: "Another attempt was granted.")

  public init(
    stage: String, unit: String, attempt: Int, cause: String, notBefore: Int64, counts: Bool
  ) {
    self.stage = stage
    self.unit = unit
    self.attempt = attempt
    self.cause = cause
    self.notBefore = notBefore
    self.counts = counts
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("stage", &stage, "the stage")
    coder.field("unit", &unit, "the unit's key")
    coder.field("attempt", &attempt, "number of the granted attempt")
    coder.field("cause", &cause, "what made it worth another attempt")
    coder.field("not_before", &notBefore, "earliest start, nanoseconds since the epoch")
    coder.field("counts", &counts, "whether it counts against the policy")
  }
}
