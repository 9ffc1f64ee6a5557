import Codecs

extension Verb {
  static let completions = Verb(
    name: "completions", summary: "print a completion script for a shell",
    usage: "completions bash|zsh",
    details: ["bash: add  source <(runledger completions bash)  to ~/.bashrc"],
    example: "source <(runledger completions bash)", operands: 1...1, completes: .shells
  ) { invocation in
    let script: String
    switch invocation.operand(0) ?? "" {
    case "bash": script = CompletionScript.bash()
    case "zsh": script = CompletionScript.zsh()
    case let shell:
      throw Failure.usage("there are no completions for '\(shell)'", hint: "there are bash, zsh")
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
