public import Bytes
public import LedgerFormat

/// Says that the contents of some blobs are erased; the runtime removes the files when this is on
/// record, and refuses what a rule reads before.
public struct PurgeBlobs: Command {
  public static let rule = CommandRule.row("purge_blobs")

  /// The most blobs that one command names.
  public static let blobsMax = 64

  /// A blob, and the events whose data it is.
  public struct Content: Recordable {
    /// Its address.
    public var digest = Digest.zero
    /// The events; none for a kept file.
    public var of: [EventPosition] = []

    public init(digest: Digest, of: [EventPosition]) {
      self.digest = digest
      self.of = of
    }

    public init() {}

    public mutating func code(_ coder: inout some FieldCoder) {
      coder.field("digest", &digest)
      coder.field("of", &of)
    }
  }

  var contents: [Content] = []
  var reason = ""

  public init(_ contents: [Content], reason: String) {
    self.contents = contents
    self.reason = reason
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("contents", &contents)
    coder.field("reason", &reason)
  }

  public var stream: Stream { .ledger }

  /// The events that it brings about: one for every blob, in their order.
  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    guard (1...Self.blobsMax).contains(contents.count) else {
      throw Rejection(.invalid, "a purge names 1 to \(Self.blobsMax) blobs")
    }
    guard !reason.isEmpty else { throw Rejection(.invalid, "a purge needs a reason") }
    return contents.map { content in
      Event(
        .ledger,
        .blobPurged(BlobPurged(digest: content.digest, of: content.of, reason: reason)))
    }
  }
}
