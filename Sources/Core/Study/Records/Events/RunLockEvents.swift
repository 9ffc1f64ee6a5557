public import Bytes

/// The facts of a run are frozen.
public struct RunLocked: EventPayload {
  /// One digest over the outputs of all its stages.
  public var outputs: Digest
  /// Why.
  public var reason: String

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "run.locked", on: .run, summary: "The facts of the run are frozen.",
    fields: [
      .digest("outputs", "one digest over the outputs of all its stages"), .text("reason", "why"),
    ])

  /// A lock over outputs, with its reason.
  public init(outputs: Digest, reason: String) {
    self.outputs = outputs
    self.reason = reason
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    outputs = try fields.digest("outputs")
    reason = try fields.text("reason")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("outputs", outputs)
    fields.put("reason", reason)
  }
}

/// Another run replaces this one.
public struct RunCorrected: EventPayload {
  /// The run that counts instead.
  public var by: String
  /// Why.
  public var reason: String

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "run.corrected", on: .run, summary: "Another run replaces this one.",
    fields: [.text("by", "the run that counts instead"), .text("reason", "why")])

  /// A replacement, with its reason.
  public init(by: String, reason: String) {
    self.by = by
    self.reason = reason
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    by = try fields.text("by")
    reason = try fields.text("reason")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("by", by)
    fields.put("reason", reason)
  }
}
