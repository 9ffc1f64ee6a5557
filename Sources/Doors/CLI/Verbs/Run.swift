import Codecs
import Files
import Ledger
import Runtime
import StageKit
import Study

extension Verb {
  static let run = Verb(
    name: "run", summary: "register a study and run it, or resume it where it stopped",
    usage: "run STUDY.yaml|STUDY [-p NAME=VALUE]... [--jobs N] [--until STAGE] [--skip STAGE] ...",
    details: [
      "The first Ctrl-C starts no more work, the second terminates processes, the third kills.",
      "However it is killed, the same command resumes. A finished study is left as it is.",
      "For a sweep it runs a batch. Without '--batch' it declares one named b<now>-baseline-vNN:",
      "the first, or another after a closed one if '--axis', '--seeds' or '--factorial' is given.",
      "A run that equals one of an earlier batch in parameters, code, inputs and seed takes over",
      "its results, which do not count as new ones; '--fresh' executes it.",
      "For a goal spec it writes the study file beside it: goal.study.yaml for goal.yaml.",
    ],
    options: [
      .values("param", "p", "NAME=VALUE", "use another value for a parameter"),
      .value("jobs", "j", "N", "run N processes at a time (default: the CPUs, at most 4)"),
      .values("until", nil, "STAGE", "only this stage and what it needs"),
      .values("skip", nil, "STAGE", "leave this stage out"),
      .values("run", nil, "RUN", "only this run, with what it needs"),
      .flag("keep-going", nil, "continue with other work if some is blocked"),
      .flag("again", nil, "repeat a closed study with newly drawn runs"),
      .flag("fresh", nil, "take over no result of an equal run of an earlier batch"),
    ] + GoalSource.options + BatchRequest.options,
    example: "runledger run study.yaml --jobs 2", operands: 0...1, writes: true, completes: .files
  ) { invocation in
    try invocation.registerAndRun(
      preparing: [invocation.batch(of:_:_:), invocation.schedule(of:_:_:)])
  }

  static let step = Verb(
    name: "step", summary: "do one unit of work, then report what is next",
    usage: "step [STUDY.yaml|STUDY]",
    details: [
      "For callers that inspect and decide after every unit. The exit code is 0 while more",
      "can be done; otherwise it is that of 'run', such as 10 after a gate that FAILed.",
    ],
    options: [.values("param", "p", "NAME=VALUE", "use another value for a parameter")]
      + GoalSource.options,
    example: "runledger step", operands: 0...1, writes: true, completes: .files
  ) { invocation in
    try invocation.registerAndRun()
  }
}

/// The study that `run` or `step` works on.
struct RunTarget {
  /// What the file says now; nil for a study without a file.
  var registered: StudyRegistered?
  /// The study's name.
  var slug: String
  /// The directory in which its inputs and code are.
  var directory: String

  init(_ invocation: Invocation, _ workspace: Workspace) throws {
    guard let goal = try GoalSource(invocation) else {
      try self.init(registered: invocation.operand(0), invocation, workspace)
      return
    }
    try self.init(goal.source, Subjects(workspace), invocation, workspace)
    if !invocation.isDryRun { try goal.write() }
  }

  /// The study that a word names: a file, or a registered study with its file.
  init(registered word: String?, _ invocation: Invocation, _ workspace: Workspace) throws {
    let subjects = try Subjects(workspace)
    if !(word.map(StudySource.isPath) ?? false), !(try subjects.studies().isEmpty) {
      let slug = try subjects.study(word)
      if subjects.states.plan(slug)?.design.hasFile == false {
        self.init(slug: slug, directory: workspace.root)
        return
      }
    }
    try self.init(invocation.studySource(word, workspace), subjects, invocation, workspace)
  }

  private init(slug: String, directory: String) {
    self.slug = slug
    self.directory = directory
  }

