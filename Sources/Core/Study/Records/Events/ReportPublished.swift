public import Bytes

/// A report was derived.
public struct ReportPublished: EventPayload {
  /// Digest of the report.
  public var digest = Digest.zero
  /// Head it was derived at.
  public var size: Int64 = 0

  public static let definition = EventDefinition(
    "report.published", of: Self.self, on: .report, summary: "A report was derived.")

  public init(digest: Digest, size: Int64) {
    self.digest = digest
    self.size = size
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("digest", &digest, "digest of the report")
    coder.field("size", &size, "head it was derived at")
  }
}
