import Bytes
import Codecs
import Files
import Ledger
import Study

extension RecordedOutputs {
  /// Puts into place what every attempt at a stage recorded that ended before another was
  /// requested: `<run>/<attempt>/<file>`, or `<run>/<unit>/<attempt>/<file>` with units.
  ///
  /// Runs that were abandoned, corrected or planned again are among them, and so are attempts whose
  /// result was replaced. What is handed over follows from the log up to one entry alone, so that
  /// the same attempt, executed again, is handed the same.
  func gatherEarlier(
    stage name: String, output: String, than id: AttemptID, _ plan: Plan, into base: String
  ) throws -> Gathered {
    guard let stage = plan.stage(name) else {
      throw RuntimeError(.notFound, "there is no stage '\(name)'")
    }
    try? FileSystem.removeTree(base)
    try FileSystem.makeDirectories(base)
    var gathered = Gathered(path: base, files: [], handed: [])
    let declared = PathPattern(output)
    for finished in try finished(stage: name, before: id) {
      var path = PathName.join(base, Identifier.directory(ofRun: finished.id.run))
      if !finished.id.unit.isEmpty {
        path = PathName.join(path, AttemptPaths.safe(finished.id.unit))
      }
      path = PathName.join(path, "\(finished.id.attempt)")
      for record in finished.outputs where declared.matches(record.path) {
        let file = try place(
          record, of: finished, stage, at: PathName.join(path, record.path))
        gathered.files.append(file.path)
        gathered.handed.append(file)
      }
    }
    return gathered
  }

  /// The ends of all attempts at a stage of a study that are recorded before an attempt was
  /// requested, in the order of the log.
  private func finished(stage name: String, before id: AttemptID) throws -> [StageFinished] {
    let runs = Array("run/\(id.study)/".utf8)
    let (ended, requested) = (StageFinished.definition.type, StageRequested.definition.type)
    var (found, count) = ([StageFinished](), 0)
    try ledger.storedEntries { entry in
      for ordinal in 0..<entry.eventCount where entry.eventStream(ordinal).begins(with: runs) {
        let type = entry.eventType(ordinal)
        guard type.equals(ended) || type.equals(requested),
          let data = try ledger.mapBytes(of: entry.event(ordinal).data)
        else { continue }
        switch try Event(entry.event(ordinal), data: data).fact {
        case .stageFinished(let finished)
        where finished.id.stage == name && finished.reused == nil:
          found.append(finished)
        case .stageRequested(let requested):
          let asked = AttemptID(
            study: id.study, run: Stream(entry.event(ordinal).stream)?.name ?? "",
            stage: requested.stage, unit: requested.unit, attempt: requested.attempt)
          if asked == id { count = found.count }
        default: break
        }
      }
      return true
    }
    return Array(found.prefix(count))
  }
}

extension Span<UInt8> {
  /// Whether the bytes begin with others.
  fileprivate func begins(with other: [UInt8]) -> Bool {
    guard count >= other.count else { return false }
    for index in other.indices where self[index] != other[index] { return false }
    return true
  }
}
