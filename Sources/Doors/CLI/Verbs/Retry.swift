import Codecs
import Files
import Runtime
import StageKit
import Study

extension Verb {
  static let retry = Verb(
    name: "retry", summary: "allow blocked work to be retried",
    usage: "retry [STUDY/]RUN[/STAGE] | GLOB | --failed [STUDY] | --all [STUDY] -m WHY",
    details: [
      "This only allows the retry; 'runledger run' does the work: it executes the runs allowed",
      "to retry, and with --keep-going everything else that can be done.",
      "GLOB matches blocked work as RUN, RUN/STAGE or STUDY/RUN/STAGE, such as 'A-*/fetch'.",
    ],
    options: [
      .flag("failed", nil, "every process that failed"),
      .flag("all", "a", "everything that is blocked, including by a gate"),
    ],
    example: "runledger retry A-s42/classify -m \"the disk was full\"",
    operands: 0...1, writes: true, demandsReason: true, completes: .subjects
  ) { invocation in
    let workspace = try invocation.writing()
    let word = invocation.operand(0)
    if let group = try BlockedGroup(invocation, try Subjects(workspace)) {
      return try invocation.retry(group, in: workspace)
    }
    guard word != nil else {
      throw Failure.usage(
        "'retry' needs a run, a pattern, --failed or --all", hint: "runledger help retry")
    }
    let target = try Subjects(workspace).runOrStage(invocation.operand(0) ?? "")
    return try invocation.submit(
      RetryStage(
        study: target.run.study, run: target.run.id, stage: target.stage,
        reason: invocation.arguments.reason),
      in: workspace)
  }

  static let rerun = Verb(
    name: "rerun", summary: "replace a run with one that repeats a stage and everything downstream",
    usage: "rerun RUN --from STAGE [-p NAME=VALUE]... -m WHY | rerun PAIR [--from STAGE]",
    details: [
      "Results of earlier stages are reused. 'runledger run' does the work. For a pair both",
      "runs are replaced, from their first stage or from the one that --from names.",
    ],
    options: [
      .value("from", nil, "STAGE", "the first stage to repeat"),
      .values("param", "p", "NAME=VALUE", "a parameter of the new run that differs"),
    ],
    example: "runledger rerun A-s42 --from classify -m \"a bug in classify.awk\"",
    operands: 1...1, writes: true, demandsReason: true, completes: .subjects
  ) { invocation in
    let workspace = try invocation.writing()
    let subjects = try Subjects(workspace)
    let word = invocation.operand(0) ?? ""
    let stage = invocation.arguments.value("from")
    let run: Subjects.Run
    do { run = try subjects.run(word) } catch {
      guard let pair = try RepeatedPair(scheduled: word, from: stage, subjects) else { throw error }
      return try invocation.repeatBoth(of: pair, in: workspace)
    }
    if let pair = RepeatedPair(run, from: stage, subjects.states) {
      return try invocation.repeatBoth(of: pair, in: workspace)
    }
    guard let from = invocation.arguments.value("from") else {
      throw Failure.usage("'rerun' needs '--from STAGE'", hint: "runledger help rerun")
    }
    let stages = subjects.states.plan(run.study)?.stages.map(\.name) ?? []
    let params = try invocation.arguments.pairs("param").map { name, text in
      Parameter(name: name, value: try ParameterText.value(text))
    }
    return try invocation.submit(
      RerunRun(
        study: run.study, run: run.id,
        from: try Subjects.choose(from, among: stages, what: "stage", where: "'\(run.study)'"),
        params: params, reason: invocation.arguments.reason),
      in: workspace)
  }
}

extension Subjects {
  /// `RUN`, `STUDY/RUN`, `RUN/STAGE` or `STUDY/RUN/STAGE`.
  func runOrStage(_ word: String) throws -> (run: Run, stage: String?, unit: String?) {
    let (path, unit) = Self.splitUnit(word)
    let parts = Self.parts(path)
    if unit == nil, parts.count == 1 { return (try run(path), nil, nil) }
    if unit == nil, parts.count == 2 {
      // `A/B` is a run of study A, unless only a stage B of run A is there.
      if try studies().contains(parts[0]) { return (try run(path), nil, nil) }
      if let run = try? run(path) { return (run, nil, nil) }
    }
    let stage = try stage(word)
    return (stage.run, stage.stage, stage.unit)
  }
}

/// Blocked work of several runs that is to be tried again.
struct BlockedGroup {
  /// Each stage of a run once.
  private(set) var stages: [Subjects.Stage] = []

  /// What `--failed`, `--all` or a pattern means; nil where one run is named.
  init?(_ invocation: Invocation, _ subjects: Subjects) throws {
    let word = invocation.operand(0)
    let isAll = invocation.arguments.has("all")
    let isFailed = invocation.arguments.has("failed")
    let isPattern = word.map { !isAll && !isFailed && $0.contains { "*?[".contains($0) } } ?? false
    guard isAll || isFailed || isPattern else { return nil }
    let slugs =
      try isPattern
      ? subjects.studies() : word.map { [try subjects.study($0)] } ?? subjects.studies()
    for slug in slugs {
      for address in subjects.states.study(slug)?.blocked ?? [] {
        guard subjects.states.plan(slug)?.stage(address.stage)?.approve == nil else { continue }
        let unit = subjects.states.run(slug, address.run)?.unit(address.stage, address.unit)
        if isFailed, unit?.outcome == .succeeded { continue }
        if isPattern, let word, !Self.matches(word, slug, address) { continue }
        let stage = Subjects.Stage(
          run: Subjects.Run(study: slug, id: address.run), stage: address.stage, unit: nil)
        if !stages.contains(stage) { stages.append(stage) }
      }
    }
    guard !stages.isEmpty else {
      let what = isPattern ? "blocked work matches '\(word ?? "")'" : "work is blocked"
      throw Failure.notFound("no \(isFailed ? "failed " : "")\(what)", hint: "runledger status")
    }
  }

  private static func matches(_ word: String, _ slug: String, _ address: UnitAddress) -> Bool {
    let pattern = PathPattern(word)
    let work = "\(address.run)/\(address.stage)"
    return [address.run, work, "\(slug)/\(address.run)", "\(slug)/\(work)"].contains {
      pattern.matches($0)
    }
  }
}

extension Invocation {
  /// Lets a group of blocked work be tried again, each run by a command of its own.
  fileprivate func retry(_ group: BlockedGroup, in workspace: Workspace) throws -> ExitCode {
    if arguments.has("cmd-id"), group.stages.count > 1 {
      throw Failure.usage(
        "'--cmd-id' names one command, and these are \(group.stages.count)",
        hint: "retry the runs one by one")
    }
    var outcomes: [Value] = []
    for stage in group.stages {
      let outcome = try outcome(
        of: RetryStage(
          study: stage.run.study, run: stage.run.id, stage: stage.stage, reason: arguments.reason),
        in: workspace)
      if isJSON { outcomes.append(outcome.json) } else { show(outcome) }
    }
    if isJSON {
      console.print(json: ["retried": .array(outcomes)])
      return .done
    }
    let slugs = Set(group.stages.map(\.run.study)).sorted()
    for slug in slugs { console.note("next: runledger run \(slug)") }
    return .done
  }
}
