import Bytes
import Codecs
import Files
import Ledger
import Runtime
import StageKit
import Study

extension Verb {
  static let exec = Verb(
    name: "exec", summary: "run one command on the record, without a study file",
    usage: "exec [-i IN]... [-o OUT]... [--seed N] [--name NAME] -- COMMAND ARGUMENT...",
    details: [
      "Recorded as a study of one stage. The command runs in this directory, its output is",
      "shown live and stored, and its exit code is returned; 12 if it exited with 0 but did",
      "not write what -o names, 125 if runledger itself fails, 126 if the command is not",
      "executable, 127 if there is no such command.",
    ],
    options: [
      .values("input", "i", "IN", "an input file, hashed before the command runs"),
      .values("output", "o", "OUT", "an output file that it must write, hashed and stored"),
      .value("seed", nil, "N", "the value of $RUNLEDGER_SEED"),
      .value("name", nil, "NAME", "the study's name (default: after the command)"),
    ],
    example: "runledger exec -i data.csv -o out.json --seed 7 -- ./my-script",
    operands: 1...Int.max, writes: true, stopsAtOperand: true, completes: .files
  ) { invocation in
    do {
      return try invocation.execute(RecordedCommand(invocation.arguments))
    } catch {
      // Its own failures must not look like the command's.
      var failure = Failure(error)
      if failure.exit != .notExecutable, failure.exit != .noSuchCommand {
        failure.exit = .execFailed
      }
      throw failure
    }
  }
}

/// A command that is run on the record: its words, its files, its seed, and what it is called.
struct RecordedCommand {
  /// The program and its words.
  var words: [String]
  /// The files that it reads.
  var inputs: [String] = []
  /// The files that it has to write.
  var outputs: [String] = []
  /// The files that it may write as well.
  var optional: [String] = []
  /// What `$RUNLEDGER_SEED` is.
  var seed: Int64?
  /// The study's name.
  var name: String?
  /// What the study is called after, without a name.
  var stem: String?

  init(words: [String]) { self.words = words }

  init(_ arguments: ParsedArguments) throws(StageError) {
    words = arguments.operands
    inputs = arguments.values("input")
    outputs = arguments.values("output")
    seed = try arguments.int("seed", in: 0 ... .max)
    name = arguments.value("name")
  }
}

extension Invocation {
  /// Runs a command as a study of one stage and gives its exit code.
  func execute(_ command: RecordedCommand) throws -> ExitCode {
    let workspace = try writing()
    if let name = arguments.value("cmd-id"),
      let former = try FormerExec(name, workspace)
    {
      guard former.isSame(arguments) else {
        throw Failure(
          "command_id_reused", "'--cmd-id \(name)' named another command before",
          hint: "choose another name for this one", exit: .conflict)
      }
      return try show(former.finished, former.study, repeated: true)
    }
    let cache = DigestCache(of: workspace)
    let registered = try ExecPlan.make(
      command: command.words, inputs: command.inputs, outputs: command.outputs,
      optional: command.optional, seed: command.seed, name: command.name, stem: command.stem,
      directory: directory,
      root: workspace.root, cache: cache, try workspace.handler.states())
    if isDryRun {
      show(CommandOutcome(preview: try workspace.handler.preview(RegisterStudy(registered))))
      return .done
    }
    let slug = try ExecPlan.register(
      registered, isNamed: command.name != nil, by: signer(workspace), id: arguments.commandName,
      in: workspace.handler)
    var options = RunOptions(studyDirectory: directory, environment: environment)
    options.passesThrough = true
    console.stdout.flush()
    let follower = RunFollower(console, workspace, study: slug, isSilent: true)
    let summary = try follower.following {
      try StudyRunner(workspace, study: slug, options: options, delegate: follower).run()
    }
    if case .interrupted(let number) = summary.end, summary.last == nil { return .signal(number) }
    let exit = try show(summary.last, slug, repeated: false)
    guard let problem = options.echoed.problem else { return exit }
    console.complain(
      "runledger: what the command wrote is recorded, but was not shown: \(problem)")
    return exit == .done ? .execFailed : exit
  }

  private func show(_ last: StageFinished?, _ slug: String, repeated: Bool) throws -> ExitCode {
    guard let last else {
      throw Failure(
        "incomplete", "the command of study '\(slug)' was not run",
        hint: "runledger status \(slug)", exit: .execFailed)
    }
    let exit = last.code
    if isJSON {
      console.print(json: [
        "study": .text(slug), "run": .text(last.id.run), "outcome": .text(last.outcome.rawValue),
        "exit": .int(Int64(exit.rawValue)), "elapsed_ns": .int(last.elapsed),
        "outputs": .array(last.outputs.map { .map($0.hexRecord) }), "repeated": .bool(repeated),
        "error": last.error.map(Value.text) ?? .null,
      ])
    } else {
      if let problem = last.error, !last.speaksForItself {
        // The command ended well, and its promise is not kept: that is no failure of ours.
        let said = last.exit == 0 ? "the command exited with 0, but \(problem)" : problem
        console.complain("runledger: \(Printable.text(said))")
      }
      console.note("recorded: runledger show \(slug)/\(last.id.run)")
    }
    return exit
  }
}

extension StageFinished {
  /// Whether the command ran and failed by itself, so that nothing has to be said for it.
  fileprivate var speaksForItself: Bool {
    outcome == .failed && elapsed > 0 && exit.map { $0 != 0 } ?? false
  }

  /// The code that a shell would see.
  fileprivate var code: ExitCode {
    if outcome == .timedOut { return .timeout }
    if let signal { return .signal(Int32(clamping: signal)) }
    if let exit {
      // The command may end well and still not have written what it had to.
      return exit == 0 && outcome != .succeeded ? .incomplete : ExitCode(rawValue: Int32(exit))
    }
    return outcome == .succeeded ? .done : .execFailed
  }
}

extension OutputRecord {
  fileprivate var hexRecord: ValueMap {
    [
      "path": .text(path), "digest": .text(digest.hex), "size": .int(size), "kept": .bool(kept),
    ]
  }
}
