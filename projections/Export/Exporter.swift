/// Renders what a record says and writes it below a directory, by default as of now.
public struct Exporter: Sendable {
  /// What is rendered.
  public let record: any StudyRecord
  let writer: FileWriter

  /// An exporter to `root`, the directory that holds a directory for each study.
  public init(_ record: any StudyRecord, root: String) {
    self.record = record
    writer = FileWriter(root: root)
  }

  /// What an export did.
  public struct Summary: Equatable, Sendable {
    /// The paths that were written, relative to the root, in the order of the studies.
    public var written: [String] = []
    /// How many files were there already as they should be.
    public var unchangedCount = 0
    /// The size of the log that was rendered.
    public var size: UInt64
  }

  /// Writes the files of a study, or of all, as they follow from the first `size` entries.
  ///
  /// `views` names files (`registry.csv`, `report.md`, `manifest.json`) when only some are wanted;
  /// no lists of digests are written then. Errors: `notFound` for a study that the record does not
  /// have.
  public func export(
    _ study: String? = nil, at size: UInt64? = nil, views: [String] = []
  ) throws(ProjectionError) -> Summary {
    let size = try self.size(size)
    var summary = Summary(size: size)
    for slug in try slugs(study, size) {
      for file in try files(of: slug, at: size) where Self.isWanted(file.path, views) {
        if try writer.write(file) {
          summary.written.append(file.path)
        } else {
          summary.unchangedCount += 1
        }
      }
    }
    return summary
  }

  /// Every file of a study as it follows from the first `size` entries: run by run, then its
  /// tables.
  public func files(
    of study: String, at size: UInt64? = nil
  ) throws(ProjectionError) -> [RenderedFile] {
    let view = try self.view(of: study, at: size)
    var files: [RenderedFile] = []
    for run in view.runs { files += try self.files(of: run, in: view) }
    return files + (try tables(of: view))
  }

  /// A study as the first `size` entries tell it.
  public func view(of study: String, at size: UInt64? = nil) throws(ProjectionError) -> StudyView {
    let size = try self.size(size)
    var view = StudyView(slug: study)
    try record.forEach(of: study, in: 0..<size) { entry throws(ProjectionError) in
      view.evolve(entry)
    }
    return view
  }

  private func size(_ size: UInt64?) throws(ProjectionError) -> UInt64 {
    if let size { return size }
    return try record.size()
  }

  func files(of run: RunView, in view: StudyView) throws(ProjectionError) -> [RenderedFile] {
    try RunFiles.render(
      run, plans: view.plans, origin: record.origin, head: try record.head(at: run.size))
  }

  func tables(of view: StudyView) throws(ProjectionError) -> [RenderedFile] {
    try StudyFiles.render(
      view, origin: record.origin, head: try record.head(at: view.size))
  }

  func slugs(_ study: String?, _ size: UInt64) throws(ProjectionError) -> [String] {
    let known = try record.studies(before: size)
    guard let study else { return known }
    guard known.contains(study) else {
      throw ProjectionError(.notFound, "there is no study '\(Text.line(study))'")
    }
    return [study]
  }

  private static func isWanted(_ path: String, _ views: [String]) -> Bool {
    views.isEmpty || views.contains { path == $0 || path.hasSuffix("/\($0)") }
  }
}
