/// An option of a verb: how it is written, and what it is for.
public struct Option: Equatable, Sendable {
  /// The long name without its hyphens.
  public var name: String
  /// The one-letter name.
  public var letter: Character?
  /// What stands for its value in help texts; nil for an option without a value.
  public var placeholder: String?
  /// Whether it may be given several times.
  public var isRepeatable: Bool
  /// What it does, in a few words.
  public var summary: String
  /// Whether its value may be empty: a sentence that somebody else misses, and no name.
  public var mayBeEmpty = false

  /// An option without a value.
  public static func flag(_ name: String, _ letter: Character? = nil, _ summary: String) -> Option {
    Option(
      name: name, letter: letter, placeholder: nil, isRepeatable: false, summary: summary)
  }

  /// An option with a value.
  public static func value(
    _ name: String, _ letter: Character? = nil, _ placeholder: String, _ summary: String
  ) -> Option {
    Option(
      name: name, letter: letter, placeholder: placeholder, isRepeatable: false, summary: summary)
  }

  /// An option whose value is a sentence.
  public static func text(
    _ name: String, _ letter: Character? = nil, _ placeholder: String, _ summary: String
  ) -> Option {
    Option(
      name: name, letter: letter, placeholder: placeholder, isRepeatable: false, summary: summary,
      mayBeEmpty: true)
  }

  /// An option with a value that may be given several times.
  public static func values(
    _ name: String, _ letter: Character? = nil, _ placeholder: String, _ summary: String
  ) -> Option {
    Option(
      name: name, letter: letter, placeholder: placeholder, isRepeatable: true, summary: summary)
  }

  /// Whether a value has to follow.
  public var takesValue: Bool { placeholder != nil }

  /// `-m, --reason TEXT`, as help texts show it.
  public var signature: String {
    let letters = letter.map { "-\($0), " } ?? "    "
    return "\(letters)--\(name)\(placeholder.map { " \($0)" } ?? "")"
  }
}
