public import Bytes
import Codecs
import Crypto

/// What tells two commands with the same identifier apart: `SHA-256(CBOR [kid, name, arguments])`.
///
/// Arguments that are detached from the entry count with their commitment.
public enum CommandDigest {
  /// The digest of a command.
  public static func of(keyID: KeyID, name: String, arguments: Payload) -> Digest {
    var writer = CBORWriter(capacity: 256)
    writer.array(3)
    writer.bytes(keyID.bytes)
    writer.text(name)
    writer.payload(arguments)
    return SHA256.hash(writer.bytes)
  }

  /// The digest of the command of a stored entry.
  ///
  /// Name and arguments lie there one behind the other just as they are hashed.
  package static func of(_ layout: EntryLayout, _ bytes: Span<UInt8>) -> Digest {
    var hash = SHA256()
    let head = InlineArray<18, UInt8> { index in
      switch index {
      case 0: 0x83
      case 1: 0x50
      case 2..<10: UInt8(truncatingIfNeeded: layout.keyID.high >> UInt64(72 - 8 * index))
      default: UInt8(truncatingIfNeeded: layout.keyID.low >> UInt64(136 - 8 * index))
      }
    }
    hash.update(head.span)
    hash.update(bytes.extracting(layout.encodedCommand.range))
    return hash.finish()
  }
}
