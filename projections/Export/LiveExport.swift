import Synchronization

/// Keeps the files of a study current while it runs.
///
/// What was folded stays in memory: a step costs what its own run costs to render, however many other
/// runs there are. Safe to use from several threads; nothing is read from the clock.
public final class LiveExport: Sendable {
  /// How long tables may be behind, in nanoseconds.
  public static let tableInterval: UInt64 = 1_000_000_000

  private struct State: Sendable {
    var view: StudyView
    var size: UInt64 = 0
    var tablesAt: UInt64?
    var areTablesBehind = true
  }

  private let exporter: Exporter
  private let study: String
  private let state: Mutex<State>

  /// Folds what is recorded of a study so far; writes nothing yet.
  public init(
    _ record: any StudyRecord, study: String, root: String
  ) throws(ProjectionError) {
    exporter = Exporter(record, root: root)
    self.study = study
    var state = State(view: StudyView(slug: study))
    _ = try Self.fold(&state, exporter)
    self.state = Mutex(state)
  }

  /// Takes in what was recorded since the last time and writes the files of the runs that changed;
  /// the tables too, unless that was done less than a second ago.
  ///
  /// `now` is any clock that does not go back, in nanoseconds.
  public func catchUp(now: UInt64) throws(ProjectionError) {
    try state.withLock { state throws(ProjectionError) in
      for place in try Self.fold(&state, exporter) {
        try write(try exporter.files(of: state.view.runs[place], in: state.view))
      }
      guard state.areTablesBehind else { return }
      if let last = state.tablesAt, now < last &+ Self.tableInterval { return }
      try writeTables(&state)
      state.tablesAt = now
    }
  }

  /// Writes everything that is not current: at the end of a run, or when it is interrupted.
  public func finish() throws(ProjectionError) {
    try state.withLock { state throws(ProjectionError) in
      _ = try Self.fold(&state, exporter)
      for run in state.view.runs where try !isCurrent(run) {
        try write(try exporter.files(of: run, in: state.view))
      }
      try writeTables(&state)
    }
  }

  /// The study as it is folded now.
  public var view: StudyView { state.withLock { $0.view } }

  private static func fold(
    _ state: inout State, _ exporter: Exporter
  ) throws(ProjectionError) -> [Int] {
    let size = try exporter.record.size()
    guard size > state.size else { return [] }
    var changed: [Int] = []
    let before = state.view.size
    try exporter.record.forEach(of: state.view.slug, in: state.size..<size) {
      entry throws(ProjectionError) in
      for place in state.view.evolve(entry) where !changed.contains(place) { changed.append(place) }
    }
    state.size = size
    if state.view.size != before { state.areTablesBehind = true }
    return changed
  }

  private func write(_ files: [RenderedFile]) throws(ProjectionError) {
    for file in files { _ = try exporter.writer.write(file) }
  }

  private func writeTables(_ state: inout State) throws(ProjectionError) {
    guard state.view.last != nil else { return }
    try write(try exporter.tables(of: state.view))
    state.areTablesBehind = false
  }

  /// Whether a run's list of digests says that its files are of the run's last event.
  private func isCurrent(_ run: RunView) throws(ProjectionError) -> Bool {
    let path = "\(try RunFiles.directory(of: run))/\(Checksums.name)"
    return try exporter.writer.read(path).flatMap(Checksums.size) == run.size
  }
}
