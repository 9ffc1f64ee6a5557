public import StageKit

/// A small town that lives on its own: what `runledger simulate town STEP` runs.
public enum Town: Domain {
  /// The name of its steps and verbs.
  public static let name = "town"

  /// What it is about.
  public static let summary = "a town with needs, jobs and queues: shard, console, training"

  /// The steps.
  public static let steps: [any Step.Type] = [
    SimulateStep.self, TrainStep.self, EvaluateStep.self, CaptureStep.self, FrozenLakeStep.self,
    SpeedStep.self,
  ]
}
