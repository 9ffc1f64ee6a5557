/// Takes a line apart into words as a shell would, without its magic.
enum CommandWords {
  /// The words of a line.
  ///
  /// Quotes of both kinds hold words together and a backslash takes the next character as it is;
  /// nothing is expanded.
  static func split(_ line: String) throws(Failure) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var rest = line[...]
    while let character = rest.popFirst() {
      switch character {
      case "\\" where quote != "'":
        guard let next = rest.popFirst() else { throw .usage("the line ends in a backslash") }
        word = (word ?? "") + String(next)
      case "'", "\"":
        if quote == nil {
          quote = character
          word = word ?? ""
        } else if quote == character {
          quote = nil
        } else {
          word = (word ?? "") + String(character)
        }
      case " ", "\t", "\r":
        if quote == nil {
          if let done = word { words.append(done) }
          word = nil
        } else {
          word = (word ?? "") + String(character)
        }
      default: word = (word ?? "") + String(character)
      }
    }
    if let quote { throw .usage("a quote \(quote) is not closed") }
    return word.map { words + [$0] } ?? words
  }
}
