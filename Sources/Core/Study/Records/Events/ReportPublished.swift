public import Bytes

/// A report was derived.
public struct ReportPublished: EventPayload {
  /// Digest of the report.
  public var digest = Digest.zero
  /// Head it was derived at.
  public var size: Int64 = 0

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "report.published", of: Self.self, on: .report, summary: "A report was derived.")

  /// A published report.
  public init(digest: Digest, size: Int64) {
    self.digest = digest
    self.size = size
  }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every field to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("digest", &digest, "digest of the report")
    coder.field("size", &size, "head it was derived at")
  }
}
