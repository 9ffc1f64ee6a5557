import Codecs
import Files
import Runtime
import StageKit
import Study

extension Verb {
  static let reproduce = Verb(
    name: "reproduce", summary: "re-execute a run's stages and compare their outputs",
    usage: "reproduce [STUDY/]RUN [--tolerate PATTERN]...",
    details: [
      "Every stage is re-executed on its recorded inputs, in a new directory; the run itself",
      "stays as it is. Exit code 13 if an output differs that is not tolerated.",
    ],
    options: [.values("tolerate", nil, "PATTERN", "outputs that may differ")],
    example: "runledger reproduce A-s42", operands: 1...1, writes: true, completes: .subjects
  ) { invocation in
    let workspace = try invocation.writing()
    let subjects = try Subjects(workspace)
    let run = try subjects.run(invocation.operand(0) ?? "")
    return try invocation.reproduce(
      run, tolerating: invocation.arguments.values("tolerate"), in: workspace, subjects)
  }
}

extension Invocation {
  /// Executes a run again, records how it came out, and says so.
  func reproduce(
    _ run: Subjects.Run, tolerating patterns: [String], in workspace: Workspace,
    _ subjects: Subjects
  ) throws -> ExitCode {
    if let former = try former(workspace) {
      return try show(former, of: run)
    }
    // The rule is asked before anything is executed.
    let wanted = ReproductionCompared(outcome: .exact, differences: [])
    _ = try workspace.handler.preview(
      CompareReproduction(study: run.study, run: run.id, wanted))
    let options = RunOptions(
      studyDirectory: try subjects.directory(of: run.study), environment: environment)
    let reproduction = try Reproduction(
      of: run.id, workspace, study: run.study, options: options,
      tolerated: patterns)
    let compared = reproduction.compared
    let outcome = try outcome(
      of: CompareReproduction(study: run.study, run: run.id, compared), in: workspace)
    if isJSON {
      console.print(json: [
        "study": .text(run.study), "run": .text(run.id),
        "class": .text(compared.outcome.rawValue),
        "differences": .array(compared.differences.map(Value.text)),
        "entry": outcome.entry.map { .int(Int64($0)) } ?? .null, "repeated": false,
      ])
    } else {
      for unit in reproduction.units {
        let word = unit.differences.isEmpty ? "same" : unit.isTolerated ? "tolerated" : "differs"
        console.print("\(unit.name): \(word)")
        for difference in unit.differences { console.print("  \(difference)") }
      }
      console.print("\(run.path): \(compared.outcome.rawValue)")
      if compared.outcome != .exact { console.note("see \(reproduction.directory)") }
    }
    return compared.outcome == .different ? .differs : .done
  }

  /// Says how a run came out when the same was asked before; nothing is executed.
  private func show(_ former: FormerCommand, of run: Subjects.Run) throws -> ExitCode {
    guard let command = former.command as? CompareReproduction, command.study == run.study,
      command.run == run.id
    else { throw reused(at: former.entry) }
    let compared = command.compared
    if isJSON {
      console.print(json: [
        "study": .text(run.study), "run": .text(run.id), "class": .text(compared.outcome.rawValue),
        "differences": .array(compared.differences.map(Value.text)),
        "entry": .int(Int64(former.entry)), "repeated": true,
      ])
    } else {
      for difference in compared.differences { console.print("  \(difference)") }
      console.print("\(run.path): \(compared.outcome.rawValue)")
      console.note("this command was accepted before; nothing was executed")
    }
    return compared.outcome == .different ? .differs : .done
  }
}

extension Subjects {
  /// The directory in which a study's inputs and code are.
  func directory(of slug: String) throws -> String {
    guard let study = states.study(slug) else {
      throw Failure.notFound("there is no study '\(slug)'")
    }
    if states.plan(slug)?.design.hasFile == false { return workspace.root }
    let directory = StudySource(of: study, root: workspace.root).directory
    guard FileSystem.exists(directory) else {
      throw Failure.notFound(
        "the directory of study '\(slug)' is gone: '\(directory)'",
        hint: "if it was moved, put a link at the old place: ln -s NEWPLACE '\(directory)'")
    }
    return directory
  }
}
