import Files
import Study

/// What is legal in a study file and probably not meant, as those find out who write their first.
enum BeginnersCheck {
  /// Sentences, in the order of the stages.
  static func warnings(_ plan: Plan, in directory: String) -> [String] {
    plan.stages.flatMap { forgotten($0, plan, directory) } + collisions(plan)
  }

  /// Files beside the study that a stage names and will not find in its directory.
  private static func forgotten(
    _ stage: StagePlan, _ plan: Plan, _ directory: String
  ) -> [String] {
    var known = plan.code.map(\.path)
    for input in plan.inputs { known += input.files.map(\.path) }
    return stage.run.compactMap { argument in
      guard !argument.isEmpty, !argument.hasPrefix("/"), !argument.hasPrefix("-"),
        !argument.contains("$"), !argument.contains("\n"),
        !PathName.escapes(PathName.join(directory, argument), base: directory)
      else { return nil }
      let path = PathName.relative(
        PathName.normalize(PathName.join(directory, argument)), to: directory)
      guard !known.contains(path), !known.contains(where: { $0.hasPrefix("\(path)/") }),
        let status = try? FileSystem.status(PathName.join(directory, path)), status.kind == .file,
        !stage.outputs.contains(where: { $0.path == argument })
      else { return nil }
      return "stage '\(stage.name)' names '\(argument)', which lies beside the study and not under "
        + "'code': the stage works in a directory of its own and will not find it"
    }
  }

  /// Names that several stages of the same runs publish.
  private static func collisions(_ plan: Plan) -> [String] {
    var seen: [(name: String, stage: StagePlan)] = []
    var warnings: [String] = []
    for stage in plan.stages {
      for name in stage.publish {
        if let other = seen.first(where: { $0.name == name && $0.stage.scope == stage.scope }) {
          warnings.append(
            "stages '\(other.stage.name)' and '\(stage.name)' both publish '\(name)': the later "
              + "one's stands among the files")
        }
        seen.append((name, stage))
      }
    }
    return warnings
  }
}
