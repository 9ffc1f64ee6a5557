import Codecs

extension TaskDraft {
  /// A page about the task for people; the agent does not see it.
  var readme: String {
    var lines = ["# \(id): \(name)", ""] + wrapped(description) + [""]
    lines += table([
      ["category", category], ["complexity", complexity], ["seed", "\(seed)"],
      ["time limit", "\(timeoutSeconds) s"],
      ["expected to take", "\(estimatedSeconds.lowerBound) to \(estimatedSeconds.upperBound) s"],
    ])
    if let setup { lines += [""] + wrapped("At the start: \(setup)") }
    lines += ["", "## Files", ""]
    lines += ["| file | in the sandbox | bytes |", "|---|---|---|"]
    lines += inputs.map {
      "| `inputs/\($0.path)` | `work/\($0.path)`, mode \($0.mode) | \($0.size) |"
    }
    lines += expected.map { "| `expected/\($0.path)` | never | \($0.size) |" }
    if let ambiguities {
      lines += ["", "## Left open on purpose", ""]
      lines += ambiguities.map { "* \(words($0.key)): \($0.value.asText ?? "")" }.sorted()
        .flatMap(wrapped)
    }
    lines += ["", "## Success", "", "All of these hold:", ""]
    lines += criteria.flatMap { wrapped("* `\($0.name)`: \($0.description)") }
    lines += ["", "## Constraints", ""]
    lines += constraints.flatMap { wrapped("* `\($0.id)` (`\($0.kind)`): \($0.description)") }
    if !metrics.isEmpty {
      lines += ["", "## The task's own metric", ""]
      lines += metrics.map { "* `\($0.key)`: \($0.value.asMap?["description"]?.asText ?? "")" }
        .sorted().flatMap(wrapped)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func table(_ rows: [[String]]) -> [String] {
    ["| | |", "|---|---|"] + rows.map { "| " + $0.joined(separator: " | ") + " |" }
  }

  /// A paragraph, or an item of a list with its later lines indented.
  private func wrapped(_ text: String) -> [String] {
    let indent = text.hasPrefix("* ") ? "  " : ""
    var lines = [""]
    for word in text.split(separator: " ") {
      let line = lines[lines.count - 1]
      if line.utf8.count + word.utf8.count > 118 && !line.isEmpty {
        lines.append(indent + word)
      } else {
        lines[lines.count - 1] = line.isEmpty ? String(word) : line + " " + word
      }
    }
    return lines
  }

  private func words(_ key: String) -> String {
    key.split(separator: "_").joined(separator: " ")
  }
}

extension TaskDraft.File {
  fileprivate var size: Int { bytes.count }
}
