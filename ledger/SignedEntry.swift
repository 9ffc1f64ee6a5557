public import Bytes
import Crypto

/// An entry together with the bytes that were signed and stored.
///
/// The bytes are the record: they are what is hashed and verified, and nothing is encoded again.
public struct SignedEntry: Equatable, Sendable {
  /// The stored bytes.
  public let bytes: [UInt8]
  /// What they say.
  public let entry: Entry
  /// The 64 bytes of the signature; not verified by decoding.
  public let signature: [UInt8]
  /// The leaf hash, which identifies the entry everywhere.
  public let leaf: Digest

  /// Decodes stored bytes, strictly.
  ///
  /// The signature is only taken out, not verified.
  public init(decoding bytes: [UInt8]) throws(FormatError) {
    let layout = try EntryLayout(bytes.span)
    self.bytes = bytes
    entry = Entry(layout, bytes.span)
    signature = Array(bytes[layout.signature.range])
    leaf = Merkle.leaf(bytes)
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
    _ = try EntryLayout(bytes.span)
    self.bytes = bytes
    self.entry = entry
    self.signature = signature
    leaf = Merkle.leaf(bytes)
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
