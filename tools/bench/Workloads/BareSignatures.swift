import Bytes
import Codecs
import Crypto
import Dispatch
import Ledger
import Synchronization

/// The signatures of a ledger's entries, and what they were made over, ready to be verified.
final class BareSignatures: Sendable {
  private struct Item: Sendable {
    var key: PublicKey
    var message: [UInt8]
    var signature: [UInt8]
    /// The stored bytes, where they are to be hashed too.
    var bytes: [UInt8]?
  }

  private let items: [Item]
  private let invalid = Atomic<Int>(0)
  /// As many as one piece of work holds when a ledger is verified.
  private static let blockSize = 64

  var count: Int { items.count }

  /// Takes the signatures out of a ledger, and its bytes where they are to be hashed too.
  init(_ ledger: Ledger, hashes: Bool = false) throws {
    var keys: [KeyID: PublicKey] = [:]
    for key in try ledger.authority().keys { keys[key.id] = try PublicKey(bytes: key.publicKey) }
    var items: [Item] = []
    try ledger.entries { _, signed in
      guard let key = keys[signed.entry.keyID] else {
        throw UsageError(message: "an entry has no known key")
      }
      items.append(
        Item(
          key: key, message: try Self.toBeSigned(signed.bytes.span), signature: signed.signature,
          bytes: hashes ? signed.bytes : nil))
      return true
    }
    self.items = items
  }

  /// Verifies all of them on all processors.
  func verify() throws {
    let blockSize = max(1, min(Self.blockSize, count / 16))
    DispatchQueue.concurrentPerform(iterations: (count + blockSize - 1) / blockSize) { block in
      let first = block * blockSize
      for item in self.items[first..<min(first + blockSize, self.count)] {
        if let bytes = item.bytes, SHA256.hash(prefix: 0, bytes) == .zero {
          self.invalid.add(1, ordering: .relaxed)
        }
        if !item.key.verify(signature: item.signature, message: item.message) {
          self.invalid.add(1, ordering: .relaxed)
        }
      }
    }
    guard invalid.load(ordering: .relaxed) == 0 else {
      throw UsageError(message: "the floor found a wrong signature")
    }
  }

  /// The Sig_structure of a COSE_Sign1 (RFC 9052, section 4.4).
  private static func toBeSigned(_ bytes: Span<UInt8>) throws(CBORError) -> [UInt8] {
    var reader = CBORReader(bytes)
    _ = try reader.readTag()
    try reader.readArrayHeader(count: 4)
    let header = try reader.readBytes()
    try reader.readMapHeader(count: 0)
    let body = try reader.readBytes()
    var writer = CBORWriter()
    writer.array(4)
    writer.text("Signature1")
    writer.bytes(header)
    writer.bytes([])
    writer.bytes(body)
    return writer.bytes
  }
}
