public import Bytes

/// Renders what a record says and writes it below a directory, by default as of now.
public struct Exporter: Sendable {
  /// What is rendered.
  public let record: any StudyRecord
  let writer: FileWriter
  let rules: ManifestRules

  /// An exporter to `root`, the directory that holds a directory for each study.
  public init(_ record: any StudyRecord, root: String, rules: ManifestRules) {
    self.record = record
    self.rules = rules
    writer = FileWriter(root: root)
  }

  /// What an export did.
  public struct Summary: Equatable, Sendable {
    /// The paths that were written, relative to the root, in the order of the studies.
    public var written: [String] = []
    /// How many files were there already as they should be.
    public var unchangedCount = 0
    /// Published files that are not written, since their contents are no longer in the ledger.
    public var erased: [String] = []
    /// The contents of these, in the same order.
    public var erasedContents: [Digest] = []
    /// The size of the log that was rendered.
    public var size: UInt64
  }

  /// Writes the files of a study, or of all, as they follow from the first `size` entries.
  ///
  /// `views` names files (`registry.csv`, `report.md`, `manifest.json`) when only some are wanted;
  /// no lists of digests are written then. Errors: `notFound` for a study that the record does not
  /// have, `ledger` when the content of a published file was altered.
  public func export(
    _ study: String? = nil, at size: UInt64? = nil, views: [String] = []
  ) throws(ProjectionError) -> Summary {
    let size = try self.size(size)
    var summary = Summary(size: size)
    for slug in try slugs(study, size) {
      let view = try self.view(of: slug, at: size)
      for run in view.runs { try write(try folder(of: run, in: view), views, &summary) }
      try write(try tables(of: view), views, &summary)
    }
    return summary
  }

  /// Writes the files of a directory, its list of digests last.
  private func write(
    _ folder: Folder, _ views: [String], _ summary: inout Summary
  ) throws(ProjectionError) {
    try writer.announce(folder)
    if views.isEmpty { try writer.removeDropped(folder) }
    for file in folder.published where Self.isWanted(file.path, views) {
      if let blob = record.path(ofBlob: file.digest) {
        summary.count(file.path, isWritten: try writer.publish(file, from: blob))
      } else if try writer.isCurrent(file) {
        summary.unchangedCount += 1
      } else {
        summary.erased.append(file.path)
        summary.erasedContents.append(file.digest)
      }
    }
    for file in folder.files.dropLast() where Self.isWanted(file.path, views) {
      summary.count(file.path, isWritten: try writer.write(file))
    }
    // Of single files no list can be true; what was announced goes on saying of when they are.
    guard views.isEmpty, let list = folder.files.last else { return }
    summary.count(list.path, isWritten: try writer.conclude(folder))
  }

  /// Every rendered file of a study as it follows from the first `size` entries: run by run, then
  /// its tables.
  public func files(
    of study: String, at size: UInt64? = nil
  ) throws(ProjectionError) -> [RenderedFile] {
    try folders(of: study, at: size).flatMap(\.files)
  }

  /// Every output of a study's stages that stands among its files, as it follows from the first
  /// `size` entries: run by run, then those beside its tables.
  public func published(
    of study: String, at size: UInt64? = nil
  ) throws(ProjectionError) -> [PublishedFile] {
    try folders(of: study, at: size).flatMap(\.published)
  }

  private func folders(of study: String, at size: UInt64?) throws(ProjectionError) -> [Folder] {
    let view = try self.view(of: study, at: size)
    var folders: [Folder] = []
    for run in view.runs { folders.append(try folder(of: run, in: view)) }
    folders.append(try tables(of: view))
    return folders
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

  func folder(of run: RunView, in view: StudyView) throws(ProjectionError) -> Folder {
    try RunFiles.folder(
      of: run, plans: view.plans, rules: rules, origin: record.origin,
      head: try record.head(at: run.size), leaf: try record.leaf(of: run.last.entry)
    ) { record.path(ofBlob: $0) != nil }
  }

  func tables(of view: StudyView) throws(ProjectionError) -> Folder {
    try StudyFiles.folder(
      of: view, origin: record.origin, head: try record.head(at: view.size)
    ) { record.path(ofBlob: $0) != nil }
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

extension Exporter.Summary {
  fileprivate mutating func count(_ path: String, isWritten: Bool) {
    if isWritten { written.append(path) } else { unchangedCount += 1 }
  }
}
