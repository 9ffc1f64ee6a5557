public import Codecs
public import StageKit

/// Paired trials of agents: what `runledger simulate trial STEP` runs.
public enum Trial: Domain {
  /// The name of its steps and verbs.
  public static let name = "trial"

  /// The name of its section in a study file.
  public static let section = "trials"

  /// What it is about.
  public static let summary = "paired trials of agents: tasks, evaluators, analysis and report"

  /// The steps, in the order in which a study takes them, and what is run by hand.
  public static let steps: [any Step.Type] = [
    ParityStep.self, InitStep.self, ValidateManifestStep.self, ExecuteStep.self, EvaluateStep.self,
    VerifyPairStep.self, IndexStep.self, AnalyseStep.self, ReplayStep.self,
    ComparativeReportStep.self, CloseStep.self, TasksStep.self, NoiseFloorStep.self,
  ]

  /// Reports what is wrong with the section, and the files that it names.
  public static func check(_ section: Item, of study: StudyOutline) -> CheckedSection {
    let checked = TrialSection(section, of: study)
    var result = CheckedSection(files: checked.files, recorded: checked.recorded(section))
    // Where looks are registered, seeing the variants apart in between would be one more.
    result.looks = checked.looks
    result.isBlind = !result.looks.isEmpty
    return result
  }

  /// The manifest of a run with what a trial knows of its files and its agent.
  public static func complete(
    _ manifest: ValueMap, outputs: [ValueMap], stages: [ValueMap]
  ) -> ValueMap {
    ManifestMembers(manifest, outputs: outputs, stages: stages).completed
  }

  /// What is done with one run of the schedule, and with a pair.
  public static let verbs = runVerbs
}
