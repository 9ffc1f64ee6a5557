/// Another attempt is granted.
public struct StageRetried: EventPayload {
  /// The stage.
  public var stage: String
  /// The unit's key.
  public var unit: String
  /// The number of the granted attempt.
  public var attempt: Int
  /// What made it worth another attempt.
  public var cause: String
  /// Not before this time, in nanoseconds since the epoch.
  public var notBefore: Int64
  /// Whether the attempt counts against the policy; interruptions do not.
  public var counts: Bool

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "stage.retried", on: .run, summary: "Another attempt is granted.",
    fields: [
      .text("stage", "the stage"), .text("unit", "the unit's key"),
      .integer("attempt", "number of the granted attempt"),
      .text("cause", "what made it worth another attempt"),
      .integer("not_before", "earliest start, nanoseconds since the epoch"),
      .bool("counts", "whether it counts against the policy"),
    ])

  /// A granted attempt.
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

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    stage = try fields.text("stage")
    unit = try fields.text("unit")
    attempt = try fields.count("attempt")
    cause = try fields.text("cause")
    notBefore = try fields.int("not_before")
    counts = try fields.bool("counts")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("stage", stage)
    fields.put("unit", unit)
    fields.put("attempt", attempt)
    fields.put("cause", cause)
    fields.put("not_before", notBefore)
    fields.put("counts", counts)
  }
}
