public import Bytes

/// Work was put into the order in which it is to be started.
public struct StageRequested: EventPayload {
  /// The stage.
  public var stage: String
  /// The unit's key.
  public var unit: String
  /// The number of the attempt, from 1.
  public var attempt: Int
  /// What the result depends on: command, parameters, seed, inputs, code and gates.
  public var recipe: Digest
  /// Why it is done: first, retry, stale, interrupted, unblocked.
  public var why: String
  /// The guards that are bypassed in it or in what it reads: with any it is not for production.
  public var bypassed: [String]

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "stage.requested", on: .run,
    summary: "Work was put into the order in which it is to be started.",
    fields: [
      .text("stage", "the stage"), .text("unit", "the unit's key; empty without foreach"),
      .integer("attempt", "number of the attempt, from 1"),
      .digest("recipe", "digest of all that the result depends on"),
      .text("why", "first, retry, stale, interrupted or unblocked"),
      .list("bypassed", "guards bypassed in it or in what it reads: not for production"),
    ])

  /// A request for an attempt.
  public init(
    stage: String, unit: String, attempt: Int, recipe: Digest, why: String, bypassed: [String] = []
  ) {
    self.stage = stage
    self.unit = unit
    self.attempt = attempt
    self.recipe = recipe
    self.why = why
    self.bypassed = bypassed
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    stage = try fields.text("stage")
    unit = try fields.text("unit")
    attempt = try fields.count("attempt")
    recipe = try fields.digest("recipe")
    why = try fields.text("why")
    bypassed = try fields.texts("bypassed")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("stage", stage)
    fields.put("unit", unit)
    fields.put("attempt", attempt)
    fields.put("recipe", recipe)
    fields.put("why", why)
    fields.put("bypassed", bypassed)
  }
}

/// Work is not done, for a reason that is no failure.
public struct StageSkipped: EventPayload {
  /// The stage.
  public var stage: String
  /// The unit's key.
  public var unit: String
  /// Why.
  public var why: String

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "stage.skipped", on: .run, summary: "Work is not done, for a reason that is no failure.",
    fields: [
      .text("stage", "the stage"), .text("unit", "the unit's key"), .text("why", "why"),
    ])

  /// Work that is left out, with the reason.
  public init(stage: String, unit: String, why: String) {
    self.stage = stage
    self.unit = unit
    self.why = why
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    stage = try fields.text("stage")
    unit = try fields.text("unit")
    why = try fields.text("why")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("stage", stage)
    fields.put("unit", unit)
    fields.put("why", why)
  }
}
