public import StageKit

/// A small town that lives on its own: needs, jobs, queues, an operators' console, and policies
/// that are trained, promoted and rolled back.
public enum Town: Domain {
  /// The name of its steps and verbs.
  public static let name = "town"

  /// What it is about.
  public static let summary = "a town with needs, jobs and queues: shard, console, training"

  /// The steps, in the order in which a study takes them, and what is run by hand.
  public static let steps: [any Step.Type] = [
    ShardStep.self, TrainStep.self, EvaluatePolicyStep.self, CaptureStep.self,
    TelemetryCheckStep.self, TelemetryWatchStep.self, PromotionEvaluateStep.self,
    PreflightStep.self, DrillStep.self, ShowConfigStep.self, FrozenLakeStep.self, SpeedStep.self,
    EnvironmentStep.self, ConsoleStep.self, ObserveStep.self,
  ]

  /// The verbs, in the order of help.
  public static let verbs: [DomainVerb] = [
    recorded(
      ShardStep.self, "simulate [--config FILE] [--tick-limit N] [-o DIR]",
      "runledger town simulate --config town.yaml --tick-limit 1000"),
    recorded(
      TrainStep.self, "train --config FILE [-o DIR] [--mode MODE]",
      "runledger town train --config queue_conflict.yaml --mode rollout -o trained"),
    recorded(
      EvaluatePolicyStep.self, "evaluate --config FILE [--policy NAME=FILE] [-o FILE]",
      "runledger town evaluate --config queue_conflict.yaml -o returns.csv"),
    recorded(
      CaptureStep.self, "capture --config FILE -o DIR",
      "runledger town capture --config kitchen_breakfast.yaml -o samples"),
    recorded(
      TelemetryCheckStep.self, "telemetry-check FILE",
      "runledger town telemetry-check out/telemetry.json"),
    shown(
      TelemetryWatchStep.self, "telemetry-watch LOG [--kl X] ...",
      "runledger town telemetry-watch trained/training.jsonl --kl 0.05"),
    recorded(
      PromotionEvaluateStep.self, "promotion_evaluate --input FILE [--dry-run]",
      "runledger town promotion_evaluate --input trained/anneal_results.json"),
    recorded(
      PreflightStep.self, "preflight --config FILE [--shadow FILE] [-o FILE]",
      "runledger town preflight --config town.yaml"),
    recorded(
      DrillStep.self, "drill --config FILE [--incident NAME] [-o FILE]",
      "runledger town drill --config town.yaml --incident queue"),
    shown(ShowConfigStep.self, "config [FILE]", "runledger town config town.yaml"),
    shown(
      ConsoleStep.self, "console --config FILE | --control FILE",
      "runledger town console --config town.yaml"),
    shown(ObserveStep.self, "observe DIR", "runledger town observe out"),
    shown(
      EnvironmentStep.self, "environment --config FILE",
      "runledger town environment --config queue_conflict.yaml"),
  ]

  private static func shown(_ step: any Step.Type, _ usage: String, _ example: String) -> DomainVerb
  {
    let name = step.name
    return DomainVerb(
      name, step.summary, usage: "town \(usage)", options: step.options, operands: step.operands,
      example: example
    ) { _ in .show(step: name) }
  }

  /// A verb whose options that name files tell what is read and written.
  private static func recorded(
    _ step: any Step.Type, _ usage: String, _ example: String
  ) -> DomainVerb {
    let read = ["config", "shadow", "manifest", "commands", "from-snapshot", "from", "input"]
    return .step(step, of: name, example: example, usage: usage) {
      (arguments) throws(StageError) in
      var files = StageFilesNamed()
      for option in read where step.options.contains(where: { $0.name == option }) {
        files.inputs += arguments.values(option)
      }
      for policy in arguments.values("policy") {
        files.inputs.append(policy.split(separator: "=", maxSplits: 1).last.map(String.init) ?? "")
      }
      files.inputs += arguments.operands
      files.outputs = arguments.values("output") + arguments.values("dump-update")
      if step == TrainStep.self, !arguments.has("output") {
        files.outputs.append(TrainStep.usualOutput)
      }
      files.seed = try arguments.int("seed", in: Int64.min / 2...Int64.max / 2)
      return files
    }
  }
}
