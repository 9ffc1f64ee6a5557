import Files
import Study

extension StudyRunner {
  /// Runs the study's `notify` programs: on blocked, halted and finished.
  ///
  /// Each is a program of its own; a list that begins with a shell and `-c` is one command, like
  /// `run`. They get the word and the study as arguments; what they do is not recorded and cannot
  /// fail the run.
  func notify(of end: RunSummary.End) {
    let word: String
    switch end {
    case .finished: word = "finished"
    case .blocked, .gateFailed: word = "blocked"
    case .halted: word = "halted"
    case .nothingToDo, .waiting, .stepped, .interrupted: return
    }
    let names = (try? demandPlan().notify) ?? []
    // `[sh, -c, SCRIPT]` is one command: of such a list nothing but the first word is a program.
    let isCommand = names.count > 1 && names[1].hasPrefix("-")
    for words in isCommand ? [names] : names.map({ [$0] }) {
      let name = words[0]
      let directory = options.studyDirectory
      // A name without a slash may also be a program beside the study file.
      let beside = PathName.join(directory, name)
      let path = FileSystem.exists(beside) ? beside : name
      guard
        let program = try? Programs.find(path, path: environment.path, directory: directory)
      else { continue }
      let variables = environment.variables.map { "\($0.name)=\($0.value)" }
      _ = Captured.output(
        of: program, words + (isCommand ? [name, word, slug] : [word, slug]),
        variables + ["RUNLEDGER_STUDY=\(slug)"], in: directory)
    }
  }
}
