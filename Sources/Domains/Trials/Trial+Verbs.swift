import StageKit

/// The steps of a paired trial as its operators call them: each runs, locks or repeats one run of
/// the schedule.
extension Trial {
  static let runVerbs: [DomainVerb] = [
    step("init", "snapshot a run's inputs", until: "init"),
    step("validate", "check a run's manifest, once its inputs exist", until: "validate"),
    step("execute", "let the agent do the run's task", until: "execute"),
    step("evaluate", "evaluate what the agent did", until: "evaluate"),
    lock, step("full", "perform every step of a run, from its inputs to its lock", until: nil),
    verifyPair, reproduce, synthesize,
  ]

  private static let lock = verb(
    "lock", "freeze a finished run; repeating it changes nothing",
    "RUN | trial lock --manifest FILE"
  ) { (arguments) throws(StageError) in
    .lock(try selection(arguments, "lock"), reason: "run_completed")
  }

  private static let reproduce = verb(
    "reproduce", "re-execute a locked run and compare",
    "RUN | trial reproduce --manifest FILE",
    options: RunSelection.options + [
      .values("tolerate", nil, "PATTERN", "outputs that may differ")
    ]
  ) { (arguments) throws(StageError) in
    .reproduce(try selection(arguments, "reproduce"), tolerate: arguments.values("tolerate"))
  }

  private static let synthesize = verb(
    "synthesize", "collect the scorecards, analyse them, and report", "[STUDY]",
    details: ["Does what remains of the whole study."], options: [RunSelection.study],
    example: "role-vs-goal"
  ) { arguments in
    .runUntil(
      stage: nil, RunSelection(study: arguments.operands.first ?? arguments.value("experiment")))
  }

  private static let verifyPair: DomainVerb = {
    var verify = verb(
      "verify-pair", "check whether the two runs of a pair are comparable",
      "PAIR | trial verify-pair --pair-id PAIR",
      details: [
        "Both runs are compared once they have finished: task, seeds, parameters, pins, inputs and",
        "limits must be the same, the variant different. Exit code 1 if they are not, 12 if one",
        "has not finished.",
      ],
      options: [RunSelection.study, .value("pair-id", nil, "PAIR", "the pair")],
      example: "pair-0001"
    ) { (arguments) throws(StageError) in
      var pair = RunSelection(study: arguments.value("experiment"))
      pair.pair = arguments.operands.first ?? arguments.value("pair-id")
      pair.isOfPair = true
      guard pair.pair != nil else {
        throw .usage("'trial verify-pair' needs a pair", hint: "runledger help trial")
      }
      return .pair(pair)
    }
    verify.writes = false
    return verify
  }()

  private static func step(_ word: String, _ summary: String, until stage: String?) -> DomainVerb {
    verb(
      word, summary, "RUN | trial \(word) --variant V --task T --pair-id PAIR",
      details: [
        "The run is named, or found in the pre-registered schedule by variant, task and pair, or",
        "by the path of its manifest. 'runledger run' does the same for all runs, in the order",
        "drawn. If no study is registered, the study.yaml in this directory is.",
      ]
    ) { (arguments) throws(StageError) in
      .runUntil(stage: stage, try selection(arguments, word))
    }
  }

  /// The one run that a command line names.
  private static func selection(
    _ arguments: ParsedArguments, _ word: String
  ) throws(StageError) -> RunSelection {
    var selection = RunSelection(arguments)
    selection.isOfPair = true
    guard selection.namesRun else {
      throw .usage("'trial \(word)' needs a run", hint: "runledger help trial")
    }
    return selection
  }

  private static func verb(
    _ word: String, _ summary: String, _ usage: String, details: [String] = [],
    options: [Option] = RunSelection.options,
    example: String = "run-0001-role-centric-TASK-001",
    request: @escaping @Sendable (ParsedArguments) throws(StageError) -> StageRequest
  ) -> DomainVerb {
    var verb = DomainVerb(
      word, summary, usage: "trial \(word) \(usage)", details: details, options: options,
      operands: 0...1, example: "runledger trial \(word) \(example)", request: request)
    verb.namesRuns = true
    return verb
  }
}
