public import Codecs

/// A domain's section of a study file after its domain has looked at it.
public struct CheckedSection {
  /// The files that it names, which have to stand under `inputs:` or `code:`.
  public var files: [NamedFile]
  /// What is recorded of the section, with its defaults filled in; nil for what is written.
  public var recorded: ValueMap?
  /// Whether nobody may see results by variant before they are complete, or at a time that was
  /// registered.
  public var isBlind = false
  /// After how many pairs of which level results are looked at, before the last pair has ended.
  public var looks: [(level: String, pairs: Int)] = []

  /// A section that names some files.
  public init(files: [NamedFile] = [], recorded: ValueMap? = nil) {
    self.files = files
    self.recorded = recorded
  }
}

/// A file that a domain's section names.
public struct NamedFile {
  /// The path as it is written, relative to the study file.
  public let path: String
  /// Where it is written.
  public let item: Item

  public init(path: String, item: Item) {
    self.path = path
    self.item = item
  }
}
