import StageKit

/// Completion scripts for shells, made from the verb table: nothing is started to complete a word.
enum CompletionScript {
  /// For bash.
  static func bash() -> String {
    var cases: [String] = []
    for word in VerbTable.words where !VerbTable.group(word).isEmpty {
      cases.append("    \(word)) words=\"\(members(word).joined(separator: " "))\" ;;")
    }
    for verb in VerbTable.verbs {
      let options = verb.allOptions.map { "--\($0.name)" }.joined(separator: " ")
      cases.append("    \"\(verb.name)\") words=\"\(options)\" operands=\(verb.completes) ;;")
    }
    return """
      # completion of runledger for bash
      _runledger() {
        local current="${COMP_WORDS[COMP_CWORD]}" verb="" words="" operands=nothing word
        local verbs="\(VerbTable.words.joined(separator: " "))"
        local groups=" \(groups.joined(separator: " ")) "
        for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
          case "$word" in
            -*) ;;
            *)
              if [[ -z "$verb" ]]; then verb="$word"
              elif [[ "$groups" == *" $verb "* ]]; then verb="$verb $word"; fi ;;
          esac
        done
        if [[ -z "$verb" ]]; then
          COMPREPLY=($(compgen -W "$verbs --help --version" -- "$current"))
          return
        fi
        case "$verb" in
      \(cases.joined(separator: "\n"))
        esac
        if [[ "$current" == -* || "$groups" == *" $verb "* ]]; then
          COMPREPLY=($(compgen -W "$words" -- "$current"))
        elif [[ "$operands" == verbs ]]; then
          COMPREPLY=($(compgen -W "$verbs \(topics)" -- "$current"))
        elif [[ "$operands" == shells ]]; then
          COMPREPLY=($(compgen -W "bash zsh" -- "$current"))
        else
          compopt -o default 2>/dev/null
          COMPREPLY=()
        fi
      }
      complete -F _runledger runledger
      """
  }

  /// For zsh.
  static func zsh() -> String {
    let verbs = VerbTable.words.map { word -> String in
      let summary =
        VerbTable.verbs.first { $0.name == word }?.summary
        ?? members(word).joined(separator: ", ")
      return "    '\(word):\(quoted(summary))'"
    }
    var cases: [String] = []
    for word in groups {
      cases.append("    \(word)) compadd -- \(members(word).joined(separator: " ")) ;;")
    }
    for verb in VerbTable.verbs {
      let options = verb.allOptions.map { "'--\($0.name)[\(quoted($0.summary))]'" }
      cases.append(
        "    '\(verb.name)') _values -w option \(options.joined(separator: " ")) ;;")
    }
    return """
      #compdef runledger
      # completion of runledger for zsh
      _runledger() {
        local -a verbs
        verbs=(
      \(verbs.joined(separator: "\n"))
        )
        local groups=" \(groups.joined(separator: " ")) " verb="" word
        for word in ${words[2,CURRENT-1]}; do
          [[ $word == -* ]] && continue
          if [[ -z $verb ]]; then verb=$word
          elif [[ $groups == *" $verb "* ]]; then verb="$verb $word"; fi
        done
        if [[ -z $verb ]]; then _describe verb verbs; return; fi
        if [[ $words[CURRENT] != -* && $groups != *" $verb "* ]]; then _files; return; fi
        case $verb in
      \(cases.joined(separator: "\n"))
        esac
      }
      compdef _runledger runledger
      """
  }

  private static var groups: [String] { VerbTable.words.filter { !VerbTable.group($0).isEmpty } }

  private static var topics: String {
    HelpText.topics.map(\.name).joined(separator: " ")
  }

  private static func members(_ word: String) -> [String] {
    VerbTable.group(word).map { String($0.name.dropFirst(word.count + 1)) }
  }

  /// A text within single quotes and within the brackets and colons of zsh.
  private static func quoted(_ text: String) -> String {
    var quoted = ""
    for character in text {
      switch character {
      case "'": quoted += "'\\''"
      case "[", "]", ":": quoted += "\\\(character)"
      default: quoted.append(character)
      }
    }
    return quoted
  }
}
