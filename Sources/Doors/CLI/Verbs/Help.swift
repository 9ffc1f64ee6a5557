import Codecs
import StageKit
import Study

extension Verb {
  static let help = Verb(
    name: "help", summary: "print help: on a verb, or on exit-codes, environment or files",
    usage: "help [VERB|TOPIC]", example: "runledger help exit-codes", operands: 0...2,
    completes: .verbs, isPaged: true
  ) { invocation in
    let words = invocation.arguments.operands
    if invocation.isJSON {
      invocation.console.print(json: HelpText.json(words))
      return .done
    }
    if words.isEmpty {
      invocation.console.print(HelpText.overview())
      return .done
    }
    if let page = HelpText.page(words) {
      invocation.console.print(page)
      return .done
    }
    // A topic that begins so is meant rather than a verb that looks alike.
    let topics = HelpText.topics.map(\.name)
    let near =
      topics.first { words[0].count > 1 && $0.hasPrefix(words[0]) }
      ?? NearWord.suggestions(for: words[0], among: VerbTable.words + topics).first
    throw Failure.usage(
      "there is no help on '\(words.joined(separator: " "))'",
      hint: near.map { "did you mean '\($0)'?" } ?? "runledger help lists the verbs")
  }
}
