public import Bytes

/// The content of a blob was erased.
public struct BlobPurged: EventPayload {
  /// The address of the blob.
  public var digest = Digest.zero
  /// The events whose data it was; none for a kept file.
  public var of: [EventPosition] = []
  public var reason = ""

  public static let definition = EventDefinition(
    "blob.purged", of: Self.self, on: .ledger,
    summary: "A kept file, or the data behind a commitment, was erased.")

  public init(digest: Digest, of: [EventPosition] = [], reason: String) {
    self.digest = digest
    self.of = of
    self.reason = reason
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("digest", &digest, "address of the blob")
    coder.field("of", &of, "the events whose data it was, each as entry and ordinal")
    coder.field("reason", &reason, "why")
  }
}

extension EventDefinition {
  /// Whether data of the type may be erased: no rule reads it once its entry is written, and no
  /// state is made of it.
  public var isErasable: Bool {
    ["note.added", "stage.answered", "stage.observed", "stage.told"].contains(type)
  }
}
