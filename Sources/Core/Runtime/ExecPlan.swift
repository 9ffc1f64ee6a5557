import Codecs
import Files
public import Ledger
public import Study

/// One command as a study of one stage.
public enum ExecPlan {
  /// How much of a command line stands for it where people read it; all of it is in the plan.
  private static let lineMax = 1_000

  /// The name of the only stage.
  public static let stage = "exec"

  /// A plan for one command that works in `directory`, reads `inputs`, has to write `outputs` and
  /// may write what is `optional`, paths relative to that directory.
  ///
  /// Without a name it is called after the command, or after `stem`, with the first number that is
  /// free.
  public static func make(
    command: [String], inputs: [String], outputs: [String], optional: [String] = [], seed: Int64?,
    name: String?, stem: String? = nil, directory: String, root: String, cache: DigestCache,
    _ states: States
  ) throws -> StudyRegistered {
    guard let program = command.first, !program.isEmpty else {
      throw RuntimeError(
        .invalid, "there is no command", hint: "runledger exec [options] -- COMMAND ...")
    }
    if let name, let problem = Identifier.problem(ofSlug: name) {
      throw RuntimeError(.invalid, "the name '\(name)' \(problem)")
    }
    let slug = name ?? freeSlug(after: stem, or: program, states)
    if states.study(slug) != nil {
      throw RuntimeError(
        .conflict, "study '\(slug)' exists already", hint: "choose another --name")
    }
    let shown = ShellText.line(command)
    let objective = shown.count > Self.lineMax ? "\(shown.prefix(Self.lineMax)) ..." : shown
    var plan = Plan(study: slug, objective: objective, seed: seed ?? 1)
    plan.design = .exec
    plan.seeds = [plan.seed]
    var stage = StagePlan(name: Self.stage, run: command.map(escaped))
    stage.workingDirectory =
      PathName.escapes(directory, base: root) ? directory : PathName.relative(directory, to: root)
    let known = InputFiles(in: directory, base: "the working directory", root: root, cache: cache)
    for (index, path) in inputs.enumerated() {
      let name = "input\(index + 1)"
      let files = try known.pins(of: path, "input")
      plan.inputs.append(InputPlan(name: name, pattern: path, files: files))
      stage.inputs.append(StageInput(name: name, source: .study(name)))
    }
    for (place, path) in (outputs + optional).enumerated() {
      if PathName.escapes(PathName.join(directory, path), base: directory) {
        throw RuntimeError(.invalid, "output '\(path)' is outside the working directory")
      }
      stage.outputs.append(OutputPlan(path: path, isOptional: place >= outputs.count))
    }
    plan.stages = [stage]
    let line = Array(command.joined(separator: " ").utf8)
    let file = FilePin(path: "exec", digest: Hashing.digest(of: line), size: Int64(line.count))
    return StudyRegistered(plan: plan, file: file)
  }

  /// Registers a command; without a name of its own, under the first that is free at that moment,
  /// so that any number of commands may come at once.
  public static func register(
    _ registered: StudyRegistered, isNamed: Bool, by signer: Signer, id: CommandName,
    in handler: CommandHandler
  ) throws -> String {
    let submission = try handler.transact { batch -> Submission in
      var registered = registered
      let states = try handler.states(in: batch)
      if !isNamed, states.study(registered.plan.study) != nil {
        let stem = registered.plan.study.reversed().drop { $0.isNumber }.dropFirst()
        registered.plan.study = free(String(stem.reversed()), states)
      }
      return try handler.submit(RegisterStudy(registered), by: signer, id: id, in: &batch)
    }
    if let rejection = submission.rejection { throw rejection }
    guard let slug = submission.events.first?.stream.study else { return registered.plan.study }
    return slug
  }

  /// The argument as a template that stands for itself.
  private static func escaped(_ argument: String) -> String {
    argument.reduce(into: "") { text, character in
      text += character == "$" ? "$$" : String(character)
    }
  }

  private static func freeSlug(
    after stem: String?, or program: String, _ states: States
  ) -> String {
    let called = Identifier.slug(from: PathName.lastComponent(program))
    let base =
      stem.map(Identifier.slug(from:)) ?? (called.isEmpty ? "exec" : "exec-\(called)")
    return free(base, states)
  }

  private static func free(_ base: String, _ states: States) -> String {
    var number = 1
    while states.study("\(base)-\(number)") != nil { number += 1 }
    return "\(base)-\(number)"
  }
}
