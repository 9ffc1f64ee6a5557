/// An option of a verb: how it is written, and what it is for.
struct Option: Equatable, Sendable {
  /// The long name without its hyphens.
  var name: String
  /// The one-letter name.
  var letter: Character?
  /// What stands for its value in help texts; nil for an option without a value.
  var placeholder: String?
  /// Whether it may be given several times.
  var isRepeatable: Bool
  /// What it does, in a few words.
  var summary: String
  /// Whether its value may be empty: a sentence that somebody else misses, and no name.
  var mayBeEmpty = false

  /// An option without a value.
  static func flag(_ name: String, _ letter: Character? = nil, _ summary: String) -> Option {
    Option(
      name: name, letter: letter, placeholder: nil, isRepeatable: false, summary: summary)
  }

  /// An option with a value.
  static func value(
    _ name: String, _ letter: Character? = nil, _ placeholder: String, _ summary: String
  ) -> Option {
    Option(
      name: name, letter: letter, placeholder: placeholder, isRepeatable: false, summary: summary)
  }

  /// An option whose value is a sentence.
  static func text(
    _ name: String, _ letter: Character? = nil, _ placeholder: String, _ summary: String
  ) -> Option {
    Option(
      name: name, letter: letter, placeholder: placeholder, isRepeatable: false, summary: summary,
      mayBeEmpty: true)
  }

  /// An option with a value that may be given several times.
  static func values(
    _ name: String, _ letter: Character? = nil, _ placeholder: String, _ summary: String
  ) -> Option {
    Option(
      name: name, letter: letter, placeholder: placeholder, isRepeatable: true, summary: summary)
  }

  /// Whether a value has to follow.
  var takesValue: Bool { placeholder != nil }

  /// `-m, --reason TEXT`, as help texts show it.
  var signature: String {
    let letters = letter.map { "-\($0), " } ?? "    "
    return "\(letters)--\(name)\(placeholder.map { " \($0)" } ?? "")"
  }
}

extension Option {
  /// What every verb takes.
  static let everywhere: [Option] = [
    .flag("json", nil, "print data as JSON"),
    .flag("quiet", "q", "print no progress"),
    .value("ledger", nil, "PATH", "the ledger, instead of the nearest one above"),
    .value("key", nil, "KEY", "sign with this key: its label, or the start of its id"),
    .flag("yes", nil, "do not ask"),
    .flag("help", "h", "print help"),
  ]

  /// What every verb takes that adds to the log.
  static let writing: [Option] = [
    .flag("dry-run", "n", "print the events it would append, append nothing"),
    .text("reason", "m", "TEXT", "why, for the record"),
    .value("cmd-id", nil, "TEXT", "a name for this command: a second time it changes nothing"),
    .value("wait", nil, "SECONDS", "how long to wait for another writer (30)"),
  ]
}
