/// Which attempt an event is about.
public struct AttemptID: Hashable, Sendable, CustomStringConvertible {
  /// The study's slug.
  public var study = ""
  public var run = ""
  public var stage = ""
  /// The unit's key.
  public var unit = ""
  /// The number of the attempt, from 1.
  public var attempt = 0

  /// The identity of an attempt.
  public init(study: String, run: String, stage: String, unit: String, attempt: Int) {
    self.study = study
    self.run = run
    self.stage = stage
    self.unit = unit
    self.attempt = attempt
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study, "the study's slug")
    coder.field("run", &run, "the run")
    coder.field("stage", &stage, "the stage")
    coder.field("unit", &unit, "the unit's key")
    coder.field("attempt", &attempt, "number of the attempt, from 1")
  }

  /// The stream that the attempt's events belong to.
  public var stream: Stream { .run(study, run) }

  /// `run/stage[unit]#attempt`, for people.
  public var description: String {
    unit.isEmpty ? "\(run)/\(stage)#\(attempt)" : "\(run)/\(stage)[\(unit)]#\(attempt)"
  }
}
