import Bytes

/// A text with signature lines below it: the C2SP signed-note format.
///
/// The signed text ends in a newline; an empty line and at least one line
/// `— <name> <base64 of key hash and signature>` follow.
public struct SignedNote: Equatable, Sendable {
  /// A signature line.
  public struct Line: Equatable, Sendable {
    /// The name of the key.
    public var name: String
    /// The first four bytes of the hash of name, type and key: a hint at which key it was.
    public var keyHash: UInt32
    /// The signature; its layout depends on the type of the key.
    public var signature: [UInt8]

    /// Makes a line from its parts.
    public init(name: String, keyHash: UInt32, signature: [UInt8]) {
      self.name = name
      self.keyHash = keyHash
      self.signature = signature
    }

    /// The line as it is written, with its newline.
    public var text: String {
      var bytes: [UInt8] = []
      bytes.append(bigEndian: keyHash)
      return "— \(name) \(Base64.encode(bytes + signature))\n"
    }
  }

  /// The most signature lines a note may have.
  public static let linesMax = 100

  /// The signed text, with the newline it ends in.
  public var text: String
  /// The signature lines, in their order.
  public var lines: [Line]

  /// Makes a note from its parts.
  public init(text: String, lines: [Line]) {
    self.text = text
    self.lines = lines
  }

  /// The note as it is written.
  public var encoded: String { text + "\n" + lines.map(\.text).joined() }

  /// Reads a note.
  ///
  /// Lines of unknown keys are kept like any other.
  public init(parsing encoded: String) throws(FormatError) {
    let bytes = Array(encoded.utf8)
    guard bytes.last == 0x0a, bytes.allSatisfy({ $0 >= 0x20 || $0 == 0x0a }) else {
      throw FormatError(
        .malformed, "a note ends in a newline and has no other control characters")
    }
    let emptyLine = bytes.indices.dropLast().last { bytes[$0] == 0x0a && bytes[$0 + 1] == 0x0a }
    guard let split = emptyLine, split + 2 < bytes.count else {
      throw FormatError(.malformed, "a note has an empty line and signatures below its text")
    }
    text = String(decoding: bytes[...split], as: UTF8.self)
    lines = []
    for line in bytes[(split + 2)...].dropLast().split(
      separator: 0x0a, omittingEmptySubsequences: false)
    {
      lines.append(try Line(parsing: String(decoding: line, as: UTF8.self)))
    }
    guard lines.count <= SignedNote.linesMax else {
      throw FormatError(.limit, "a note has at most \(SignedNote.linesMax) signature lines")
    }
  }

  /// Whether a known key signed the note, and no known key's line is wrong.
  ///
  /// Lines of unknown keys are ignored. One wrong line of a known key rejects the whole note.
  public func isSigned(byOneOf keys: [NoteKey]) -> Bool {
    var isSigned = false
    for line in lines {
      for key in keys
      where key.keyHash == line.keyHash && Origin.areSame(key.name, line.name) {
        guard key.verifies(line.signature, of: text) else { return false }
        isSigned = true
      }
    }
    return isSigned
  }
}

extension SignedNote.Line {
  /// Reads a signature line without its newline.
  init(parsing line: String) throws(FormatError) {
    let malformed = FormatError(.malformed, "a signature line is '— <name> <base64>'")
    let parts = line.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "—", Origin.isName(String(parts[1])) else {
      throw malformed
    }
    guard let bytes = Base64.decode(String(parts[2])), bytes.count > 4 else { throw malformed }
    self.init(
      name: String(parts[1]), keyHash: bytes.span.bigEndian(at: 0), signature: Array(bytes[4...]))
  }
}
