/// Reading a study file or another short document.
///
/// One document of YAML 1.2's core schema in UTF-8, less what makes a text hard to review: anchors,
/// aliases, tags and keys that are not scalars.
public enum YAMLDocument {
  /// The longest text that is read, in bytes.
  public static let byteCountMax = 1 << 20

  /// How deep values may nest; a scalar alone is at depth 1.
  public static let depthMax = 32

  /// How many values a document may hold, keys included.
  public static let nodeCountMax = 100_000

  /// Reads the one document of a text.
  public static func parse(_ bytes: [UInt8]) throws(YAMLError) -> Node {
    guard bytes.count <= byteCountMax else {
      let message = "the document has more than \(byteCountMax) bytes"
      throw YAMLError(message, at: Mark(line: 1, column: 1))
    }
    try checkUTF8(bytes)
    // Some editors begin a text with a byte order mark, which says nothing of UTF-8.
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let bytes = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
    // The events point into the bytes, which stay where they are inside the closure.
    return try unsafe withBytes(bytes) { (buffer) throws(YAMLError) in
      var builder = TreeBuilder(events: try unsafe EventReader(buffer))
      return try builder.document()
    }
  }

  private static func withBytes<Result>(
    _ bytes: [UInt8], _ body: (UnsafeBufferPointer<UInt8>) throws(YAMLError) -> Result
  ) throws(YAMLError) -> Result {
    try unsafe bytes.span.withUnsafeBufferPointer(body)
  }

  /// Finds the first byte that is no UTF-8, which libyaml would report without a line.
  private static func checkUTF8(_ bytes: [UInt8]) throws(YAMLError) {
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      let mark = Mark(of: error.byteOffsets.lowerBound, in: bytes)
      throw YAMLError("the text is not valid utf-8", at: mark)
    }
  }
}

extension Mark {
  /// The place of a byte.
  init(of offset: Int, in bytes: some Collection<UInt8>) {
    var line = 1
    var column = 1
    for byte in bytes.prefix(offset) {
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        // Continuation bytes belong to the scalar before them.
        column += 1
      }
    }
    self.init(line: line, column: column)
  }
}
