public import Bytes

/// The facts of a run are frozen.
public struct RunLocked: EventPayload {
  /// One digest over the outputs of all its stages.
  public var outputs = Digest.zero
  public var reason = ""

  public static let definition = EventDefinition(
    "run.locked", of: Self.self, on: .run, summary: "A run was locked: its facts are frozen.")

  /// A lock over outputs, with its reason.
  public init(outputs: Digest, reason: String) {
    self.outputs = outputs
    self.reason = reason
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("outputs", &outputs, "one digest over the outputs of all its stages")
    coder.field("reason", &reason, "why")
  }
}

/// A run was replaced by another one.
public struct RunCorrected: EventPayload {
  /// The run that counts instead.
  public var by = ""
  public var reason = ""

  public static let definition = EventDefinition(
    "run.corrected", of: Self.self, on: .run, summary: "A run was replaced by another one.")

  /// A replacement, with its reason.
  public init(by: String, reason: String) {
    self.by = by
    self.reason = reason
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("by", &by, "the replacement")
    coder.field("reason", &reason, "why")
  }
}
