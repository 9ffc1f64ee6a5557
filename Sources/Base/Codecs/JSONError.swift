/// Why a text is not JSON, and where.
public struct JSONError: Error, Equatable, Sendable {
  /// What was wrong; the list is closed.
  public enum Kind: Equatable, Sendable {
    /// The text ends inside a value.
    case unexpectedEnd
    /// A character that cannot stand here.
    case unexpectedCharacter
    /// Something follows the value.
    case trailingText
    /// A number that JSON does not allow, such as one with leading zeros.
    case malformedNumber
    /// A number too large for a double.
    case numberRange
    /// A backslash that begins no escape.
    case malformedEscape
    /// One half of a surrogate pair without the other.
    case loneSurrogate
    /// A control character inside a text, which must be escaped.
    case controlCharacter
    /// Bytes that are not UTF-8.
    case invalidUTF8
    /// A key for the second time in one object.
    case duplicateKey
    /// Too many nested containers.
    case tooDeep
  }

  /// What was wrong.
  public var kind: Kind

  /// The line, counted from 1.
  public var line: Int

  /// The character in the line, counted from 1 in Unicode scalars.
  public var column: Int

  /// Makes an error of `kind` at a place counted from 1.
  public init(kind: Kind, line: Int, column: Int) {
    self.kind = kind
    self.line = line
    self.column = column
  }
}

extension JSONError: CustomStringConvertible {
  /// One line naming the defect and its place.
  public var description: String { "not json: \(reason) at line \(line), column \(column)" }

  private var reason: String {
    switch kind {
    case .unexpectedEnd: "the text ends too early"
    case .unexpectedCharacter: "an unexpected character"
    case .trailingText: "text after the value"
    case .malformedNumber: "a malformed number"
    case .numberRange: "a number out of range"
    case .malformedEscape: "an unknown escape"
    case .loneSurrogate: "half a surrogate pair"
    case .controlCharacter: "a control character in a string"
    case .invalidUTF8: "bytes that are not utf-8"
    case .duplicateKey: "a repeated key"
    case .tooDeep: "too many nested arrays and objects"
    }
  }
}
