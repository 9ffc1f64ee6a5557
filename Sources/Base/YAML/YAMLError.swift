/// A text that is not a document we read, and where it stops being one.
public struct YAMLError: Error, Hashable, Sendable {
  /// What is wrong: lower-case, no full stop.
  public let message: String

  /// The line, from 1.
  public let line: Int

  /// The column, from 1, in Unicode scalars.
  public let column: Int

  /// Makes an error at a place.
  public init(_ message: String, at mark: Mark) {
    self.message = message
    line = mark.line
    column = mark.column
  }
}

extension YAMLError: CustomStringConvertible {
  /// One line for a person: `12:5: did not find expected key`.
  public var description: String { "\(line):\(column): \(message)" }
}
