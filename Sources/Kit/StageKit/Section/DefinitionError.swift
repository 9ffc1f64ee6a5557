/// One thing that is wrong with a study file, and where.
public struct DefinitionError: Error, Equatable, Sendable {
  /// The file's name, as the caller gave it.
  public var file: String
  /// The path of the offending key, such as `stages[2].timeout`; empty for the file as a whole.
  public var path: String
  /// The line, from 1; 0 for what was not written in the file but given beside it.
  public var line: Int
  /// The column, from 1, in Unicode scalars.
  public var column: Int
  /// What is wrong.
  public var message: String
  /// The remedy, when there is an obvious one.
  public var hint: String?

  /// An error at a place.
  public init(
    file: String, path: String, line: Int, column: Int, message: String, hint: String? = nil
  ) {
    self.file = file
    self.path = path
    self.line = line
    self.column = column
    self.message = message
    self.hint = hint
  }
}

extension DefinitionError: CustomStringConvertible {
  /// One line, in the form that editors jump to: `study.yaml:12:5: message; hint`.
  public var description: String {
    let place = line > 0 ? "\(file):\(line):\(column)" : file
    guard let hint else { return "\(place): \(message)" }
    return "\(place): \(message); \(hint)"
  }
}

/// Everything that is wrong with a study file, so that one look mends it.
public struct DefinitionErrors: Error, Equatable, Sendable {
  /// How many errors are kept.
  public static let countMax = 20

  /// The errors by line and column; never empty.
  public var errors: [DefinitionError]
  /// How many more there were.
  public var omitted: Int

  /// Sorts some errors by place and keeps the first ``countMax``.
  public init(_ all: [DefinitionError]) {
    let sorted = all.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
    errors = Array(sorted.prefix(Self.countMax))
    omitted = sorted.count - errors.count
  }
}

extension DefinitionErrors: CustomStringConvertible {
  /// One error a line.
  public var description: String {
    var lines = errors.map(\.description)
    if omitted > 0 { lines.append("and \(omitted) more") }
    return lines.joined(separator: "\n")
  }
}

/// Something in a study file that is legal and probably not meant.
public struct DefinitionWarning: Equatable, Sendable, CustomStringConvertible {
  /// The line, from 1; 0 for what was not written in the file but given beside it.
  public var line: Int
  /// What is odd.
  public var message: String

  public init(line: Int, message: String) {
    self.line = line
    self.message = message
  }

  /// The line and the message.
  public var description: String { line > 0 ? "line \(line): \(message)" : message }
}
