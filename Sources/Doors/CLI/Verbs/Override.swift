import Codecs
import Ledger
import Runtime
import StageKit
import Study

extension Verb {
  private static let scopeOptions: [Option] = [
    .value("study", nil, "STUDY", "the study, if there are several"),
    .value("run", nil, "RUN", "only for this run and its replacements"),
    .value("stage", nil, "STAGE", "only for this stage"),
  ]

  static let overrideGrant = Verb(
    name: "override grant", summary: "change a guarded parameter from its default, on the record",
    usage: "override grant FLAG=VALUE [--study STUDY | --run RUN] [--stage STAGE] -m WHY",
    details: [
      "Planned runs and runs in progress take the value; a finished one takes it when repeated.",
      "They, and everything derived from them, are not for production until they are rebuilt.",
    ],
    options: scopeOptions,
    example: "runledger override grant allow_fallback=true --run A-s42 -m \"to see what it hides\"",
    operands: 1...1, writes: true, demandsReason: true
  ) { invocation in
    let word = invocation.operand(0) ?? ""
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty else {
      throw Failure.usage(
        "'\(word)' says no value for '\(parts.first ?? "")'", hint: "write FLAG=VALUE")
    }
    let workspace = try invocation.writing()
    var override = try invocation.override(of: String(parts[0]), in: workspace)
    override.value = try ParameterText.value(String(parts[1]))
    return try invocation.submit(GrantOverride(override), in: workspace)
  }

  static let overrideRevoke = Verb(
    name: "override revoke", summary: "revoke an override",
    usage: "override revoke FLAG [--study STUDY | --run RUN] [--stage STAGE] -m WHY",
    details: [
      "Runs in progress continue with the default. Results made under the override stay as they",
      "are, not for production, until 'runledger rerun' has replaced them.",
    ],
    options: scopeOptions,
    example: "runledger override revoke allow_fallback --run A-s42 -m \"seen enough\"",
    operands: 1...1, writes: true, demandsReason: true
  ) { invocation in
    let workspace = try invocation.writing()
    let override = try invocation.override(of: invocation.operand(0) ?? "", in: workspace)
    return try invocation.submit(RevokeOverride(override), in: workspace)
  }

  static let overrideList = Verb(
    name: "override list", summary: "list the overrides in force",
    usage: "override list [STUDY]", example: "runledger override list",
    operands: 0...1, completes: .subjects
  ) { invocation in
    let subjects = try Subjects(try invocation.reading())
    let columns = ["study", "flag", "value", "default", "for", "granted"]
    var list = Listing("overrides", columns.map { .words($0) })
    for slug in try invocation.studies(subjects) {
      for grant in subjects.states.study(slug)?.grants ?? [] {
        let parameter = subjects.states.plan(slug)?.params.first { $0.name == grant.flag }
        let cells = [
          slug, grant.flag, grant.value.plainText, parameter?.value.plainText ?? "-", grant.scope,
          grant.grantedAt?.description ?? "-",
        ]
        list.add(cells, grant.json(study: slug, default: parameter?.value))
      }
    }
    list.print(invocation, whenEmpty: "no override is granted")
    return .done
  }
}

extension Invocation {
  /// The override that the options describe: of a study, or of a run, and maybe of one stage.
  fileprivate func override(of flag: String, in workspace: Workspace) throws -> OverrideArguments {
    let subjects = try Subjects(workspace)
    var command = OverrideArguments(study: "", flag: flag, reason: arguments.reason)
    if let word = arguments.value("run") {
      guard !arguments.has("study") || !word.contains("/") else {
        throw Failure.usage("'--run \(word)' names the study already", hint: "leave out --study")
      }
      let run = try subjects.runOrScheduled(
        arguments.value("study").map { "\($0)/\(word)" } ?? word)
      command.study = run.study
      command.run = run.id
    } else {
      command.study = try subjects.study(arguments.value("study"))
    }
    command.stage = arguments.value("stage")
    return command
  }
}

extension Subjects {
  /// The run that `RUN` or `STUDY/RUN` names, whether it was planned yet or not.
  fileprivate func runOrScheduled(_ word: String) throws -> Run {
    do {
      return try run(word)
    } catch let failure as Failure where failure.code == "not_found" {
      let parts = Self.parts(word)
      let slug = try parts.count == 2 ? study(parts[0]) : study(nil)
      guard let study = states.study(slug), let plan = states.plan(slug) else { throw failure }
      let isScheduled = plan.levels.indices.contains { level in
        states.schedule(slug, level: level, round: study.round).contains { $0.id == parts.last }
      }
      guard isScheduled, let id = parts.last else { throw failure }
      return Run(study: slug, id: id)
    }
  }
}

extension GrantState {
  /// The grant as one member of `overrides`.
  func json(study: String, default value: Value? = nil) -> Value {
    var members: ValueMap = [
      "study": .text(study), "flag": .text(flag), "value": self.value,
      "run": run.map(Value.text) ?? .null, "stage": stage.map(Value.text) ?? .null,
      "scope": .text(scope), "event": grantedAt.map { .text("\($0)") } ?? .null,
    ]
    if let value { members["default"] = value }
    return .map(members)
  }
}
