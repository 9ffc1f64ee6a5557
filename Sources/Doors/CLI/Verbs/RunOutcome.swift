import Codecs
import Files
import Runtime
import StageKit
import Study

extension Invocation {
  /// Says where a study stands after `run` or `step`, what is next, and where the report lies.
  func show(
    _ summary: RunSummary, _ target: RunTarget, in workspace: Workspace, repeated: Bool = false,
    ofPart: Bool = false
  ) throws -> ExitCode {
    let subjects = try Subjects(workspace)
    let waiting = subjects.openWarnings(of: target.slug)
    let isPartial = ofPart || ["until", "run"].contains { !arguments.values($0).isEmpty }
    let exit = summary.exit(isPartial: isPartial && waiting.isEmpty)
    let report = StudyReport(target.slug, subjects.states)
    let path = "runs/\(target.slug)/report.md"
    let hasReport = FileSystem.exists(PathName.join(workspace.root, path))
    if isJSON {
      console.print(json: [
        "study": .text(target.slug), "end": .text(summary.end.word),
        "attempts": .int(Int64(summary.attempts)), "exit": .int(Int64(exit.rawValue)),
        "report": hasReport ? .text(path) : .null, "status": report?.json ?? .null,
        "repeated": .bool(repeated),
      ])
      return exit
    }
    if let line = summary.end.line { console.print("\(target.slug): \(line)") }
    for line in report?.lines(console.style, waiting) ?? [] { console.print(line) }
    if hasReport { console.print("  report: \(path)") }
    if repeated { console.note("this command was given before, and was resumed") }
    return exit
  }
}

extension RunSummary {
  /// How the program ends; `isPartial` when only a part was asked for, and nothing else waits.
  func exit(isPartial: Bool) -> ExitCode {
    switch end {
    case .finished(.failure), .nothingToDo(.failure?): .negative
    case .finished, .nothingToDo(.some), .stepped: .done
    case .waiting where isPartial: .done
    case .nothingToDo(nil) where isPartial: .done
    case .nothingToDo(nil), .waiting, .blocked, .halted: .incomplete
    case .gateFailed: .gateFailed
    case .interrupted(let number): .signal(number)
    }
  }
}

extension RunSummary.End {
  /// The end in one word, for programs.
  var word: String {
    switch self {
    case .finished: "finished"
    case .nothingToDo: "nothing_to_do"
    case .blocked: "blocked"
    case .gateFailed: "gate_failed"
    case .halted: "halted"
    case .waiting: "waiting"
    case .stepped: "stepped"
    case .interrupted: "interrupted"
    }
  }

  /// What the status does not say by itself.
  var line: String? {
    switch self {
    case .nothingToDo(.some): "finished before; there is nothing to do"
    case .nothingToDo(nil): "there is nothing that can be done now"
    case .waiting(let what): what
    case .interrupted: "interrupted; the same command resumes it"
    case .finished, .blocked, .gateFailed, .halted, .stepped: nil
    }
  }
}
