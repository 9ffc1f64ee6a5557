public import Bytes
import Codecs
import Crypto

/// An entry that carries the receipt of its log: a COSE_Sign1 statement with an RFC 9942 receipt in
/// its unprotected header.
///
/// The receipt proves inclusion in a tree of a size and is signed, over the root, by the log's own
/// key. Its protected header holds the algorithm, the key hash of the log's verifier key, the
/// origin as the issuer, and the tree's algorithm, RFC9162_SHA256.
public struct TransparentStatement: Equatable, Sendable {
  /// The bytes of the entry.
  public let entry: [UInt8]
  /// Where the entry is, and the way up to the root.
  public let proof: InclusionProof
  /// The origin that the receipt names.
  public let issuer: String
  private let keyHash: [UInt8]
  private let signature: [UInt8]

  private static let wrong = CBORError(kind: .wrongValue, offset: 0)

  /// The labels of RFC 9942: receipts, tree algorithm, proofs; and of an inclusion proof.
  private static let (receipts, algorithm, proofs) = (UInt64(394), UInt64(395), UInt64(396))

  /// Signs a receipt for an entry with the log's own key.
  ///
  /// A tree of one leaf has no receipt. Throws `invalid` for that.
  public init(
    entry: [UInt8], proof: InclusionProof, root: Digest, origin: String, signer: Signer
  ) throws(FormatError) {
    guard !proof.path.isEmpty else {
      throw FormatError(.limit, "a log of one entry has no receipt: append another first")
    }
    let key = try NoteKey(name: origin, publicKey: signer.publicKey)
    var hash: [UInt8] = []
    hash.append(bigEndian: key.keyHash)
    self.entry = entry
    self.proof = proof
    issuer = origin
    keyHash = hash
    signature = signer.sign(
      Self.toBeSigned(Self.protected(keyHash: hash, issuer: origin), root: root))
  }

  /// The statement as it is written.
  public var bytes: [UInt8] {
    var receipt = CBORWriter(capacity: 256)
    receipt.tag(COSE.sign1Tag)
    receipt.array(4)
    receipt.bytes(Self.protected(keyHash: keyHash, issuer: issuer))
    receipt.map(1)
    receipt.unsigned(Self.proofs)
    receipt.map(1)
    receipt.int(-1)
    receipt.array(1)
    receipt.bytes(encodedProof)
    receipt.null()
    receipt.bytes(signature)
    var unprotected = CBORWriter(capacity: 256)
    unprotected.map(1)
    unprotected.unsigned(Self.receipts)
    unprotected.array(1)
    unprotected.bytes(receipt.bytes)
    // The one byte of the entry's empty unprotected header gives way.
    let place = Self.unprotectedOffset(in: entry) ?? entry.count
    return Array(entry[..<place]) + unprotected.bytes + entry[min(place + 1, entry.count)...]
  }

  private var encodedProof: [UInt8] {
    var writer = CBORWriter(capacity: 64 + 34 * proof.path.count)
    writer.array(3)
    writer.unsigned(proof.size)
    writer.unsigned(proof.index)
    writer.array(proof.path.count)
    for hash in proof.path { writer.digest(hash) }
    return writer.bytes
  }

  /// Reads a statement; nothing is verified by reading.
  public init(parsing bytes: [UInt8]) throws(FormatError) {
    do throws(CBORError) {
      var reader = CBORReader(bytes.span)
      guard try reader.readTag() == COSE.sign1Tag else { throw Self.wrong }
      try reader.readArrayHeader(count: 4)
      let head = try reader.readBytes()
      try reader.readMapHeader(count: 1)
      try reader.readKey(Self.receipts)
      try reader.readArrayHeader(count: 1)
      let receipt = try reader.readBytes()
      let body = try reader.readBytes()
      let author = try reader.readBytes()
      try reader.finish()
      var entry = CBORWriter(capacity: bytes.count)
      entry.tag(COSE.sign1Tag)
      entry.array(4)
      entry.bytes(head)
      entry.map(0)
      entry.bytes(body)
      entry.bytes(author)
      self.entry = entry.bytes
      (proof, issuer, keyHash, signature) = try Self.read(receipt)
    } catch {
      throw FormatError(.malformed, "it is not an entry with a receipt: \(error)")
    }
  }

