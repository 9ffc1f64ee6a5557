/// What SQLite answered when it did not do what was asked.
public struct SQLiteError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The extended result code, as SQLite's documentation lists them.
  public let code: Int32
  /// The library's own words, with the file or the statement they are about.
  public let message: String

  /// An error with its code and its sentence.
  public init(code: Int32, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The sentence.
  public var description: String { message }
}

extension SQLiteError {
  /// The code without its extension.
  public var primaryCode: Int32 { code & 0xFF }

  /// Whether another connection holds the lock: try again.
  public var isBusy: Bool { primaryCode == 5 || primaryCode == 6 }

  /// Whether the disk is full.
  public var isFull: Bool { primaryCode == 13 }
}
