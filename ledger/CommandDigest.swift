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
  static func of(_ layout: EntryLayout, _ bytes: Span<UInt8>) -> Digest {
    var writer = CBORWriter(
      capacity: 32 + Int(layout.command.count + layout.arguments.extent.count))
    writer.array(3)
    writer.bytes(layout.keyID.bytes)
    writer.text(bytes.text(layout.command))
    let arguments = bytes.extracting(layout.arguments.extent.range)
    if let size = layout.arguments.detachedSize {
      writer.array(2)
      writer.bytes(arguments)
      writer.unsigned(size)
    } else {
      writer.raw(arguments)
    }
    return SHA256.hash(writer.bytes)
  }
}
