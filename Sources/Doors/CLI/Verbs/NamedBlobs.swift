import Bytes
import Codecs
import Ledger
import Study

/// The blobs that the data of events names, which the ledger itself does not understand.
struct NamedBlobs {
  var references: [BlobReference] = []
  var purged: [Digest] = []

  init(_ ledger: Ledger) {
    // An entry that cannot be read ends the search; verifying the log says what is wrong with it.
    try? ledger.storedEntries { entry in
      for ordinal in 0..<entry.eventCount {
        let type = entry.eventType(ordinal)
        guard type.equals("stage.finished") || type.equals("blob.purged") else { continue }
        let event = entry.event(ordinal)
        guard let bytes = (try? ledger.mapBytes(of: event.data)).flatMap({ $0 }) else { continue }
        if event.type == "blob.purged" {
          let digest = (try? CBOR.decodeMap(bytes))?["digest"]?.asBytes
          if let digest = digest.flatMap(Digest.init(bytes:)) { purged.append(digest) }
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
