public import Bytes

/// The facts of a run are frozen.
public struct RunLocked: EventPayload {
  /// One digest over the outputs of all its stages.
  public var outputs = Digest.zero
  /// Why.
  public var reason = ""

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "run.locked", of: Self.self, on: .run, summary: "The facts of the run are frozen.")

  /// A lock over outputs, with its reason.
  public init(outputs: Digest, reason: String) {
    self.outputs = outputs
    self.reason = reason
  }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every field to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("outputs", &outputs, "one digest over the outputs of all its stages")
    coder.field("reason", &reason, "why")
  }
}

/// Another run replaces this one.
public struct RunCorrected: EventPayload {
  /// The run that counts instead.
  public var by = ""
  /// Why.
  public var reason = ""

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "run.corrected", of: Self.self, on: .run, summary: "Another run replaces this one.")

  /// A replacement, with its reason.
  public init(by: String, reason: String) {
    self.by = by
    self.reason = reason
  }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every field to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("by", &by, "the run that counts instead")
    coder.field("reason", &reason, "why")
  }
}
