public import Bytes

/// Two checkpoints of one log and the proof that the later extends the earlier, as a file.
///
/// The hashes stand between the two, base64, one a line, under `consistency SIZE SIZE`.
public struct ConsistencyFile: Equatable, Sendable {
  /// The first line.
  public static let header = "runledger/consistency@v1"

  /// The earlier head.
  public let first: Head
  /// The hashes, in the order of RFC 9162.
  public let path: [Digest]
  /// The later checkpoint.
  public let checkpoint: Checkpoint

  /// Makes a file from its parts, unchecked.
  public init(first: Head, proof: ConsistencyProof, checkpoint: Checkpoint) {
    self.first = first
    path = proof.path
    self.checkpoint = checkpoint
  }

  /// The text of the file.
  public var text: String {
    var text = "\(Self.header)\nold \(first.size) \(Base64.encode(first.root.bytes))\n"
    for hash in path { text += Base64.encode(hash.bytes) + "\n" }
    return text + "\n" + checkpoint.text
  }

  /// Reads a file; nothing is verified by reading.
  public init(parsing text: String) throws(FormatError) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    guard lines.popFirst() == Self.header[...] else {
      throw FormatError(.malformed, "a proof of consistency begins with '\(Self.header)'")
    }
    let words = lines.popFirst()?.split(separator: " ").map(String.init) ?? []
    guard words.count == 3, words[0] == "old", let size = UInt64(words[1]),
      String(size) == words[1], let root = Base64.decode(words[2]).flatMap(Digest.init(bytes:))
    else { throw FormatError(.malformed, "the earlier head is 'old SIZE ROOT'") }
    var path: [Digest] = []
    while let line = lines.popFirst(), !line.isEmpty {
      guard path.count < 128, let hash = Base64.decode(String(line)).flatMap(Digest.init(bytes:))
      else { throw FormatError(.malformed, "'\(line)' is not a hash") }
      path.append(hash)
    }
    first = Head(size: size, root: root)
    self.path = path
    checkpoint = try Checkpoint(parsing: lines.joined(separator: "\n"))
  }

  /// Whether the later head extends the earlier one, and the key signed the later.
  public func holds(_ key: NoteKey) -> Bool {
    let proof = ConsistencyProof(first: first.size, second: checkpoint.head.size, path: path)
    return checkpoint.isSigned(byOneOf: [key])
      && proof.holds(firstRoot: first.root, secondRoot: checkpoint.head.root)
  }
}
