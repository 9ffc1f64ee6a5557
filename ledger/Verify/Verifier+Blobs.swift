import Bytes
import Synchronization

extension VerifierRun {
  /// Every file among the blobs, and every blob that something refers to.
  mutating func checkBlobs(_ history: History) throws(LedgerError) {
    guard options.checksBlobs else {
      result.notChecked.append("blobs")
      return
    }
    let files: [BlobStore.File]
    do throws(LedgerError) { files = try blobs.list() } catch {
      result.add(.blobMissing, path: blobs.directory, "\(error)")
      result.notChecked.append("blobs: their directory cannot be read")
      return
    }
    let referring = references(history)
    for (file, condition) in zip(files, conditions(of: files)) {
      guard let digest = file.digest else {
        result.add(.blobUnknown, path: file.path, "'\(file.path)' is not the name of a blob")
        continue
      }
      guard condition != .intact else { continue }
      let reference = referring.first { $0.digest == digest }
      result.add(
        .blobAltered, entry: reference?.entry, event: reference?.event, path: file.path,
        "blob '\(file.path)' does not hash to its name")
    }
    checkMissing(referring, Set(files.compactMap(\.digest)))
    result.checked.append(.blobs)
  }

  private func references(_ history: History) -> [BlobReference] {
    history.detachments.map {
      BlobReference(
        digest: $0.detachment.commitment, entry: $0.index, event: $0.detachment.event)
    } + options.references
  }

  private mutating func checkMissing(_ references: [BlobReference], _ present: Set<Digest>) {
    let purged = Set(options.purged)
    for reference in references where !present.contains(reference.digest) {
      let path = blobs.path(of: reference.digest)
      if purged.contains(reference.digest) {
        result.notChecked.append("blob '\(path)' of @\(reference.entry): it was purged")
      } else {
        result.add(
          .blobMissing, entry: reference.entry, event: reference.event, path: path,
          "blob '\(path)' is missing")
      }
    }
  }

  /// Hashes files on several threads; a file that cannot be read counts as altered.
  private func conditions(of files: [BlobStore.File]) -> [BlobStore.Condition] {
    let conditions = Mutex([BlobStore.Condition](repeating: .intact, count: files.count))
    let blobs = self.blobs
    Threads.forEach(UInt64(files.count), on: options.threads) {
      { index in
        guard let digest = files[Int(index)].digest else { return }
        let condition = (try? blobs.verify(digest)) ?? .altered
        conditions.withLock { $0[Int(index)] = condition }
      }
    }
    return conditions.withLock { $0 }
  }
}
