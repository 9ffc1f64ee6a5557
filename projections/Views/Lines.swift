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
    bytes.append(contentsOf: line.utf8)
    bytes.append(UInt8(ascii: "\n"))
    count += 1
  }

  /// Adds a line of a log: `[time] text`, with the text on one line.
  mutating func append(_ text: String, at time: String) {
    bytes.append(UInt8(ascii: "["))
    bytes.append(contentsOf: time.utf8)
    bytes.append(UInt8(ascii: "]"))
    bytes.append(UInt8(ascii: " "))
    append(Text.line(text))
  }

  /// Adds a row that ends with its line feed already.
  mutating func append(row: String) {
    bytes.append(contentsOf: row.utf8)
    count += 1
  }
}
