import Codecs
import Study

/// One step of an explanation, with what led to it.
struct Cause {
  /// How the step above follows from this one; empty at the root.
  var relation: String
  /// The event; nil for the command of an entry.
  var event: LoggedEvent?
  var entry: UInt64
  /// The entry's command, its author and his reason, where the step is a command.
  var command: String?
  var author = ""
  var reason = ""
  /// Whether the event stands above already, with what led to it.
  var isRepeated = false
  /// What led to it.
  var because: [Cause] = []

  /// `{"relation", "entry", "command", "label", "reason", "event", "repeated", "because"}`.
  var json: Value {
    [
      "relation": .text(relation), "entry": .int(Int64(entry)),
      "command": command.map(Value.text) ?? .null,
      "label": .text(event?.label ?? author),
      "reason": reason.isEmpty ? .null : .text(reason), "event": event?.json ?? .null,
      "repeated": .bool(isRepeated), "because": .array(because.map(\.json)),
    ]
  }

  /// The explanation as indented lines, the root's own first.
  func lines(_ style: Style, depth: Int = 0) -> [String] {
    var line = String(repeating: "  ", count: depth)
    if !relation.isEmpty { line += style.paint(relation, .faint) + " " }
    if let event {
      line += event.line(style)
      if isRepeated { line += style.paint(" (see above)", .faint) }
    } else {
      line += style.paint("@\(entry)", .faint) + " command \(command ?? "") by \(author)"
      if !reason.isEmpty { line += ": \(Printable.text(reason))" }
    }
    return [line] + because.flatMap { $0.lines(style, depth: depth + 1) }
  }

  /// The same without the root's own line, for where the root is printed above.
  func grounds(_ style: Style) -> [String] {
    because.flatMap { $0.lines(style, depth: 1) }
  }
}
