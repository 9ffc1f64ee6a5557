import Codecs

/// Takes a command line apart by a list of options.
///
/// Long options are `--key value` or `--key=value`, letters may be joined (`-nq`, `-j4`), and `--`
/// ends the options. What it does not know is an error with the nearest known word.
public struct ArgumentParser {
  /// The options there are.
  public var options: [Option]
  /// Whether everything from the first operand on is taken as it stands.
  public var stopsAtOperand = false

  /// A parser of some options.
  public init(options: [Option], stopsAtOperand: Bool = false) {
    self.options = options
    self.stopsAtOperand = stopsAtOperand
  }

  /// The options and operands of a command line's words.
  public func parse(_ words: [String]) throws(StageError) -> ParsedArguments {
    var parsed = ParsedArguments()
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        parsed.operands += rest
        break
      } else if word.hasPrefix("--") {
        try parseLong(String(word.dropFirst(2)), &rest, &parsed)
      } else if word.hasPrefix("-"), word != "-" {
        try parseLetters(word.dropFirst(), &rest, &parsed)
      } else {
        parsed.operands.append(word)
        if stopsAtOperand {
          parsed.operands += rest
          break
        }
      }
    }
    return parsed
  }

  private func parseLong(
    _ word: String, _ rest: inout ArraySlice<String>, _ parsed: inout ParsedArguments
  ) throws(StageError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let option = options.first(where: { $0.name == name }) else {
      let near = NearWord.suggestions(for: name, among: options.map(\.name)).first
      throw .usage(
        "there is no option '--\(name)'", hint: near.map { "did you mean '--\($0)'?" })
    }
    guard option.takesValue else {
      if parts.count == 2 { throw .usage("'--\(name)' takes no value") }
      return try add("", of: option, to: &parsed)
    }
    if parts.count == 2 { return try add(String(parts[1]), of: option, to: &parsed) }
    try add(try value(of: option, written: "--\(name)", &rest), of: option, to: &parsed)
  }

  private func parseLetters(
    _ letters: Substring, _ rest: inout ArraySlice<String>, _ parsed: inout ParsedArguments
  ) throws(StageError) {
    var left = letters
    while let letter = left.popFirst() {
      guard let option = options.first(where: { $0.letter == letter }) else {
        let known = options.compactMap { option in option.letter.map { "-\($0)" } }
        throw .usage(
          "there is no option '-\(letter)'",
          hint: "there are \(known.joined(separator: ", ")); what follows '--' is not an option")
      }
      guard option.takesValue else {
        try add("", of: option, to: &parsed)
        continue
      }
      // What is joined to the letter is its value: `-j4`, `-m=why`.
      if left.first == "=" { left.removeFirst() }
      let joined = String(left)
      left = ""
      let value =
        joined.isEmpty ? try value(of: option, written: "-\(letter)", &rest) : joined
      try add(value, of: option, to: &parsed)
    }
  }

  private func value(
    of option: Option, written: String, _ rest: inout ArraySlice<String>
  ) throws(StageError) -> String {
    guard let value = rest.popFirst() else {
      throw .usage("'\(written)' needs a value: \(option.placeholder ?? "")")
    }
    return value
  }

  private func add(
    _ value: String, of option: Option, to parsed: inout ParsedArguments
  ) throws(StageError) {
    if option.takesValue, !option.isRepeatable, parsed.has(option.name) {
      throw .usage("'--\(option.name)' was given twice")
    }
    // An empty name would begin every name.
    if option.takesValue, !option.mayBeEmpty, value.isEmpty {
      throw .usage(
        "'--\(option.name)' is empty", hint: "give it a value: is a variable of the shell unset?")
    }
    parsed.options[option.name, default: []].append(value)
  }
}
