import StageKit

/// Completion scripts for shells, made from the verb table: nothing is started to complete a word.
enum CompletionScript {
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
          COMPREPLY=($(compgen -W "bash zsh fish" -- "$current"))
        elif [[ "$operands" == subjects ]]; then
          COMPREPLY=($(compgen -W "$(runledger completions words "$current" 2>/dev/null)" \
            -- "$current"))
        else
          compopt -o default 2>/dev/null
          COMPREPLY=()
        fi
      }
      complete -F _runledger runledger
      """
  }

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
        if [[ $words[CURRENT] != -* && $groups != *" $verb "* ]]; then
          if [[ "\(subjectVerbs)" == *" $verb "* ]]; then
            local -a subjects
            subjects=(${(f)"$(runledger completions words $words[CURRENT] 2>/dev/null)"})
            compadd -a subjects
          else _files; fi
          return
        fi
        case $verb in
      \(cases.joined(separator: "\n"))
        esac
      }
      compdef _runledger runledger
      """
  }

  /// The verbs whose operands are subjects, each between blanks.
  private static var subjectVerbs: String {
    let names = VerbTable.verbs.filter { $0.completes == .subjects }.map(\.name)
    return " \(names.joined(separator: " ")) "
  }

  static func fish() -> String {
    var lines = ["# completion of runledger for fish", "complete -c runledger -f"]
    for word in VerbTable.words {
      let summary =
        VerbTable.verbs.first { $0.name == word }?.summary
        ?? members(word).joined(separator: ", ")
      lines.append(
        "complete -c runledger -n __fish_use_subcommand -a \(word) -d '\(single(summary))'")
    }
    for word in groups {
      lines.append(
        "complete -c runledger -n '__fish_seen_subcommand_from \(word)' "
          + "-a '\(members(word).joined(separator: " "))'")
    }
    for verb in VerbTable.verbs {
      let word = verb.name.split(separator: " ").first.map(String.init) ?? verb.name
      let seen = "complete -c runledger -n '__fish_seen_subcommand_from \(word)'"
      switch verb.completes {
      case .subjects: lines.append("\(seen) -a '(runledger completions words (commandline -ct))'")
      case .files: lines.append("\(seen) -F")
      case .shells: lines.append("\(seen) -a 'bash zsh fish'")
      case .verbs: lines.append("\(seen) -a '\(VerbTable.words.joined(separator: " "))'")
      case .nothing: break
      }
      for option in verb.ownOptions {
        let letter = option.letter.map { " -s \($0)" } ?? ""
        let value = option.takesValue ? " -r" : ""
        lines.append(
          "\(seen)\(letter) -l \(option.name)\(value) -d '\(single(option.summary))'")
      }
    }
    return lines.joined(separator: "\n")
  }

  /// A text within single quotes of fish.
  private static func single(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
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
