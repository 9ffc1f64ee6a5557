import Ledger

/// The files of one directory that has a list of digests: a run's, or a study's tables.
struct Folder {
  /// The rendered files, their list of digests last.
  var files: [RenderedFile]
  /// The outputs that stand beside them, sorted by path.
  var published: [PublishedFile]

  /// Completes the files of a directory with the list of their digests.
  init(
    _ files: [RenderedFile], _ published: [PublishedFile], in directory: String, origin: String,
    head: Head
  ) {
    let list = Checksums.file(of: files, published, in: directory, origin: origin, head: head)
    self.files = files + [list]
    self.published = published
  }
}
