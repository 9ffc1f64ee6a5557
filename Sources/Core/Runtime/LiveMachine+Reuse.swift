import Engines
import Files
import Ledger
import Study

extension LiveMachine {
  /// Takes the recorded result of another run over: its files are copied into the attempt's own
  /// directory and digested there, and nothing is executed.
  ///
  /// An error where anything of it is not what was recorded any more; then the work is done.
  func takeOver(
    _ source: ReusedResult, as id: AttemptID, _ stage: StagePlan, _ states: States
  ) throws -> StageFinished {
    let unit = states.run(id.study, source.run)?.unit(source.stage, source.unit)
    guard let position = unit?.endedAt else {
      throw RuntimeError(.notFound, "there is no result of \(source.id(in: id.study))")
    }
    let recorded = try outputs.finished(at: position)
    let paths = AttemptPaths(id, stage: stage, root: workspace.root)
    try? FileSystem.removeTree(paths.work)
    try FileSystem.makeDirectories(paths.work)
    do {
      for record in recorded.outputs {
        try outputs.copy(record, of: recorded, stage, to: PathName.join(paths.work, record.path))
      }
    } catch {
      try? FileSystem.removeTree(paths.work)
      throw error
    }
    var finished = StageFinished(id: id, outcome: .succeeded, elapsed: 0)
    finished.outputs = recorded.outputs
    finished.observations = recorded.observations
    finished.metrics = recorded.metrics
    finished.logs = recorded.logs
    finished.reused = source
    let own = states.run(id.study, id.run)?.unit(id.stage, id.unit)
    if let own, let problem = states.problem(ofReused: finished, own) {
      throw RuntimeError(.conflict, "the result \(problem)")
    }
    return finished
  }
}

extension RecordedOutputs {
  /// Puts a copy of a recorded file at a path, and refuses one that is not what was recorded.
  fileprivate func copy(
    _ record: OutputRecord, of finished: StageFinished, _ stage: StagePlan, to path: String
  ) throws {
    let file = try place(record, of: finished, stage, at: path)
    if record.kept { return }
    // Placed as a link, which would change with the directory that it leads to.
    try FileSystem.remove(path)
    try FileSystem.copyReflinkOrCopy(file.path, path, mode: 0o444)
    _ = try HandedFile(file.pin, at: path)
  }
}
