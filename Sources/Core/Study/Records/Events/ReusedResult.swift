/// The attempt whose recorded result stands for another run's: it is not a result of its own, and
/// counts as none.
public struct ReusedResult: Recordable, Hashable {
  /// The run that produced it.
  public var run = ""
  public var stage = ""
  /// The unit's key.
  public var unit = ""
  /// The number of the attempt, from 1.
  public var attempt = 0

  public init(of id: AttemptID) {
    run = id.run
    stage = id.stage
    unit = id.unit
    attempt = id.attempt
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("run", &run, "the run that produced it")
    coder.field("stage", &stage, "the stage")
    coder.field("unit", &unit, "the unit's key")
    coder.field("attempt", &attempt, "number of the attempt, from 1")
  }

  /// The address of the attempt, which must be in the same study.
  public func id(in study: String) -> AttemptID {
    AttemptID(study: study, run: run, stage: stage, unit: unit, attempt: attempt)
  }
}
