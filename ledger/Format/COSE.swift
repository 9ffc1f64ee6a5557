import Bytes
import Codecs

/// The envelope of an entry: a COSE_Sign1 (RFC 9052) with nothing left open.
///
/// Every protected header of this format differs from the next in the key identifier alone, so it
/// is compared and not parsed.
package enum COSE {
  package static let sign1Tag: UInt64 = 18
  package static let signatureBytes = 64
  package static let contentType = "application/vnd.runledger.entry+cbor"

  /// `{1: -8, 3: content type, 4: key identifier}` up to the bytes of the identifier.
  private static let protectedPrefix: [UInt8] = {
    var writer = CBORWriter()
    writer.map(3)
    writer.unsigned(1)
    writer.int(-8)
    writer.unsigned(3)
    writer.text(contentType)
    writer.unsigned(4)
    return writer.bytes + [0x50]
  }()

  /// The protected header for a key.
  package static func protected(_ keyID: KeyID) -> [UInt8] { protectedPrefix + keyID.bytes }

  /// The key a protected header names; nil unless it is one of this format.
  package static func keyID(protected bytes: Span<UInt8>) -> KeyID? {
    let count = protectedPrefix.count
    guard bytes.count == count + 16 else { return nil }
    for index in 0..<count where bytes[index] != protectedPrefix[index] { return nil }
    return KeyID(high: bytes.bigEndian(at: count), low: bytes.bigEndian(at: count + 8))
  }

  /// The most bytes the envelope adds to a body.
  package static let envelopeBytes = protectedBytes + signatureBytes + 10

  /// What is signed: `["Signature1", protected, '', body]`.
  package static func toBeSigned(_ keyID: KeyID, body: Span<UInt8>) -> [UInt8] {
    var writer = CBORWriter(capacity: body.count + 96)
    writer.array(4)
    writer.text("Signature1")
    writer.bytes(protected(keyID))
    writer.bytes([])
    writer.bytes(body)
    return writer.bytes
  }

  /// What was signed of a stored entry, in a buffer that is used again and again.
  ///
  /// Both byte strings are copied with their heads, which are the same in the envelope.
  package static func copyToBeSigned(
    _ layout: EntryLayout, _ bytes: Span<UInt8>, into message: inout [UInt8]
  ) {
    message.removeAll(keepingCapacity: true)
    message.append(contentsOf: signaturePrefix)
    // The envelope is tag and array head, protected header, an empty map, body.
    let protectedEnd = 4 + protectedBytes
    message.append(contentsOf: bytes.extracting(2..<protectedEnd))
    message.append(0x40)
    message.append(contentsOf: bytes.extracting(protectedEnd + 1..<layout.body.range.upperBound))
  }

  private static let protectedBytes = protected(KeyID(high: 0, low: 0)).count
  private static let signaturePrefix: [UInt8] = [0x84, 0x6a] + Array("Signature1".utf8)

  /// The whole envelope.
  package static func envelope(_ keyID: KeyID, body: [UInt8], signature: [UInt8]) -> [UInt8] {
    var writer = CBORWriter(capacity: body.count + 160)
    writer.tag(sign1Tag)
    writer.array(4)
    writer.bytes(protected(keyID))
    writer.map(0)
    writer.bytes(body)
    writer.bytes(signature)
    return writer.bytes
  }
}
