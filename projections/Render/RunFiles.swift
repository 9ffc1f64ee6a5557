public import Bytes
import Codecs
public import Ledger
import Study

/// The files of one run.
public enum RunFiles {
  /// Renders all files of a run, its list of digests last.
  ///
  /// They follow from the run's own events and the plans of the study up to the last of them;
  /// `head` is the head of the log right after it, `leaf` the hash of its entry. Errors:
  /// `unsafeName` when a name may not become a path.
  public static func render(
    _ run: RunView, plans: [PlanView], rules: ManifestRules, origin: String, head: Head,
    leaf: Digest
  ) throws(ProjectionError) -> [RenderedFile] {
    try folder(
      of: run, plans: plans, rules: rules, origin: origin, head: head, leaf: leaf
    ) { _ in true }.files
  }

  /// The same, with what the run's stages publish; `isKept` tells which contents are still there.
  static func folder(
    of run: RunView, plans: [PlanView], rules: ManifestRules, origin: String, head: Head,
    leaf: Digest, isKept: (Digest) -> Bool
  ) throws(ProjectionError) -> Folder {
    let directory = try directory(of: run)
    let plan = run.plan.map { plans[$0].plan }
    let logs = [
      RenderedFile(path: "\(directory)/logs/agent_run.log", bytes: run.logs.agent.bytes),
      RenderedFile(path: "\(directory)/logs/validation.log", bytes: run.logs.validation.bytes),
      RenderedFile(path: "\(directory)/logs/decision.log", bytes: run.logs.decision.bytes),
    ]
    var stages: [(name: String, value: Value)] = []
    for stage in run.stages {
      guard Identifier.isName(stage.name) else { throw unsafeName("stage", stage.name) }
      stages.append((stage.name, StageFile(run: run, stage: stage, plan: plan).value))
    }
    let manifest = ManifestFile(run: run, plans: plans, origin: origin, head: head, leaf: leaf)
      .value(logs: logs, stages: stages.map(\.value), rules: rules)
    var files = [
      json("\(directory)/manifest.json", manifest),
      json("\(directory)/RUN_STATE.json", state(of: run, plan: plan)),
    ]
    for stage in stages {
      files.append(json("\(directory)/stages/\(stage.name).json", stage.value))
    }
    files += logs
    if let inputs = VariantInputs(run: run, plan: plan) {
      files.append(json("\(directory)/inputs/parameters.json", inputs.value))
    }
    let published = try Publishing.files(of: run, plans: plans, beside: files, isKept: isKept)
    return Folder(files, published, in: directory, origin: origin, head: head)
  }

  /// The directory of a run, relative to the directory that holds all studies.
  static func directory(of run: RunView) throws(ProjectionError) -> String {
    guard Identifier.isSlug(run.study) else { throw unsafeName("study", run.study) }
    guard Identifier.isName(run.id) else { throw unsafeName("run", run.id) }
    return "\(run.study)/\(Identifier.directory(ofRun: run.id))"
  }

  /// The path of a run's file within its directory.
  static func relative(_ path: String, _ run: RunView) -> String {
    let directory = "\(run.study)/\(Identifier.directory(ofRun: run.id))/"
    return String(path.dropFirst(directory.count))
  }

  /// Names come from signed events, whose author may still be hostile: nothing but a legal name may
  /// become part of a path.
  static func unsafeName(_ what: String, _ name: String) -> ProjectionError {
    ProjectionError(
      .unsafeName, "\(what) '\(Text.line(name))' has a name that cannot become a file's")
  }

  static func json(_ path: String, _ value: Value) -> RenderedFile {
    RenderedFile(path: path, bytes: JSON.encode(value, pretty: true))
  }

  /// `RUN_STATE.json`: where a run stands and what is next, for whoever takes it up again.
  static func state(of run: RunView, plan: Plan?) -> Value {
    var metrics = ValueMap()
    for (stage, unit, metric) in run.metrics {
      metrics["\(Text.work(stage, unit)).\(metric.name)"] = .double(metric.value)
    }
    for evaluation in run.evaluations {
      metrics[evaluation.evaluated.metric] = .double(evaluation.evaluated.value)
    }
    let next = plan.flatMap { run.next(in: $0) }
    let blocked = run.stages.lazy.flatMap(\.units).first { $0.blocked != nil }?.blocked
    return members(
      ("run_id", .text(run.id)),
      ("level", .some(run.planned?.level)),
      ("stage", run.latestWork.map { .text($0.stage) } ?? .null),
      ("status", .text(run.status.rawValue)),
      (
        "last_completed_step",
        run.lastCompleted.map { .text(Text.work($0.stage, $0.unit)) } ?? .null
      ),
      ("next_step", next.map { .text(Text.work($0.stage, $0.unit)) } ?? .null),
      ("next_action", .some(blocked?.proposal)),
      ("metrics", .map(metrics)),
      ("timestamp", .time(run.last.at)))
  }
}
