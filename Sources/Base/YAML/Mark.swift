/// A place in a text.
///
/// Lines and columns count from 1; a column is one Unicode scalar.
public struct Mark: Hashable, Sendable, CustomStringConvertible {
  public let line: Int

  public let column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// The place as compilers write it: `12:5`.
  public var description: String { "\(line):\(column)" }
}
