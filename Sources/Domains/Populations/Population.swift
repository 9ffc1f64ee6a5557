public import StageKit

/// Populations: what `runledger population VERB` and `runledger simulate population STEP` do.
public enum Population: Domain {
  /// The name of its steps and verbs.
  public static let name = "population"

  /// What it is about.
  public static let summary = "synthetic populations: sample, network, scenario, spread of opinion"

  /// The steps, in the order in which a study takes them.
  public static let steps: [any Step.Type] = [
    SpecStep.self, ExtendStep.self, SampleStep.self, NetworkStep.self, PersonaStep.self,
    ScenarioStep.self, EstimateStep.self, SimulateStep.self, ResultsStep.self,
    ExperimentReportStep.self, CalibrateStep.self, ScoreStep.self, ValidateStep.self,
    ConfigStep.self,
  ]
}
