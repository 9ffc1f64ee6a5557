import Codecs
import Files
import Runtime
import StageKit
import Study

/// What a domain's verb may ask for, carried out by what the core's own verbs do.
extension Invocation {
  /// Runs a registered study, or one of its runs, up to a stage.
  func run(until stage: String?, _ selection: RunSelection) throws -> ExitCode {
    let workspace = try writing()
    guard selection.namesRun else {
      let slug = try Subjects(workspace).study(selection.study)
      return try run(
        part: RunPart(until: try known(stage, of: slug, workspace)), of: slug, workspace)
    }
    let selection = try registered(selection, workspace)
    let target = try SelectedRun(selection, self, workspace).target()
    let until = try known(stage, of: target.study, workspace, run: target.id)
    return try run(part: RunPart(runs: [target.id], until: until), of: target.study, workspace)
  }

  /// Replaces a run by one that repeats a stage and what depends on it.
  func rerun(
    _ selection: RunSelection, from stage: String, params: [String]
  ) throws -> ExitCode {
    let workspace = try writing()
    let target = try SelectedRun(selection, self, workspace).target()
    let from = try known(stage, of: target.study, workspace) ?? stage
    var arguments = ParsedArguments()
    arguments.options["param"] = params
    let parameters = try arguments.pairs("param").map { (name, text) throws in
      Parameter(name: name, value: try ParameterText.value(text))
    }
    return try submit(
      RerunRun(
        study: target.study, run: target.id, from: from, params: parameters,
        reason: self.arguments.reason),
      in: workspace)
  }

  /// Freezes a run; one that is frozen already stays as it is.
  func lock(_ selection: RunSelection, reason: String) throws -> ExitCode {
    let workspace = try writing()
    let target = try SelectedRun(selection, self, workspace).target()
    let state = try Subjects(workspace).states.run(target.study, target.id)
    if state?.isLocked == true, try former(workspace) == nil {
      console.note("warning: run '\(target.id)' is locked already; nothing was added")
      return .done
    }
    let own = arguments.reason
    return try submit(
      LockRun(study: target.study, run: target.id, reason: own.isEmpty ? reason : own),
      in: workspace)
  }

  /// Executes a run again and compares.
  func reproduce(_ selection: RunSelection, tolerate: [String]) throws -> ExitCode {
    let workspace = try writing()
    let target = try SelectedRun(selection, self, workspace).target()
    return try reproduce(target, tolerating: tolerate, in: workspace, try Subjects(workspace))
  }

  /// Says something to a stage of a run.
  func tell(_ selection: RunSelection, stage: String, text: String) throws -> ExitCode {
    let workspace = try writing()
    let target = try SelectedRun(selection, self, workspace).target()
    return try tell(target, stage: stage, text: text, in: workspace)
  }

  /// Says what the log says of a pair.
  func showPair(_ selection: RunSelection) throws -> ExitCode {
    let subjects = try Subjects(try reading())
    let slug = try subjects.study(of: selection)
    let answer = try PairAnswer(selection.pair ?? "", slug, subjects)
    if isJSON {
      console.print(json: answer.json)
    } else {
      for line in answer.lines { console.print(line) }
    }
    return answer.exit
  }

  /// Registers the study file that is named, or that lies here where no study is registered yet, so
  /// that the first step of a run needs no other command before it.
  private func registered(
    _ selection: RunSelection, _ workspace: Workspace
  ) throws -> RunSelection {
    let isPath = selection.study.map(StudySource.isPath) ?? false
    let isFirst = try Subjects(workspace).studies().isEmpty
    guard selection.isOfPair, !isDryRun,
      isPath || (isFirst && FileSystem.exists(absolute("study.yaml")))
    else { return selection }
    let target = try RunTarget(
      registered: isPath ? selection.study : "study.yaml", self, workspace)
    try register(target, in: workspace)
    var selection = selection
    selection.study = target.slug
    return selection
  }

  /// A stage that the study has.
  private func known(
    _ stage: String?, of slug: String, _ workspace: Workspace, run: String? = nil
  ) throws -> String? {
    guard let stage else { return nil }
    if try Subjects(workspace).states.plan(slug)?.stage(stage) != nil { return stage }
    let hint = run.map { "runledger run \(slug) --run \($0) does all of its stages" }
    throw Failure.notFound("study '\(slug)' has no stage '\(stage)'", hint: hint)
  }

  /// Runs a part of a registered study.
  private func run(
    part: RunPart, of slug: String, _ workspace: Workspace
  ) throws -> ExitCode {
    let target = try RunTarget(registered: slug, self, workspace)
    var options = RunOptions(studyDirectory: target.directory, environment: environment)
    options.runs = part.runs
    options.until = part.until.map { [$0] } ?? []
    if isDryRun {
      let claim = ClaimWork(
        study: slug, slots: 1, until: options.until, runs: options.runs, pins: [:])
      show(CommandOutcome(preview: try workspace.handler.preview(claim)))
      return .done
    }
    _ = try repetition(of: options, study: slug, workspace)
    try register(target, in: workspace)
    return try execute(target, options, in: workspace)
  }
}

/// What of a study is run.
private struct RunPart {
  /// Only these runs; empty means all.
  var runs: [String] = []
  /// Only what this stage needs; nil means all.
  var until: String?
}
