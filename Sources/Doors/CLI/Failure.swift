public import Codecs

/// What the person at the terminal is told when something cannot be done.
public struct Failure: Error, Equatable, Sendable {
  /// A stable word for programs, such as `changed_study`.
  public var code: String
  /// What is wrong and where: lower case, no full stop.
  public var message: String
  /// What to do about it.
  public var hint: String?
  /// How the program ends.
  public var exit: ExitCode
  /// The single errors, where there are several: those of a study file.
  public var details: [Value]

  public init(
    _ code: String, _ message: String, hint: String? = nil, exit: ExitCode, details: [Value] = []
  ) {
    self.code = code
    self.message = message
    self.hint = hint
    self.exit = exit
    self.details = details
  }

  /// The command line itself is wrong.
  static func usage(_ message: String, hint: String? = nil) -> Failure {
    Failure("usage", message, hint: hint, exit: .usage)
  }

  /// Nothing answers to a name.
  static func notFound(_ message: String, hint: String? = nil) -> Failure {
    Failure("not_found", message, hint: hint, exit: .notFound)
  }

  /// Several things answer to a name.
  static func ambiguous(_ word: String, _ candidates: [String]) -> Failure {
    let shown = candidates.prefix(8).joined(separator: ", ")
    let more = candidates.count > 8 ? " and \(candidates.count - 8) more" : ""
    return Failure(
      "ambiguous", "'\(word)' is ambiguous: \(shown)\(more)", hint: "write more of the name",
      exit: .notFound)
  }

  /// The same, with a command that was named before called as the caller called it.
  func naming(command name: String?) -> Failure {
    let start = "command id '"
    guard let name, code == "command_id_reused", message.hasPrefix(start) else { return self }
    let rest = message.dropFirst(start.count).drop { $0 != "'" }.dropFirst()
    var failure = self
    failure.message = "'--cmd-id \(name)'\(rest)"
    failure.hint = "choose another name for this one"
    return failure
  }

  /// `{"error": {"code", "message", "hint", "exit"}}`.
  var json: Value {
    var error: ValueMap = [
      "code": .text(code), "message": .text(message), "hint": hint.map(Value.text) ?? .null,
      "exit": .int(Int64(exit.rawValue)),
    ]
    if !details.isEmpty { error["details"] = .array(details) }
    return ["error": .map(error)]
  }
}