  private init(
    _ source: StudySource, _ subjects: Subjects, _ invocation: Invocation, _ workspace: Workspace
  ) throws {
    // What is given with `-p` beside a batch is the batch's.
    let isBatch = BatchRequest.isGiven(invocation.arguments)
    var loaded = try invocation.load(
      source, in: workspace, overrides: isBatch ? [] : invocation.arguments.pairs("param"))
    slug = loaded.plan.study
    try Self.refuseOtherPlace(loaded, subjects.states.study(slug), source, root: workspace.root)
    try invocation.checkResumption(of: loaded, from: subjects.states.study(slug))
    if !isBatch {
      let set = try invocation.arguments.pairs("param").map(\.0)
      if let axis = loaded.plan.declaredBatch?.axes.first(where: { set.contains($0.name) }) {
        throw Failure.usage(
          "'-p \(axis.name)' sets what the sweep varies",
          hint: "--axis \(axis.name)=VALUE gives the axis other values")
      }
    }
    directory = try source.realDirectory()
    // What was given with `-p` when the study was registered stays in force: the same file with the
    // same inputs and code is the same study, whatever its parameters.
    if isBatch || !invocation.arguments.has("param"), let plan = subjects.states.plan(slug),
      subjects.states.study(slug)?.file.digest == loaded.file.digest,
      plan.inputs == loaded.plan.inputs, plan.code == loaded.plan.code,
      plan.design == loaded.plan.design
    {
      loaded.plan = plan
    }
    registered = loaded
  }

  /// Refuses a study's name for a file in another place while the file that it was registered from
  /// is still there: a moved study is one, two are not.
  static func refuseOtherPlace(
    _ loaded: StudyRegistered, _ study: StudyState?, _ source: StudySource, root: String
  ) throws {
    // In one directory a study may go on from another file: a copy with a change.
    guard let study, study.file.path != "exec",
      !PathName.parent(study.file.path).utf8.elementsEqual(PathName.parent(loaded.file.path).utf8)
    else { return }
    let place = PathName.join(root, study.file.path)
    guard let before = try? FileSystem.status(place),
      let now = try FileSystem.status(source.path), !before.isSameFile(as: now)
    else { return }
    throw Failure(
      "exists",
      "study '\(loaded.plan.study)' was registered from '\(study.file.path)', and "
        + "'\(source.shown)' is another file",
      hint: "give one of them another name, or remove the one that was moved", exit: .conflict)
  }

  /// The command that puts the file's plan in force; nil when it is already.
  func registration(_ states: States) -> (any Command)? {
    guard let registered else { return nil }
    guard let study = states.study(slug) else { return RegisterStudy(registered) }
    // A comment or another order of the keys is no change: what counts is what the file says.
    return study.planDigest == registered.plan.digest ? nil : ReviseStudy(registered)
  }
}

extension Invocation {
  /// A command that comes between the registration of a study and its first work; nil when there
  /// is nothing to be said.
  fileprivate typealias Preparation =
    (_ study: String, States, Workspace) throws -> (any Command)?

  /// Puts in force what the operand names, and runs it; the preparations come between, unless the
  /// same was begun before.
  fileprivate func registerAndRun(preparing preparations: [Preparation] = []) throws -> ExitCode {
    let workspace = try writing()
    let target = try RunTarget(self, workspace)
    let selection = try Selection(
      arguments, of: target, try Subjects(workspace), now: world.now())
    if isDryRun { return try preview(target, preparations, selection, in: workspace) }
    let options = try options(for: target, selection)
    // Refused before anything is registered, when the name stands for something else.
    let repetition = try repetition(of: options, study: target.slug, workspace)
    try register(target, in: workspace)
    for prepare in preparations where repetition == .no {
      guard try prepare(target.slug, workspace.handler.states(), workspace) != nil else { continue }
      let signer = try signer(workspace)
      // Two that begin at once prepare the same, and the second finds it done.
      let appended = try workspace.handler.transact { batch -> (any Command, Submission)? in
        let states = try workspace.handler.states(in: batch)
        guard let command = try prepare(target.slug, states, workspace) else { return nil }
        let submission = try workspace.handler.submit(
          command, by: signer, id: commandName(before: command.name), in: &batch)
        return (command, submission)
      }
      guard let (command, submission) = appended else { continue }
      if let rejection = submission.rejection { throw rejection }
      guard command is DeclareBatch else { continue }
      console.note("@\(submission.receipt.index) batch '\(command.stream.name)' is declared")
    }
    return try execute(target, options, in: workspace)
  }

