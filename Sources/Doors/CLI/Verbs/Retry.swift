import StageKit
import Study

extension Verb {
  static let retry = Verb(
    name: "retry", summary: "let blocked work be tried again",
    usage: "retry [STUDY/]RUN[/STAGE] -m WHY",
    details: ["'runledger run' does the work; this lets it."],
    example: "runledger retry A-s42/classify -m \"the disk was full\"",
    operands: 1...1, writes: true, demandsReason: true, completes: .subjects
  ) { invocation in
    let workspace = try invocation.writing()
    let target = try Subjects(workspace).runOrStage(invocation.operand(0) ?? "")
    return try invocation.submit(
      RetryStage(
        study: target.run.study, run: target.run.id, stage: target.stage,
        reason: invocation.arguments.reason),
      in: workspace)
  }

  static let rerun = Verb(
    name: "rerun", summary: "replace a run by one that repeats a stage and what depends on it",
    usage: "rerun [STUDY/]RUN --from STAGE [-p NAME=VALUE]... -m WHY",
    details: [
      "Results of earlier stages are taken over. 'runledger run' does the work."
    ],
    options: [
      .value("from", nil, "STAGE", "the first stage that is done again"),
      .values("param", "p", "NAME=VALUE", "a parameter of the new run that differs"),
    ],
    example: "runledger rerun A-s42 --from classify -m \"a bug in classify.awk\"",
    operands: 1...1, writes: true, demandsReason: true, completes: .subjects
  ) { invocation in
    guard let from = invocation.arguments.value("from") else {
      throw Failure.usage("'rerun' needs '--from STAGE'", hint: "runledger help rerun")
    }
    let workspace = try invocation.writing()
    let subjects = try Subjects(workspace)
    let run = try subjects.run(invocation.operand(0) ?? "")
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
