/// Why the runtime cannot go on.
public struct RuntimeError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The families of causes.
  public enum Code: String, CaseIterable, Sendable {
    /// Something named is not there, or several things answer to the name.
    case notFound = "not_found"
    /// What was asked for makes no sense.
    case invalid
    /// The state of the subject forbids it.
    case conflict
    /// The disk, or permissions on it.
    case store
    /// No key, or one that may not sign this.
    case keyRefused = "key_refused"
    /// Somebody else holds the lock.
    case lockTimeout = "lock_timeout"
    /// A program cannot be run: found, but not executable.
    case notExecutable = "not_executable"
    /// A program cannot be found.
    case noSuchCommand = "no_such_command"
  }

  /// The family.
  public var code: Code
  /// The sentence for people.
  public var message: String
  /// What to do instead.
  public var hint: String?

  public init(_ code: Code, _ message: String, hint: String? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
  }

  /// The sentence for people.
  public var description: String { message }
}
