/// A place in a text.
///
/// Lines and columns count from 1; a column is one Unicode scalar.
public struct Mark: Hashable, Sendable, CustomStringConvertible {
  /// The line.
  public let line: Int

  /// The column.
  public let column: Int

  /// Makes a place.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// The place as compilers write it: `12:5`.
  public var description: String { "\(line):\(column)" }
}
