public import Bytes
import Crypto

/// An entry together with the bytes that were signed and stored.
///
/// The bytes are the record: they are what is hashed and verified, and nothing is encoded again.
public struct SignedEntry: Sendable {
  /// The stored bytes.
  public let bytes: [UInt8]
  /// What they say.
  public let entry: Entry
  private let signatureExtent: Extent
  /// The leaf hash where it was needed already: who only reads entries does not need it.
  private let knownLeaf: Digest?

  /// The 64 bytes of the signature; not verified by decoding.
  public var signature: [UInt8] { Array(bytes[signatureExtent.range]) }

  /// The leaf hash, which identifies the entry everywhere.
  ///
  /// Of a decoded entry it is computed each time: O(size of the entry).
  public var leaf: Digest { knownLeaf ?? Merkle.leaf(bytes) }

  /// Decodes stored bytes, strictly.
  ///
  /// The signature is only taken out, not verified.
  public init(decoding bytes: [UInt8]) throws(FormatError) {
    self.init(try EntryLayout(bytes.span), bytes)
  }

  /// Copies the parts of an entry out of its bytes, of which this is the layout.
  package init(_ layout: EntryLayout, _ bytes: [UInt8]) {
    self.bytes = bytes
    entry = Entry(layout, bytes.span)
    signatureExtent = layout.signature
    knownLeaf = nil
  }

  /// Signs an entry.
  ///
  /// Throws when the entry breaks a limit of the format.
  public init(_ entry: Entry, by signer: Signer) throws(FormatError) {
    precondition(entry.keyID == signer.keyID, "an entry names the key that signs it")
    let body = entry.body
    let signature = signer.sign(COSE.toBeSigned(entry.keyID, body: body.span))
    let bytes = COSE.envelope(entry.keyID, body: body, signature: signature)
    // Nothing leaves that this very build would refuse to read.
    let layout = try EntryLayout(bytes.span)
    self.bytes = bytes
    self.entry = entry
    signatureExtent = layout.signature
    knownLeaf = Merkle.leaf(bytes)
  }

  /// Whether the signature is one by this public key of 32 bytes over the stored body.
  public func isSigned(byPublicKey publicKey: [UInt8]) -> Bool {
    guard let key = try? PublicKey(bytes: publicKey), let layout = try? EntryLayout(bytes.span)
    else { return false }
    return key.verify(
      signature: signature,
      message: COSE.toBeSigned(entry.keyID, body: bytes.span.extracting(layout.body.range)))
  }
}

extension SignedEntry: Equatable {
  /// Whether both are the same bytes, which say everything.
  public static func == (left: SignedEntry, right: SignedEntry) -> Bool {
    left.bytes == right.bytes
  }
}
