public import Bytes

/// A proof that an entry is in a log, as a file of its own: a C2SP tlog-proof.
///
/// It holds the entry itself besides, so that nothing else is needed to check it but the log's key.
public struct ProofFile: Equatable, Sendable {
  /// The first line.
  public static let header = "c2sp.org/tlog-proof@v1"

  /// The bytes of the entry; the proof vouches for them.
  public let entry: [UInt8]
  /// The index of the entry.
  public let index: UInt64
  /// The siblings from the leaf up to the root.
  public let path: [Digest]
  /// The checkpoint that the proof leads to.
  public let checkpoint: Checkpoint

  /// Makes a file from its parts, unchecked.
  public init(entry: [UInt8], proof: InclusionProof, checkpoint: Checkpoint) {
    self.entry = entry
    index = proof.index
    path = proof.path
    self.checkpoint = checkpoint
  }

  /// The text of the file.
  public var text: String {
    var text = "\(Self.header)\nextra \(Base64.encode(entry))\nindex \(index)\n"
    for hash in path { text += Base64.encode(hash.bytes) + "\n" }
    return text + "\n" + checkpoint.text
  }

  /// Reads a file; nothing is verified by reading.
  public init(parsing text: String) throws(FormatError) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    guard lines.popFirst() == Self.header[...] else {
      throw FormatError(.malformed, "a proof begins with '\(Self.header)'")
    }
    guard let extra = lines.popFirst(), extra.hasPrefix("extra "),
      let entry = Base64.decode(String(extra.dropFirst(6)))
    else { throw FormatError(.malformed, "the proof does not hold its entry") }
    guard let line = lines.popFirst(), line.hasPrefix("index "),
      let index = UInt64(line.dropFirst(6)), String(index) == line.dropFirst(6)
    else { throw FormatError(.malformed, "the proof has no index") }
    var path: [Digest] = []
    while let line = lines.popFirst(), !line.isEmpty {
      guard path.count < 64, let bytes = Base64.decode(String(line)),
        let hash = Digest(bytes: bytes)
      else { throw FormatError(.malformed, "'\(line)' is not a hash") }
      path.append(hash)
    }
    self.entry = entry
    self.index = index
    self.path = path
    checkpoint = try Checkpoint(parsing: lines.joined(separator: "\n"))
  }

  /// Whether the entry is at its index in the log of the checkpoint, and one of the keys signed
  /// that.
  public func holds(_ keys: [NoteKey]) -> Bool {
    let proof = InclusionProof(index: index, size: checkpoint.head.size, path: path)
    return checkpoint.isSigned(byOneOf: keys)
      && proof.holds(leaf: Merkle.leaf(entry), root: checkpoint.head.root)
  }
}
