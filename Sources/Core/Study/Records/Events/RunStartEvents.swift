public import Codecs

/// The circumstances that a run is executed in were recorded.
public struct RunPinned: EventPayload {
  /// git, host, toolchain, environment, programs.
  public var pins: ValueMap

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "run.pinned", on: .run, summary: "What the run is executed on was recorded.",
    fields: [.map("pins", "git commit and state, host, toolchain, environment, programs")])

  /// The circumstances of an execution.
  public init(pins: ValueMap) { self.pins = pins }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) { pins = try fields.nested("pins") }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) { fields.put("pins", pins) }
}

/// The first process of a run was started.
public struct RunStarted: EventPayload {
  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "run.started", on: .run, summary: "The first process of the run was started.")

  /// The beginning of a run.
  public init() {}

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {}

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {}
}
