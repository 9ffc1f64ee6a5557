import Files
import Study

extension StudyRunner {
  /// Runs the study's `notify` programs: on blocked, halted and finished.
  ///
  /// They get the word and the study as arguments; what they do is not recorded and cannot fail the
  /// run.
  func notify(of end: RunSummary.End) {
    let word: String
    switch end {
    case .finished: word = "finished"
    case .blocked, .gateFailed: word = "blocked"
    case .halted: word = "halted"
    case .nothingToDo, .waiting, .stepped, .interrupted: return
    }
    for name in (try? demandPlan().notify) ?? [] {
      let directory = options.studyDirectory
      // A name without a slash may also be a program beside the study file.
      let beside = PathName.join(directory, name)
      let path = FileSystem.exists(beside) ? beside : name
      guard
        let program = try? Programs.find(path, path: environment.path, directory: directory)
      else { continue }
      let variables = environment.variables.map { "\($0.name)=\($0.value)" }
      _ = Captured.output(
        of: program, [name, word, slug], variables + ["RUNLEDGER_STUDY=\(slug)"], in: directory)
    }
  }
}
