import Bytes
import Files
import Synchronization

/// Keeps the files of a study current while it runs.
///
/// What was folded stays in memory: a step costs what its own run costs to render, however many
/// other runs there are. Safe to use from several threads; nothing is read from the clock.
public final class LiveExport: Sendable {
  /// How long tables, and runs whose work only began, may be behind, in nanoseconds.
  public static let interval: UInt64 = 1_000_000_000

  /// What the same is for every row of the tables, where that is longer: about twenty times what it
  /// takes to write one, so that large tables do not take the time of the work.
  private static let intervalPerRow: UInt64 = 50_000

  /// A run with a stage of more units is written at most once a second, whatever happened in it.
  private static let unitsMax = 32

  private struct State: Sendable {
    var view: StudyView
    var size: UInt64 = 0
    /// The places of runs whose files are behind because work on them began.
    var begun: [Int] = []
    /// The places of runs whose files are behind for any other reason.
    var changed: [Int] = []
    var areTablesBehind = true
    var begunAt: UInt64?
    var tablesAt: UInt64?
    /// The published files that were put in place or found there, and what the system said of them
    /// then: as long as it says the same, they need not be read again.
    var published: [String: (digest: Digest, status: FileStatus)] = [:]
  }

  private let exporter: Exporter
  private let study: String
  private let state: Mutex<State>

  /// Folds what is recorded of a study so far; writes nothing yet.
  public init(
    _ record: any StudyRecord, study: String, root: String, rules: ManifestRules
  ) throws(ProjectionError) {
    exporter = Exporter(record, root: root, rules: rules)
    self.study = study
    var state = State(view: StudyView(slug: study))
    try Self.fold(&state, exporter)
    state.begun = []
    state.changed = []
    self.state = Mutex(state)
  }

  /// Takes in what was recorded since the last time and writes what changed.
  ///
  /// The files of a run are written at once when work on it ended, and at most once a second when
  /// work only began or the run has many units; tables at most once a second, and less often the
  /// longer they are. Call it after every append, and once a second while processes run. `now` is
  /// any clock that does not go back, in nanoseconds.
  public func catchUp(now: UInt64) throws(ProjectionError) {
    try state.withLock { state throws(ProjectionError) in
      try Self.fold(&state, exporter)
      try writeRuns(state.changed, &state)
      state.changed = []
      if !state.begun.isEmpty, Self.isDue(state.begunAt, Self.interval, now) {
        try writeRuns(state.begun, &state)
        state.begun = []
        state.begunAt = now
      }
      if state.areTablesBehind, Self.isDue(state.tablesAt, Self.pause(state.view), now) {
        try writeTables(&state)
        state.tablesAt = now
      }
    }
  }

  /// Writes everything that is not current: at the end of a run, or when it is interrupted.
  public func finish() throws(ProjectionError) {
    try state.withLock { state throws(ProjectionError) in
      try Self.fold(&state, exporter)
      for run in state.view.runs where try !isCurrent(run) {
        try write(try exporter.folder(of: run, in: state.view), &state)
      }
      state.begun = []
      state.changed = []
      try writeTables(&state)
    }
  }

  /// The study as it is folded now.
  public var view: StudyView { state.withLock { $0.view } }

  private static func isDue(_ last: UInt64?, _ pause: UInt64, _ now: UInt64) -> Bool {
    last.map { now >= $0 &+ pause } ?? true
  }

  private static func pause(_ view: StudyView) -> UInt64 {
    let rows =
      view.tables.commands.count + view.tables.gates.count + view.runs.count + view.pairs.count
    return max(interval, UInt64(rows) * intervalPerRow)
  }

  private static func fold(
    _ state: inout State, _ exporter: Exporter
  ) throws(ProjectionError) {
    let size = try exporter.record.size()
    guard size > state.size else { return }
    let before = state.view.size
    try exporter.record.forEach(of: state.view.slug, in: state.size..<size) {
      entry throws(ProjectionError) in
      let isBeginning = entry.events.allSatisfy { beginnings.contains($0.type) }
      for place in state.view.evolve(entry) {
        state.begun.removeAll { $0 == place }
        if state.changed.contains(place) { continue }
        if isBeginning || isLarge(state.view.runs[place]) {
          state.begun.append(place)
        } else {
          state.changed.append(place)
        }
      }
    }
    state.size = size
    if state.view.size != before { state.areTablesBehind = true }
  }

  /// Whether a run has so many units that its files are not written for each of them.
  private static func isLarge(_ run: RunView) -> Bool {
    run.stages.contains { $0.units.count > unitsMax }
  }

  /// What says that work began or goes on, and will be followed by more.
  private static let beginnings = [
    "run.planned", "run.pinned", "run.started", "stage.requested", "stage.started",
    "stage.observed",
  ]

  private func writeRuns(_ places: [Int], _ state: inout State) throws(ProjectionError) {
    for place in places {
      try write(try exporter.folder(of: state.view.runs[place], in: state.view), &state)
    }
  }

  private func write(_ folder: Folder, _ state: inout State) throws(ProjectionError) {
    try exporter.writer.announce(folder)
    try exporter.writer.removeDropped(folder)
    for file in folder.published { try publish(file, &state) }
    for file in folder.files.dropLast() { _ = try exporter.writer.write(file) }
    _ = try exporter.writer.conclude(folder)
  }

  /// Puts a published file in place, unless it is there as it was left.
  private func publish(_ file: PublishedFile, _ state: inout State) throws(ProjectionError) {
    guard let blob = exporter.record.path(ofBlob: file.digest) else { return }
    if let known = state.published[file.path], known.digest == file.digest,
      try exporter.writer.status(of: file.path) == known.status
    {
      return
    }
    _ = try exporter.writer.publish(file, from: blob)
    guard let status = try exporter.writer.status(of: file.path) else { return }
    state.published[file.path] = (file.digest, status)
  }

  private func writeTables(_ state: inout State) throws(ProjectionError) {
    guard state.view.last != nil else { return }
    try write(try exporter.tables(of: state.view), &state)
    state.areTablesBehind = false
  }

  /// Whether a run's list of digests says that its files are of the run's last event.
  private func isCurrent(_ run: RunView) throws(ProjectionError) -> Bool {
    let path = "\(try RunFiles.directory(of: run))/\(Checksums.name)"
    return try exporter.writer.read(path).flatMap(Checksums.size) == run.size
  }
}
