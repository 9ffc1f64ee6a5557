public import Bytes

/// A file of a plan that another study of the ledger holds out, or judges candidates with.
///
/// What a test set is used for in one study is no longer unseen in the next.
public struct SharedFile: Recordable, Equatable {
  /// The file, as this plan names it.
  public var path = ""
  /// The SHA-256 of its content.
  public var digest = Digest.zero
  /// The other study.
  public var study = ""
  /// How many uses of it the other study had made by then.
  public var uses = 0

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("path", &path, "the file, as this plan names it")
    coder.field("digest", &digest, "the SHA-256 of its content")
    coder.field("study", &study, "the other study")
    coder.field("uses", &uses, "how many uses of it the other study had made by then")
  }
}
