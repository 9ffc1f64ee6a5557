public import Bytes
import Crypto
public import Files
import Synchronization

/// Bytes outside of entries, each in a read-only file named by its SHA-256.
///
/// A blob is written before the entry that refers to it is committed, and is durable once the
/// entry is. Files are copied or reflinked in and never linked: an output that stays editable must
/// not share an inode with the record of it.
public final class BlobStore: Sendable {
  /// What was found at the place of a blob.
  public enum Condition: Equatable, Sendable {
    /// The file hashes to its name.
    case intact
    /// There is no file: it was erased, or it was lost.
    case missing
    /// The file does not hash to its name.
    case altered
  }

  /// The directory that holds `sha256/`.
  public let directory: String
  let directoryMode: UInt32
  /// What was put since the last sync.
  let pending = Mutex(Pending())

  init(directory: String, directoryMode: UInt32 = 0o755) {
    self.directory = directory
    self.directoryMode = directoryMode
  }

  /// The blobs of a ledger that is only read, such as a copy.
  public convenience init(readingFrom ledger: LedgerDirectory) {
    self.init(directory: ledger.blobs)
  }

  /// The path of a blob, whether or not there is one.
  public func path(of digest: Digest) -> String {
    let hex = digest.hex
    return PathName.join(directory, "sha256/\(hex.prefix(2))/\(hex.dropFirst(2))")
  }

  /// Whether there is a file for a blob; its bytes are not looked at.
  public func contains(_ digest: Digest) -> Bool { FileSystem.exists(path(of: digest)) }

  /// The size of a blob's file; nil when it is not there.
  public func size(of digest: Digest) -> UInt64? {
    (try? FileSystem.status(path(of: digest)))?.size
  }

  /// Keeps some bytes.
  ///
  /// Putting the same again changes nothing, and repairs an altered file.
  @discardableResult
  public func put(_ bytes: [UInt8]) throws(LedgerError) -> Digest {
    let digest = SHA256.hash(bytes)
    let path = path(of: digest)
    if try verify(digest) == .intact {
      noteReused(digest)
      return digest
    }
    try wrap { () throws(FileError) in
      try FileSystem.makeDirectories(PathName.parent(path), mode: directoryMode)
      try FileSystem.writeAtomically(path, bytes, mode: 0o444, sync: false)
    }
    noteWritten(digest)
    return digest
  }

  /// Keeps a copy of a file, and answers with its digest and size.
  ///
  /// What is hashed is the copy, so that a file that changes meanwhile is still recorded truly.
  @discardableResult
  public func put(file source: String) throws(LedgerError) -> (digest: Digest, size: UInt64) {
    try wrap { () throws(FileError) in try take(source) }
  }

  /// The same, for whoever has to tell what is wrong with the file from what is wrong here: an
  /// error of the file has its path.
  public func take(_ source: String) throws(FileError) -> (digest: Digest, size: UInt64) {
    let shards = PathName.join(directory, "sha256")
    let partial = PathName.join(shards, ".partial-\(Hex.encode(Entropy.bytes(8)))")
    try FileSystem.makeDirectories(shards, mode: directoryMode)
    try FileSystem.copyReflinkOrCopy(source, partial, mode: 0o600)
    do throws(FileError) {
      let (digest, size) = try BlobStore.hash(partial)
      let path = path(of: digest)
      if FileSystem.exists(path), try BlobStore.hash(path).digest == digest {
        try FileSystem.remove(partial)
        noteReused(digest)
        return (digest, size)
      }
      try FileSystem.setMode(partial, 0o444)
      try FileSystem.makeDirectories(PathName.parent(path), mode: directoryMode)
      try FileSystem.rename(partial, path)
      noteWritten(digest)
      return (digest, size)
    } catch {
      try? FileSystem.remove(partial)
      throw error
    }
  }

  /// How many bytes are free, when files of these sizes cannot be copied in.
  ///
  /// Nil as far as can be said before. Where the file system shares extents, copies take no room.
  public func shortage(for files: [(path: String, size: UInt64)]) -> UInt64? {
    var above = directory
    while !FileSystem.exists(above), above != PathName.parent(above) {
      above = PathName.parent(above)
    }
    var needed: UInt64 = 0
    for file in files { needed = needed.addingReportingOverflow(file.size).partialValue }
    guard let first = files.first, let free = try? FileSystem.freeBytes(above), free < needed,
      !FileSystem.sharesExtents(of: first.path, with: above)
    else { return nil }
    return free
  }

  /// The bytes of a blob; nil when it is missing.
  ///
  /// Errors: `altered` when they are not its own.
  public func read(_ digest: Digest) throws(LedgerError) -> [UInt8]? {
    let path = path(of: digest)
    let bytes: [UInt8]
    do throws(FileError) { bytes = try FileSystem.readFile(path) } catch {
      if error.isNotFound { return nil }
      if error.isLinkOnTheWay { throw LedgerError(.altered, "blob '\(path)' is a link") }
      throw LedgerError(.storeFailed, "\(error)")
    }
    guard SHA256.hash(bytes) == digest else {
      throw LedgerError(
        .altered, "blob '\(path)' was altered", hint: "restore the file from a copy")
    }
    return bytes
  }

  /// Whether a blob is there and hashes to its name.
  public func verify(_ digest: Digest) throws(LedgerError) -> Condition {
    let path = path(of: digest)
    do throws(FileError) {
      // A link may lead to the right bytes now and to others later: it is no kept file.
      let status = try FileSystem.status(path, followLinks: false)
      if let status, status.kind != .file { return .altered }
      return try BlobStore.hash(path).digest == digest ? .intact : .altered
    } catch {
      if error.isNotFound { return .missing }
      if error.isLinkOnTheWay { return .altered }
      throw LedgerError(.storeFailed, "\(error)")
    }
  }
}
