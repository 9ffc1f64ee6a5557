public import Bytes

/// A report was derived.
public struct ReportPublished: EventPayload {
  /// Digest of the report.
  public var digest: Digest
  /// Head it was derived at.
  public var size: Int64

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "report.published", on: .report, summary: "A report was derived.",
    fields: [.digest("digest", "digest of the report"), .integer("size", "head it was derived at")])

  /// A published report.
  public init(digest: Digest, size: Int64) {
    self.digest = digest
    self.size = size
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    digest = try fields.digest("digest")
    size = try fields.int("size")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("digest", digest)
    fields.put("size", size)
  }
}
