public import Bytes
import Codecs
public import Ledger
import Study

/// The blobs that the data of events names, which the ledger itself does not understand.
public struct NamedBlobs {
  /// Every kept file.
  public private(set) var references: [BlobReference] = []
  /// Every content that was erased on purpose, oldest first.
  public private(set) var purged: [BlobPurge] = []

  /// Looks through a whole log.
  public init(_ ledger: Ledger) { self.init(ledger, withReferences: true) }

  /// What was erased on purpose, oldest first.
  public static func purges(in ledger: Ledger) -> [BlobPurge] {
    NamedBlobs(ledger, withReferences: false).purged
  }

  /// What the log says of the erasure of a blob; nil where it was not erased on purpose.
  public static func purge(of digest: Digest, in ledger: Ledger) -> BlobPurge? {
    purges(in: ledger).last { $0.digest == digest }
  }

  private init(_ ledger: Ledger, withReferences: Bool) {
    let authority = try? ledger.authority()
    // An entry that cannot be read ends the search; verifying the log says what is wrong with it.
    try? ledger.storedEntries { entry in
      for ordinal in 0..<entry.eventCount {
        let type = entry.eventType(ordinal)
        let isPurge = type.equals("blob.purged")
        guard isPurge || withReferences && type.equals("stage.finished") else { continue }
        let event = entry.event(ordinal)
        guard let bytes = (try? ledger.mapBytes(of: event.data)).flatMap({ $0 }) else { continue }
        if isPurge {
          guard let fact = try? BlobPurged(encoded: bytes) else { continue }
          let author = authority?.key(entry.keyID)?.label ?? entry.keyID.hex
          purged.append(
            BlobPurge(
              digest: fact.digest, entry: entry.index, author: author, reason: fact.reason))
        } else if let finished = try? StageFinished(encoded: bytes) {
          for output in finished.outputs + finished.logs where output.kept {
            references.append(
              BlobReference(digest: output.digest, entry: entry.index, event: ordinal))
          }
        }
      }
      return true
    }
  }
}
