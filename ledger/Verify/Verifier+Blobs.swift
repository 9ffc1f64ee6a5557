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
      result.add(error)
      result.notChecked.append("blobs: their directory cannot be read")
      return
    }
    let referring = references(history)
    let (conditions, failure) = conditions(of: files)
    if let failure { result.add(failure) }
    for (file, condition) in zip(files, conditions) {
      guard let digest = file.digest else {
        result.add(.blobUnknown, path: file.path, "'\(file.path)' is not the name of a blob")
        continue
      }
      guard condition != .intact else { continue }
      let reference = referring.first { $0.digest == digest }
      if reference == nil, options.references != nil {
        result.notChecked.append(
          "blob '\(file.path)': it is not whole, and no entry names it: a crash left it behind")
        continue
      }
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
    } + (options.references ?? [])
  }

  private mutating func checkMissing(_ references: [BlobReference], _ present: Set<Digest>) {
    let purged = options.purged
    for reference in references where !present.contains(reference.digest) {
      let path = blobs.path(of: reference.digest)
      if let purge = purged.last(where: { $0.digest == reference.digest }) {
        result.notChecked.append("blob '\(path)' of @\(reference.entry): \(purge)")
      } else {
        result.add(
          .blobMissing, entry: reference.entry, event: reference.event, path: path,
          "blob '\(path)' is missing")
      }
    }
  }

  /// Hashes files on several threads.
  ///
  /// A file that cannot be read counts as intact, and the reason is returned: it may be.
  private func conditions(
    of files: [BlobStore.File]
  ) -> (conditions: [BlobStore.Condition], failure: LedgerError?) {
    let found = Mutex(
      (
        conditions: [BlobStore.Condition](repeating: .intact, count: files.count),
        failure: LedgerError?.none
      ))
    let blobs = self.blobs
    Threads.forEach(UInt64(files.count), on: options.threads) {
      { index in
        guard let digest = files[Int(index)].digest else { return }
        do throws(LedgerError) {
          let condition = try blobs.verify(digest)
          found.withLock { $0.conditions[Int(index)] = condition }
        } catch {
          found.withLock { $0.failure = $0.failure ?? error }
        }
      }
    }
    return found.withLock { $0 }
  }
}
