public import Bytes
import Crypto
public import Files
import Synchronization

extension BlobStore {
  /// A file found among the blobs.
  public struct File: Equatable, Sendable {
    /// Its path, beginning with that of the store.
    public var path: String
    /// The digest its name stands for; nil when it is not the name of a blob.
    public var digest: Digest?
  }

  /// Every file there is, sorted by path, but for what a crash left of an unfinished write.
  public func list() throws(LedgerError) -> [File] {
    guard FileSystem.exists(directory) else { return [] }
    return try wrap { () throws(FileError) in
      try FileSystem.walk(directory).filter {
        !PathName.lastComponent($0).hasPrefix(".partial-")
      }.map { name in
        let shard = "sha256/"
        let hex = name.hasPrefix(shard) ? name.dropFirst(shard.count).filter { $0 != "/" } : ""
        let digest = Digest(hex: String(hex))
        let path = PathName.join(directory, name)
        return File(
          path: path, digest: digest.flatMap { self.path(of: $0) == path ? $0 : nil })
      }
    }
  }

  /// The digest and the size of a file, without having it in memory.
  static func hash(_ path: String) throws(FileError) -> (digest: Digest, size: UInt64) {
    let file = try Descriptor.open(path, .read)
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    var hash = SHA256()
    var size: UInt64 = 0
    var ticked = Clock.monotonic()
    while true {
      let count = try file.read(into: &buffer)
      if count == 0 { return (hash.finish(), size) }
      Meanwhile.tick(&ticked)
      hash.update(buffer.span.extracting(..<count))
      size += UInt64(count)
    }
  }

  func wrap<R>(_ body: () throws(FileError) -> R) throws(LedgerError) -> R {
    do throws(FileError) { return try body() } catch { throw Self.failure(error) }
  }

  /// What a failure to read or write files is called as one of the ledger.
  public static func failure(_ error: FileError) -> LedgerError {
    LedgerError(.storeFailed, "\(error)", hint: error.remedy)
  }
}
