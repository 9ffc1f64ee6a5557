import Bytes

/// Text that only grows, a line at a time.
///
/// Rows of what cannot change any more are written once, when they happen, so that rendering a long
/// table costs a copy.
public struct Lines: Equatable, Sendable {
  /// The lines, each with its line feed, as UTF-8.
  public private(set) var bytes: [UInt8] = []
  /// How many there are.
  public private(set) var count = 0

  /// No lines.
  public init() {}

  /// Whether there are none.
  public var isEmpty: Bool { count == 0 }

  /// Adds a line; the text has no line feed of its own.
  public mutating func append(_ line: String) {
    bytes.append(text: line)
    bytes.append(UInt8(ascii: "\n"))
    count += 1
  }

  /// Adds a line of a log: `[time] text`, with the text on one line.
  mutating func append(_ text: String, at time: String) {
    append(at: time) { $0.append(text: Text.line(text)) }
  }

  /// Adds a line of a log whose text `write` appends as UTF-8, without a control character.
  mutating func append(at time: String, _ write: (inout [UInt8]) -> Void) {
    bytes.append(UInt8(ascii: "["))
    bytes.append(text: time)
    bytes.append(UInt8(ascii: "]"))
    bytes.append(UInt8(ascii: " "))
    write(&bytes)
    bytes.append(UInt8(ascii: "\n"))
    count += 1
  }

  /// Adds a row that ends with its line feed already.
  mutating func append(row: String) { append { $0.append(text: row) } }

  /// Adds a row that `write` appends as UTF-8, with its line feed.
  mutating func append(_ write: (inout [UInt8]) -> Void) {
    write(&bytes)
    count += 1
  }
}

extension [UInt8] {
  /// Appends the UTF-8 of a text.
  mutating func append(text: String) {
    let text = text.utf8Span
    append(contentsOf: text.span)
  }
}
