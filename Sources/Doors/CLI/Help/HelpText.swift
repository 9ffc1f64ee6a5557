import Codecs
import StageKit

/// The help texts, made from the verb table.
enum HelpText {
  /// What `runledger` alone prints.
  static func overview() -> String {
    var lines = [
      "runledger: experiments on the record: signed, resumable, verifiable by anyone", "",
      "usage: runledger VERB [OPERAND]... [OPTION]...", "",
    ]
    let width = VerbTable.verbs.map(\.name.count).max() ?? 0
    for section in VerbTable.sections {
      lines.append(section.title)
      for verb in section.verbs {
        lines.append("  \(Printable.padded(verb.name, width))  \(verb.summary)")
      }
      lines.append("")
    }
    lines += [
      "start with:  runledger init, then runledger run study.yaml",
      "more:        runledger help VERB, runledger help "
        + topics.map(\.name).joined(separator: "|"),
    ]
    return lines.joined(separator: "\n")
  }

  /// The page on a verb, a group of verbs or a topic; nil when there is none.
  static func page(_ words: [String]) -> String? {
    guard let word = words.first else { return overview() }
    if let topic = topics.first(where: { $0.name == word }) { return topic.text }
    let name = words.prefix(2).joined(separator: " ")
    if let verb = VerbTable.verbs.first(where: { $0.name == name || $0.name == word }) {
      return self.verb(verb)
    }
    let members = VerbTable.group(word)
    guard !members.isEmpty, words.count == 1 else { return nil }
    return members.map(verb).joined(separator: "\n\n")
  }

  /// The page on one verb.
  static func verb(_ verb: Verb) -> String {
    var lines = ["runledger \(verb.name): \(verb.summary)", "", "usage: runledger \(verb.usage)"]
    if !verb.details.isEmpty { lines += [""] + verb.details }
    let own = verb.ownOptions
    let width = verb.allOptions.map(\.signature.count).max() ?? 0
    if !own.isEmpty { lines += ["", "options:"] + rows(own, width) }
    lines += ["", "options of every verb:"] + rows(verb.commonOptions, width)
    lines += ["", "example:", "  \(verb.example)"]
    return lines.joined(separator: "\n")
  }

  /// The table behind the help, for programs.
  static func json(_ words: [String]) -> Value {
    let name = words.joined(separator: " ")
    let verbs = VerbTable.verbs.filter {
      words.isEmpty || $0.name == name || $0.name.hasPrefix("\(name) ")
    }
    return [
      "verbs": .array(verbs.map(json)),
      "exit_codes": .array(
        ExitCode.meanings.map { row in
          ["exit": .int(Int64(row.code.rawValue)), "meaning": .text(row.meaning)]
        }),
    ]
  }

  private static func json(_ verb: Verb) -> Value {
    let options = verb.allOptions.map { option -> Value in
      [
        "name": .text(option.name), "letter": option.letter.map { .text(String($0)) } ?? .null,
        "value": option.placeholder.map(Value.text) ?? .null,
        "repeatable": .bool(option.isRepeatable), "summary": .text(option.summary),
      ]
    }
    return [
      "verb": .text(verb.name), "summary": .text(verb.summary), "usage": .text(verb.usage),
      "details": .array(verb.details.map(Value.text)), "writes": .bool(verb.writes),
      "options": .array(options), "example": .text(verb.example),
    ]
  }

  private static func rows(_ options: [Option], _ width: Int) -> [String] {
    options.map { "  \(Printable.padded($0.signature, width))  \($0.summary)" }
  }
}
