import Codecs
import Ledger
import Runtime
import Study

extension Verb {
  static let completions = Verb(
    name: "completions", summary: "print a completion script for a shell",
    usage: "completions bash|zsh|fish",
    details: [
      "bash: add  source <(runledger completions bash)  to ~/.bashrc",
      "fish: runledger completions fish > ~/.config/fish/completions/runledger.fish",
    ],
    example: "source <(runledger completions bash)", operands: 1...2, completes: .shells
  ) { invocation in
    let script: String
    switch invocation.operand(0) ?? "" {
    case "bash": script = CompletionScript.bash()
    case "zsh": script = CompletionScript.zsh()
    case "fish": script = CompletionScript.fish()
    case "words":
      invocation.printWords(beginningWith: invocation.operand(1) ?? "")
      return .done
    case let shell:
      throw Failure.usage(
        "there are no completions for '\(shell)'", hint: "there are bash, zsh, fish")
    }
    if invocation.isJSON {
      invocation.console.print(json: [
        "shell": .text(invocation.operand(0) ?? ""), "script": .text(script),
      ])
    } else {
      invocation.console.print(script)
    }
    return .done
  }
}

extension Invocation {
  /// The most names that are offered.
  private static let wordsMax = 500

  /// Prints what a subject that begins so may be: studies, batches and runs, and behind a run its
  /// stages.
  ///
  /// Says nothing where there is no ledger: the shell asks at every key.
  fileprivate func printWords(beginningWith start: String) {
    guard let workspace = try? reading(), let subjects = try? Subjects(workspace) else { return }
    let words = (try? subjects.words(beginningWith: start, limit: Self.wordsMax)) ?? []
    words.forEach(console.print)
  }
}

extension Subjects {
  /// The names of subjects that begin with a text, at most so many.
  fileprivate func words(beginningWith start: String, limit: Int) throws -> [String] {
    var found: [String] = []
    func take(_ prefix: String, _ name: (String) -> String?) throws {
      try workspace.ledger.states(prefix: prefix) { key, _ in
        if let word = name(key), !found.contains(word) { found.append(word) }
        return found.count < limit
      }
    }
    let parts = start.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let slugs = try studies()
    if parts.count == 1 {
      found = slugs.filter { $0.hasPrefix(start) }
      for kind in ["run", "batch"] {
        for slug in slugs where found.count < limit {
          try take("\(kind)/\(slug)/\(start)") { key in
            String(key.dropFirst(kind.count + slug.count + 2))
          }
        }
      }
      return found
    }
    if slugs.contains(parts[0]), parts.count == 2 {
      try take("run/\(parts[0])/\(parts[1])") { String($0.dropFirst(4)) }
    }
    let last = parts[parts.count - 1]
    let path = parts.dropLast().joined(separator: "/")
    if let run = try? run(path) {
      found += (states.plan(run.study)?.stages.map(\.name) ?? []).filter { $0.hasPrefix(last) }
        .map { "\(path)/\($0)" }
    }
    return Array(found.prefix(limit))
  }
}
