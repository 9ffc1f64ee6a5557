import Bytes
import Codecs
import Engines
import Files
import Ledger
import Study

/// Recorded outputs that were put in place.
struct Gathered {
  /// Where a stage finds them: a file, or a directory.
  var path: String
  var files: [String]
  /// The same, with what they were when they were put in place.
  var handed: [HandedFile]
}

/// Finds what stages wrote, by the record and not by what lies on disk.
final class RecordedOutputs {
  let ledger: Ledger
  private let root: String
  private let states: () throws -> States
  private var known: [EventPosition: StageFinished] = [:]

  init(_ ledger: Ledger, root: String, states: @escaping () throws -> States) {
    self.ledger = ledger
    self.root = root
    self.states = states
  }

  /// The recorded end of an attempt.
  func finished(at position: EventPosition) throws -> StageFinished {
    if let finished = known[position] { return finished }
    let entry = try ledger.entry(position.entry).entry
    guard position.ordinal < entry.events.count,
      let bytes = try ledger.mapBytes(of: entry.events[position.ordinal].data)
    else {
      throw RuntimeError(.notFound, "the record of \(position) is erased or missing")
    }
    let event = try Event(entry.events[position.ordinal], data: bytes)
    guard case .stageFinished(let finished) = event.fact else {
      throw RuntimeError(.invalid, "\(position) is not the end of an attempt")
    }
    known[position] = finished
    return finished
  }

  /// Puts the outputs of a stage that a run reads into place: one file where one is meant, else a
  /// directory of `<unit>/<file>`, however many units there are, or `<run>/<unit>/<file>` where a
  /// level's runs are gathered.
  func gather(
    stage name: String, output: String, for run: RunState, unit: String, plan: Plan,
    into base: String
  ) throws -> Gathered {
    guard let stage = plan.stage(name) else {
      throw RuntimeError(.notFound, "there is no stage '\(name)'")
    }
    let slug = plan.study
    let isOwn = stage.scope == run.scope
    let runs = isOwn ? [run] : try others(than: run, stage, plan)
    let isGathered = stage.scope < run.scope
    var files: [String] = []
    var places: [String] = []
    var handed: [HandedFile] = []
    try? FileSystem.removeTree(base)
    let keys = stage.units(params: run.params)
    // The same unit of both, or the one result of a stage without units; never the one unit that a
    // stage happens to have, for with a second value the path would mean something else.
    let only = keys.contains(unit) ? unit : keys == [""] ? "" : nil
    let declared = PathPattern(output)
    for run in runs {
      let units = stage.units(params: run.params)
      for key in units where isGathered || only == nil || key == only {
        guard let state = run.unit(name, key), let position = state.endedAt else { continue }
        let finished = try finished(at: position)
        for record in finished.outputs where declared.matches(record.path) {
          var path = base
          if isGathered { path = PathName.join(path, run.id) }
          if isGathered || only == nil, !key.isEmpty {
            path = PathName.join(path, AttemptPaths.safe(key))
          }
          path = PathName.join(path, record.path)
          let file = try place(record, of: finished, stage, at: path)
          handed.append(file)
          files.append(file.path)
          places.append(path)
        }
      }
    }
    if files.isEmpty, stage.outputs.contains(where: { $0.path == output && $0.isOptional }) {
      try FileSystem.makeDirectories(base)
      return Gathered(path: base, files: [], handed: [])
    }
    guard !files.isEmpty else {
      throw RuntimeError(.notFound, "stage '\(name)' of study '\(slug)' recorded no '\(output)'")
    }
    let isOneFile = !isGathered && only != nil && files.count == 1 && !PathPattern.isPattern(output)
    return Gathered(path: isOneFile ? places[0] : base, files: files, handed: handed)
  }

  private func others(than run: RunState, _ stage: StagePlan, _ plan: Plan) throws -> [RunState] {
    let states = try states()
    guard let study = states.study(plan.study), let level = plan.levelIndex(run.level) else {
      return []
    }
    let group = states.group(
      stage.scope, of: plan.study, level: level, round: study.round, around: run)
    return group.compactMap { states.current($0.id, of: plan.study) }
  }

  /// Puts a copy of a recorded file in place: from the ledger where it is kept, else a link to the
  /// attempt's directory if it is still what was recorded.
  ///
  /// What is handed over is the copy, or the file that the link leads to, digested where it lies.
  func place(
    _ record: OutputRecord, of finished: StageFinished, _ stage: StagePlan, at path: String
  ) throws -> HandedFile {
    let pin = FilePin(path: record.path, digest: record.digest, size: record.size)
    try FileSystem.makeDirectories(PathName.parent(path))
    if record.kept {
      let blob = ledger.blobs.path(of: record.digest)
      guard FileSystem.exists(blob) else {
        if let purge = NamedBlobs.purge(of: record.digest, in: ledger) {
          throw RuntimeError(
            .conflict, "output '\(record.path)' of \(finished.id) was \(purge)",
            hint: "runledger rerun makes it again")
        }
        throw RuntimeError(
          .store, "output '\(record.path)' of \(finished.id) is missing from the ledger",
          hint: "runledger verify tells what else is missing")
      }
      try FileSystem.copyReflinkOrCopy(blob, path, mode: 0o444)
      return try HandedFile(
        pin, at: path, problem: "of \(finished.id) was altered in the ledger",
        hint: "runledger verify tells what else was; restore the blob from a copy")
    }
    let paths = AttemptPaths(finished.id, stage: stage, root: root)
    let source = PathName.join(paths.work, record.path)
    // An output may be reached through links that stay in its directory.
    guard let real = try? FileSystem.realPath(source) else {
      throw RuntimeError(
        .conflict, "output '\(record.path)' of \(finished.id) no longer exists",
        hint: "runledger rerun makes it again")
    }
    let file = try HandedFile(
      pin, at: real, problem: "of \(finished.id) is not what was recorded",
      hint: "runledger rerun makes it again")
    try FileSystem.symlink(source, at: path)
    return file
  }
}