  private static func read(
    _ receipt: [UInt8]
  ) throws(CBORError) -> (InclusionProof, String, [UInt8], [UInt8]) {
    var reader = CBORReader(receipt.span)
    guard try reader.readTag() == COSE.sign1Tag else { throw wrong }
    try reader.readArrayHeader(count: 4)
    let protected = try reader.readBytes()
    try reader.readMapHeader(count: 1)
    try reader.readKey(proofs)
    try reader.readMapHeader(count: 1)
    guard try reader.readInt() == -1 else { throw wrong }
    try reader.readArrayHeader(count: 1)
    let proof = try reader.readBytes()
    try reader.readNull()
    let signature = try reader.readBytes()
    try reader.finish()
    let (keyHash, issuer) = try readProtected(protected)
    return (try read(proof: proof), issuer, keyHash, signature)
  }

  private static func readProtected(
    _ bytes: [UInt8]
  ) throws(CBORError) -> (keyHash: [UInt8], issuer: String) {
    var reader = CBORReader(bytes.span)
    try reader.readMapHeader(count: 4)
    try reader.readKey(1)
    guard try reader.readInt() == -8 else { throw wrong }
    try reader.readKey(4)
    let keyHash = try reader.readBytes(count: 4)
    try reader.readKey(15)
    try reader.readMapHeader(count: 1)
    try reader.readKey(1)
    let issuer = try reader.readText()
    try reader.readKey(algorithm)
    guard try reader.readUnsigned() == 1 else { throw wrong }
    try reader.finish()
    return (keyHash, issuer)
  }

  private static func read(proof bytes: [UInt8]) throws(CBORError) -> InclusionProof {
    var reader = CBORReader(bytes.span)
    try reader.readArrayHeader(count: 3)
    let size = try reader.readUnsigned()
    let index = try reader.readUnsigned()
    var path: [Digest] = []
    let count = try reader.readArrayHeader()
    guard count <= 64 else { throw wrong }
    for _ in 0..<count { path.append(try reader.readDigest()) }
    try reader.finish()
    return InclusionProof(index: index, size: size, path: path)
  }

  /// Whether the entry is at its index in a log whose root the log's key has signed.
  public func holds(_ key: NoteKey) -> Bool {
    var hash: [UInt8] = []
    hash.append(bigEndian: key.keyHash)
    guard key.kind == .note, hash == keyHash, Origin.areSame(key.name, issuer),
      let root = proof.root(over: Merkle.leaf(entry)),
      let publicKey = try? PublicKey(bytes: key.publicKey)
    else { return false }
    return publicKey.verify(
      signature: signature,
      message: Self.toBeSigned(Self.protected(keyHash: keyHash, issuer: issuer), root: root))
  }

  private static func protected(keyHash: [UInt8], issuer: String) -> [UInt8] {
    var writer = CBORWriter(capacity: 64)
    writer.map(4)
    writer.unsigned(1)
    writer.int(-8)
    writer.unsigned(4)
    writer.bytes(keyHash)
    writer.unsigned(15)
    writer.map(1)
    writer.unsigned(1)
    writer.text(issuer)
    writer.unsigned(algorithm)
    writer.unsigned(1)
    return writer.bytes
  }

  /// `["Signature1", protected, '', root]`: the root is the payload, which is not in the receipt.
  private static func toBeSigned(_ protected: [UInt8], root: Digest) -> [UInt8] {
    var writer = CBORWriter(capacity: 128)
    writer.array(4)
    writer.text("Signature1")
    writer.bytes(protected)
    writer.bytes([])
    writer.digest(root)
    return writer.bytes
  }

  /// Where the unprotected header of an entry stands: behind tag, array and protected header.
  private static func unprotectedOffset(in entry: [UInt8]) -> Int? {
    let head = COSE.protected(KeyID(high: 0, low: 0)).count
    let offset = 2 + CBOR.headCount(UInt64(head)) + head
    return offset < entry.count && entry[offset] == 0xa0 ? offset : nil
  }
}
