import StageKit

/// One verb of the command line: everything that dispatch, help and completion know of it.
struct Verb: Sendable {
  /// Its name: one word, or two for a member of a group such as `key new`.
  var name: String
  /// What it does, in a few words.
  var summary: String
  /// How it is called, without the program's name.
  var usage: String
  /// What else there is to know, in lines of at most 90 columns.
  var details: [String] = []
  /// Its own options, besides those that every verb takes.
  var options: [Option] = []
  /// One command that a reader can try.
  var example: String
  /// How many operands it takes.
  var operands: ClosedRange<Int> = 0...0
  /// Whether it adds to the log.
  var writes = false
  /// Whether the reason is demanded, because it undoes or bypasses something.
  var demandsReason = false
  /// Whether everything from the first operand on belongs to somebody else's command.
  var stopsAtOperand = false
  /// What completion offers for its operands.
  var completes = Completion.nothing
  /// Whether what it prints may be long, and is shown page by page on a terminal.
  var isPaged = false
  /// Carries the verb out.
  var run: @Sendable (Invocation) throws -> ExitCode

  /// What an operand may be completed with.
  enum Completion: String, Sendable {
    case nothing, files, subjects, verbs, shells
  }

  /// All options, its own first.
  ///
  /// Where it has an option of the name of a common one, its own counts.
  var allOptions: [Option] { ownOptions + commonOptions }

  /// Its own options and those of every verb that adds to the log.
  var ownOptions: [Option] { options + (writes ? left(of: Option.writing) : []) }

  /// The options of every verb, but for those that it gives another meaning.
  var commonOptions: [Option] { left(of: Option.everywhere) }

  /// The common options whose names it does not take, without the letters that it takes.
  private func left(of common: [Option]) -> [Option] {
    common.filter { option in !options.contains { $0.name == option.name } }.map { option in
      var option = option
      if options.contains(where: { $0.letter == option.letter }) { option.letter = nil }
      return option
    }
  }

  /// The parser for what follows the name.
  var parser: ArgumentParser {
    ArgumentParser(options: allOptions, stopsAtOperand: stopsAtOperand)
  }

  /// Takes apart what follows the name, and demands what the verb needs.
  func parse(_ words: [String]) throws(Failure) -> ParsedArguments {
    let parsed: ParsedArguments
    do throws(StageError) { parsed = try parser.parse(words) } catch {
      throw withHelpHint(Failure(error))
    }
    if parsed.has("help") { return parsed }
    guard parsed.operands.count >= operands.lowerBound else {
      throw withHelpHint(.usage("'\(name)' needs more: runledger \(usage)"))
    }
    guard parsed.operands.count <= operands.upperBound else {
      let extra = parsed.operands[operands.upperBound]
      throw withHelpHint(.usage("'\(name)' takes no '\(extra)': runledger \(usage)"))
    }
    if !stopsAtOperand, let place = parsed.operands.firstIndex(of: "") {
      throw .usage(
        "operand \(place + 1) of '\(name)' is empty: runledger \(usage)",
        hint: "is a variable of the shell unset?")
    }
    if demandsReason, parsed.reason.allSatisfy(\.isWhitespace) {
      throw Failure(
        "reason_missing", "'\(name)' needs a reason", hint: "add -m \"why\"", exit: .usage)
    }
    return parsed
  }

  private func withHelpHint(_ failure: Failure) -> Failure {
    var failure = failure
    failure.hint = failure.hint ?? "runledger help \(name)"
    return failure
  }
}
