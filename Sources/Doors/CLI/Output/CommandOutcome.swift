import Codecs
import Ledger
import Runtime
import StageKit
import Study

/// What a command brought about, or would bring about, for people and for programs.
struct CommandOutcome {
  /// The entry; nil when nothing was appended.
  var entry: UInt64?
  var events: [Event]
  /// Whether this very command was accepted before.
  var isRepeated = false
  /// The head after it.
  var head: Head?

  /// What was appended.
  init(_ submission: Submission) {
    entry = submission.receipt.index
    events = submission.events
    isRepeated = submission.isRepeated
    head = submission.receipt.head
  }

  /// What would be appended.
  init(preview events: [Event]) { self.events = events }

  /// `{"dry_run", "entry", "repeated", "events"}`.
  var json: Value {
    [
      "dry_run": .bool(entry == nil), "entry": entry.map { .int(Int64($0)) } ?? .null,
      "repeated": .bool(isRepeated), "events": .array(events.enumerated().map(member)),
    ]
  }

  private func member(_ ordinal: Int, _ event: Event) -> Value {
    [
      "ordinal": .int(Int64(ordinal)), "type": .text(event.fact.type),
      "version": .int(Int64(event.fact.version)), "stream": .text(event.stream.description),
      "by": .text(event.by), "cause": event.cause.map { .int(Int64($0)) } ?? .null,
      "data": .map(event.fact.data),
    ]
  }

  /// One line an event.
  func lines(_ style: Style) -> [String] {
    events.enumerated().map { ordinal, event in
      let place = entry.map { "@\($0).\(ordinal)" } ?? "would append"
      let said = EventText.summary(event.fact)
      let by = event.by.isEmpty ? "" : style.paint(" (\(event.by))", .faint)
      return style.paint(place, .faint) + " \(event.fact.type) \(event.stream)"
        + (said.isEmpty ? "" : " \(said)") + by
    }
  }
}

extension Invocation {
  /// Appends a command, or says what it would append, and prints what came of it.
  func submit(_ command: any Command, in workspace: Workspace) throws -> ExitCode {
    let outcome = try outcome(of: command, in: workspace)
    show(outcome)
    return .done
  }

  /// Appends a command, or finds out what it would append.
  ///
  /// What files say of the studies that it concerns is brought up to date here, whatever the
  /// command.
  func outcome(of command: any Command, in workspace: Workspace) throws -> CommandOutcome {
    if isDryRun {
      let key = try? signer(workspace).keyID
      return CommandOutcome(preview: try workspace.handler.preview(command, by: key))
    }
    let submission = try workspace.handler.submit(
      command, by: signer(workspace), id: arguments.commandName)
    refreshFiles(after: submission.events, in: workspace)
    return CommandOutcome(submission)
  }

  /// Prints what came of a command.
  func show(_ outcome: CommandOutcome) {
    if isJSON { return console.print(json: outcome.json) }
    for line in outcome.lines(console.style) { console.print(line) }
    if outcome.isRepeated {
      console.note("this command was accepted before; nothing was added")
    } else if outcome.entry == nil {
      console.note("nothing was appended")
    }
  }
}
