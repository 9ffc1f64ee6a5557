public import Bytes
public import Files
import Ledger

/// The SHA-256 of whole files.
public enum FileDigest {
  /// The digest of a regular file's content, read in pieces.
  public static func of(_ path: String) throws(FileError) -> Digest {
    try of(try Descriptor.openRegular(path))
  }

  /// The digest of an open file, from where it stands to its end.
  static func of(_ file: borrowing Descriptor) throws(FileError) -> Digest {
    var hash = StreamHasher()
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    var ticked = Clock.monotonic()
    while true {
      let count = try file.read(into: &buffer)
      if count == 0 { return hash.finish() }
      hash.update(buffer.span.extracting(..<count))
      Meanwhile.tick(&ticked)
    }
  }
}
