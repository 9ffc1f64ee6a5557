/// What is wrong with the data of an event or the arguments of a command.
public struct FieldError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The path of the offending field, such as `plan.stages[2].name`.
  public var path: String
  /// What was expected of it.
  public var expectation: String

  public init(path: String, expectation: String) {
    self.path = path
    self.expectation = expectation
  }

  /// One sentence for people.
  public var description: String { "field '\(path)' \(expectation)" }

  /// The same error, seen from the map that holds the offending one as the field `name`.
  func inside(_ name: String) -> FieldError {
    FieldError(path: path.isEmpty ? name : "\(name).\(path)", expectation: expectation)
  }
}
