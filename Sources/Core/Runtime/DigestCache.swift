public import Bytes
import Files
import Ledger

/// Digests of files that were read before, by their path and what the file system says of them.
///
/// A file whose size, modification and change time and inode are as before is not read again. The
/// cache is a plain file that is always safe to delete.
public final class DigestCache {
  private struct Row: Equatable {
    var size: UInt64
    var modified: Int64
    var changed: Int64
    var inode: UInt64
    var digest: Digest
  }

  /// A file that changed this recently, in nanoseconds, may change again within the resolution of
  /// its times, so it is not remembered.
  private static let settlingNanoseconds: Int64 = 2_000_000_000

  private let path: String?
  private let now: () -> Int64
  /// By the bytes of the path: two names that only look the same are two files.
  private var rows: [[UInt8]: Row] = [:]
  private var isChanged = false

  /// A cache kept in a file, or in memory only.
  public init(_ path: String? = nil, world: World = .live) {
    self.path = path
    self.now = world.now
    if let path, let bytes = try? FileSystem.readFile(path) { load(bytes) }
  }

  /// The digest and size of a file.
  public func digest(of file: String) throws -> (digest: Digest, size: Int64) {
    guard let status = try FileSystem.status(file) else {
      throw FileError(operation: "open", path: file, errno: 2)
    }
    let key = Array(file.utf8)
    if let row = rows[key], row.size == status.size, row.inode == status.inode,
      row.modified == status.modifiedNanoseconds, row.changed == status.changedNanoseconds
    {
      return (row.digest, Int64(row.size))
    }
    let digest = try FileDigest.of(file)
    if now() - max(status.modifiedNanoseconds, status.changedNanoseconds)
      > Self.settlingNanoseconds
    {
      rows[key] = Row(
        size: status.size, modified: status.modifiedNanoseconds,
        changed: status.changedNanoseconds, inode: status.inode, digest: digest)
      isChanged = true
    }
    return (digest, Int64(status.size))
  }

  /// Writes the cache to its file, if anything changed.
  ///
  /// A failure costs only time later.
  public func save() {
    guard let path, isChanged else { return }
    var text = ""
    for (key, row) in rows.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) })
    where !key.contains(UInt8(ascii: "\n")) {
      let file = String(decoding: key, as: UTF8.self)
      text += "\(row.digest.hex) \(row.size) \(row.modified) \(row.changed) \(row.inode) \(file)\n"
    }
    try? FileSystem.writeAtomically(path, Array(text.utf8), sync: false)
    isChanged = false
  }

  private func load(_ bytes: [UInt8]) {
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: " ", maxSplits: 5)
      guard parts.count == 6, let digest = Digest(hex: String(parts[0])),
        let size = UInt64(parts[1]), let modified = Int64(parts[2]), let changed = Int64(parts[3]),
        let inode = UInt64(parts[4])
      else { continue }
      rows[Array(parts[5].utf8)] = Row(
        size: size, modified: modified, changed: changed, inode: inode, digest: digest)
    }
  }
}

/// The SHA-256 of whole files.
public enum FileDigest {
  /// The digest of a regular file's content, read in pieces.
  public static func of(_ path: String) throws -> Digest {
    let file = try Descriptor.openRegular(path)
    var hasher = StreamHasher()
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = try file.read(into: &buffer)
      if count == 0 { break }
      hasher.update(count == buffer.count ? buffer : Array(buffer[..<count]))
    }
    return hasher.finish()
  }
}
