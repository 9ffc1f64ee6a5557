public import Bytes
import Files
import Ledger

/// Digests of files that were read before, by their path and what the file system says of them.
///
/// A file whose size, modification and change time and inode are as before is not read again, which
/// is good enough to see whether a study is still the one that was registered; what a stage is
/// handed is digested whatever stands here (``HandedFile``). The cache is a plain file, signed by
/// the key that wrote it, so that nobody else's row counts; it is always safe to delete.
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
  private let signer: Signer?
  private let now: () -> Int64
  /// By the bytes of the path: two names that only look the same are two files.
  private var rows: [[UInt8]: Row] = [:]
  private var isChanged = false

  public init(world: World = .live) {
    path = nil
    signer = nil
    now = world.now
  }

  /// A cache that is kept beside a ledger, for whoever has the key of its runner; else in memory.
  public init(of workspace: Workspace) {
    path = PathName.join(workspace.directory.views, "digests")
    signer = try? workspace.runner()
    now = workspace.world.now
    if let path, let bytes = try? FileSystem.readFile(path) { load(bytes) }
  }

  /// Hashes the file only if its size, inode or times changed since it was hashed last.
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
    guard let path, let signer, isChanged else { return }
    var text = ""
    for (key, row) in rows.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) })
    where !key.contains(UInt8(ascii: "\n")) {
      let file = String(decoding: key, as: UTF8.self)
      text += "\(row.digest.hex) \(row.size) \(row.modified) \(row.changed) \(row.inode) \(file)\n"
    }
    let seal = Hex.encode(signer.seal(Self.purpose, Array(text.utf8)))
    try? FileSystem.writeAtomically(path, Array("\(seal)\n\(text)".utf8), sync: false)
    isChanged = false
  }

  /// What the rows are signed for.
  private static let purpose = "digests/v1"

  private func load(_ bytes: [UInt8]) {
    guard let signer, let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return }
    let signed = Array(bytes[(end + 1)...])
    // A signature of Ed25519 is always the same for the same key and bytes.
    let seal = Hex.encode(signer.seal(Self.purpose, signed))
    guard bytes[..<end].elementsEqual(seal.utf8) else { return }
    for line in String(decoding: signed, as: UTF8.self).split(separator: "\n") {
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