  /// Declares the batch that is asked for, if it is not open already.
  fileprivate func batch(
    of slug: String, _ states: States, _ workspace: Workspace
  ) throws -> (any Command)? {
    guard let plan = states.plan(slug) else { return nil }
    if isDryRun, plan.agentSafe != nil,
      states.study(slug)?.batch == nil || BatchRequest.isGiven(arguments)
    {
      throw Failure(
        "out_of_order", "study '\(slug)' is agent-safe: what a dry run would tell are its seeds",
        hint: "leave out -n", exit: .guarded)
    }
    let secret = try isDryRun ? nil : workspace.candidateSecret(of: slug)
    let command = try BatchRequest(arguments, plan, states, now: world.now(), secret: secret)
      .command()
    if let declaration = command as? DeclareBatch {
      for warning in BatchRequest.warnings(about: declaration.manifest, of: plan) {
        console.note("warning: \(warning)")
      }
    }
    return command
  }

  /// Draws the schedule anew, if that is asked for.
  fileprivate func schedule(
    of slug: String, _ states: States, _ workspace: Workspace
  ) -> (any Command)? {
    arguments.has("again") ? DrawSchedule(study: slug, reason: arguments.reason) : nil
  }

  /// Puts a study's file in force, if it is not already.
  func register(_ target: RunTarget, in workspace: Workspace) throws {
    guard let command = target.registration(try workspace.handler.states()) else { return }
    let signer = try signer(workspace)
    // Somebody else may have put the same file in force since: what is there is asked again inside.
    let appended = try workspace.handler.transact { batch -> Submission? in
      guard let now = target.registration(try workspace.handler.states(in: batch)) else {
        return nil
      }
      return try workspace.handler.submit(
        now, by: signer, id: commandName(before: now.name), in: &batch)
    }
    guard let submission = appended else { return }
    if let rejection = submission.rejection { throw rejection }
    let place = "@\(submission.receipt.index)"
    let what = command is RegisterStudy ? "is registered" : "changed; revised before any result"
    console.note("\(place) study '\(target.slug)' \(what)")
  }

  /// Says what `run` would append next.
  fileprivate func preview(
    _ target: RunTarget, _ preparations: [Preparation], _ selection: Selection,
    in workspace: Workspace
  ) throws -> ExitCode {
    let first = try workspace.handler.preview(
      [target.registration] + preparations.map { make in { try make(target.slug, $0, workspace) } })
    if !first.isEmpty {
      show(CommandOutcome(preview: first))
      console.note("what runs after that: runledger check")
      return .done
    }
    let claim = ClaimWork(
      study: target.slug, slots: verb.name == "step" ? 1 : try jobs(),
      keepsGoing: arguments.has("keep-going"), until: selection.until, skip: selection.skip,
      runs: selection.runs, reuses: !arguments.has("fresh"), pins: [:])
    show(CommandOutcome(preview: try workspace.handler.preview(claim)))
    return .done
  }

  /// How many processes may work at a time.
  fileprivate func jobs() throws -> Int {
    Int(try arguments.int("jobs", in: 1...64) ?? Int64(min(4, Processors.count)))
  }

  /// How a registered study is run, as the command line says it.
  fileprivate func options(
    for target: RunTarget, _ selection: Selection
  ) throws -> RunOptions {
    var options = RunOptions(studyDirectory: target.directory, environment: environment)
    options.isSingleStep = verb.name == "step"
    options.jobs = options.isSingleStep ? 1 : try jobs()
    options.keepsGoing = arguments.has("keep-going")
    options.until = selection.until
    options.skip = selection.skip
    options.runs = selection.runs
    options.reuses = !arguments.has("fresh")
    return options
  }

  /// Runs a registered study, or a part of it, and says what came of it.
  func execute(
    _ target: RunTarget, _ options: RunOptions, in workspace: Workspace
  ) throws -> ExitCode {
    let repetition = try repetition(of: options, study: target.slug, workspace)
    let isPart = !options.until.isEmpty || !options.runs.isEmpty
    if repetition == .done {
      let runner = try StudyRunner(workspace, study: target.slug, options: options)
      let summary = RunSummary(end: try runner.endOfFormerStep())
      return try show(summary, target, in: workspace, repeated: true, ofPart: isPart)
    }
    var options = options
    if repetition == .no { options.commandName = arguments.commandName }
    let follower = RunFollower(console, workspace, study: target.slug)
    let summary = try follower.following {
      try StudyRunner(workspace, study: target.slug, options: options, delegate: follower).run()
    }
    return try show(
      summary, target, in: workspace, repeated: repetition != .no, ofPart: isPart)
  }
}
