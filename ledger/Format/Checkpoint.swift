import Bytes

/// A signed statement that a log had a size and a root: a C2SP checkpoint.
///
/// The first line is the origin of the log, which is also the name of the key that signs. Further
/// signature lines, of witnesses, are kept as they are.
public struct Checkpoint: Equatable, Sendable {
  /// The name of the log.
  public let origin: String
  /// What is stated.
  public let head: Head
  /// Lines below the root; this build writes none.
  public let extensions: [String]
  /// The text with its signatures.
  public private(set) var note: SignedNote

  /// The checkpoint as it is written.
  public var text: String { note.encoded }

  /// The text that a checkpoint signs.
  public static func body(origin: String, head: Head) -> String {
    "\(origin)\n\(head.size)\n\(Base64.encode(head.root.bytes))\n"
  }

  /// Signs a head with the ledger's own key.
  public init(origin: String, head: Head, signer: Signer) throws(FormatError) {
    let key = try NoteKey(name: origin, publicKey: signer.publicKey)
    let body = Checkpoint.body(origin: origin, head: head)
    let line = SignedNote.Line(
      name: origin, keyHash: key.keyHash, signature: signer.sign(Array(body.utf8)))
    self.origin = origin
    self.head = head
    extensions = []
    note = SignedNote(text: body, lines: [line])
  }

  /// Reads a checkpoint from bytes, which have to be UTF-8.
  public init(parsing bytes: [UInt8]) throws(FormatError) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw FormatError(.malformed, "a checkpoint is not UTF-8")
    }
    try self.init(parsing: text)
  }

  /// Reads a checkpoint; its signatures are not verified by reading.
  public init(parsing text: String) throws(FormatError) {
    note = try SignedNote(parsing: text)
    var fields = note.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    fields.removeLast()
    guard fields.count >= 3, Origin.isName(fields[0]) else {
      throw FormatError(.malformed, "a checkpoint begins with origin, size and root")
    }
    guard let size = UInt64(fields[1]), String(size) == fields[1] else {
      throw FormatError(.malformed, "'\(fields[1])' is not the size of a log")
    }
    guard let bytes = Base64.decode(fields[2]), let root = Digest(bytes: bytes) else {
      throw FormatError(.malformed, "'\(fields[2])' is not the root of a log")
    }
    guard !fields[3...].contains("") else {
      throw FormatError(.malformed, "an extension line of a checkpoint is not empty")
    }
    origin = fields[0]
    head = Head(size: size, root: root)
    extensions = Array(fields[3...])
  }

  /// Whether one of these keys signed, and no line of any of them is wrong.
  public func isSigned(byOneOf keys: [NoteKey]) -> Bool { note.isSigned(byOneOf: keys) }

  /// Whether the log's own key of 32 bytes signed under the name of the origin.
  public func isSigned(byLogKey publicKey: [UInt8]) -> Bool { isSigned(byLogKeys: [publicKey]) }

  /// The same for a log that has had several keys.
  public func isSigned(byLogKeys keys: [[UInt8]]) -> Bool {
    isSigned(byOneOf: keys.compactMap { try? NoteKey(name: origin, publicKey: $0) })
  }

  /// Adds the signature line of a witness.
  public mutating func add(_ line: SignedNote.Line) { note.lines.append(line) }
}
