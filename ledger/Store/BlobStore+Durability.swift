import Bytes
import Files
import Synchronization

extension BlobStore {
  /// What was put since the last sync.
  struct Pending: Sendable {
    /// Blobs this process wrote.
    var written: [Digest] = []
    /// Blobs it found in their place: whoever wrote them may have died before they were durable.
    var reused: [Digest] = []
    /// Blobs of which this process knows that they are durable.
    var durable: Set<Digest> = []
  }

  /// More reused blobs than this are cheaper to sync with their whole file system.
  private static let singlesMax = 4
  /// How many durable blobs are remembered; who forgets one only syncs it once more.
  private static let durableMax = 1 << 14

  func noteWritten(_ digest: Digest) { pending.withLock { $0.written.append(digest) } }

  /// A blob that somebody else wrote hashes to its name in the page cache, whatever the disk has.
  func noteReused(_ digest: Digest) {
    pending.withLock { pending in
      if !pending.durable.contains(digest) { pending.reused.append(digest) }
    }
  }

  /// Makes everything put so far durable; costs nothing when nothing was put.
  ///
  /// After a failure nothing of it counts as there: what the system has given up writing is dropped
  /// from its cache, so that whoever puts it again finds it altered, and writes it again.
  func sync() throws(LedgerError) {
    let taken = pending.withLock { pending in
      defer {
        pending.written = []
        pending.reused = []
      }
      return pending
    }
    guard !taken.written.isEmpty || !taken.reused.isEmpty else { return }
    do throws(LedgerError) {
      try wrap { () throws(FileError) in
        if taken.written.isEmpty, taken.reused.count <= Self.singlesMax {
          for digest in taken.reused { try syncSingle(path(of: digest)) }
        } else {
          try FileSystem.syncFileSystem(containing: directory)
        }
      }
    } catch {
      for digest in taken.written + taken.reused {
        (try? Descriptor.open(path(of: digest), .read))?.dropCache()
      }
      throw error
    }
    pending.withLock { pending in
      if pending.durable.count > Self.durableMax { pending.durable = [] }
      for digest in taken.written { pending.durable.insert(digest) }
      for digest in taken.reused { pending.durable.insert(digest) }
    }
  }

  /// A file, its name, and the name of the directory it lies in.
  private func syncSingle(_ path: String) throws(FileError) {
    try Descriptor.open(path, .read).sync()
    let shard = PathName.parent(path)
    try FileSystem.sync(shard)
    try FileSystem.sync(PathName.parent(shard))
  }
}
