/// Which attempt an event is about.
public struct AttemptID: Hashable, Sendable, CustomStringConvertible {
  /// The study's slug.
  public var study: String
  /// The run.
  public var run: String
  /// The stage.
  public var stage: String
  /// The unit's key.
  public var unit: String
  /// The number of the attempt, from 1.
  public var attempt: Int

  /// The identity of an attempt.
  public init(study: String, run: String, stage: String, unit: String, attempt: Int) {
    self.study = study
    self.run = run
    self.stage = stage
    self.unit = unit
    self.attempt = attempt
  }

  init(_ fields: Fields) throws(FieldError) {
    study = try fields.text("study")
    run = try fields.text("run")
    stage = try fields.text("stage")
    unit = try fields.text("unit")
    attempt = try fields.count("attempt")
  }

  func put(into fields: inout FieldsBuilder) {
    fields.put("study", study)
    fields.put("run", run)
    fields.put("stage", stage)
    fields.put("unit", unit)
    fields.put("attempt", attempt)
  }

  static let definitions: [EventDefinition.Field] = [
    .text("study", "the study's slug"), .text("run", "the run"), .text("stage", "the stage"),
    .text("unit", "the unit's key"), .integer("attempt", "number of the attempt, from 1"),
  ]

  /// The stream that the attempt's events belong to.
  public var stream: Stream { .run(study, run) }

  /// `run/stage[unit]#attempt`, for people.
  public var description: String {
    unit.isEmpty ? "\(run)/\(stage)#\(attempt)" : "\(run)/\(stage)[\(unit)]#\(attempt)"
  }
}
