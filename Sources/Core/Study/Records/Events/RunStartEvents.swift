public import Codecs

/// The circumstances that a run is executed in were recorded.
public struct RunPinned: EventPayload {
  /// git, host, toolchain, environment, programs.
  public var pins = ValueMap()

  public static let definition = EventDefinition(
    "run.pinned", of: Self.self, on: .run, summary: "The environment of a run was recorded.")

  /// The circumstances of an execution.
  public init(pins: ValueMap) { self.pins = pins }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("pins", &pins, "git commit and state, host, toolchain, environment, programs")
  }
}

/// The first process of a run was started.
public struct RunStarted: EventPayload {
  public static let definition = EventDefinition(
    "run.started", of: Self.self, on: .run, summary: "The first process of a run was started.")

  /// The beginning of a run.
  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {}
}
