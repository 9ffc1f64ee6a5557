public import Bytes

/// A unit of work was scheduled to be started.
public struct StageRequested: EventPayload {
  public var stage = ""
  /// The unit's key.
  public var unit = ""
  /// The number of the attempt, from 1.
  public var attempt = 0
  /// What the result depends on: command, parameters, seed, inputs, code and gates.
  public var recipe = Digest.zero
  /// Why it is done: first, retry, stale, interrupted, unblocked.
  public var why = ""
  /// The guards that are bypassed in it or in what it reads: with any it is not for production.
  public var bypassed: [String] = []
  /// The result of an earlier batch that is taken over instead, if its files are still there.
  public var reuse: ReusedResult?

  public static let definition = EventDefinition(
    "stage.requested", of: Self.self, on: .run,
    summary: "A unit of work was scheduled to be started.")

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

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("stage", &stage, "the stage")
    coder.field("unit", &unit, "the unit's key; empty without foreach")
    coder.field("attempt", &attempt, "number of the attempt, from 1")
    coder.field("recipe", &recipe, "digest of all that the result depends on")
    coder.field("why", &why, "first, retry, stale, interrupted or unblocked")
    coder.field(
      "bypassed", &bypassed, "guards bypassed in it or in what it reads: not for production")
    coder.field(
      "reuse", &reuse, "run, stage, unit and attempt of an equal result to be reused")
  }
}

/// A unit was skipped, which is not a failure.
public struct StageSkipped: EventPayload {
  public var stage = ""
  /// The unit's key.
  public var unit = ""
  public var why = ""

  public static let definition = EventDefinition(
    "stage.skipped", of: Self.self, on: .run,
    summary: "A unit was skipped, which is not a failure.")

  /// Work that is left out, with the reason.
  public init(stage: String, unit: String, why: String) {
    self.stage = stage
    self.unit = unit
    self.why = why
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("stage", &stage, "the stage")
    coder.field("unit", &unit, "the unit's key")
    coder.field("why", &why, "why")
  }
}
