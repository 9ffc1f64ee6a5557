import Codecs
import Ledger
import Runtime
import StageKit
import Study

extension Invocation {
  /// Prints a subject that is neither a study nor a run: what the rules remember of it, and its
  /// events.
  func showSubject(_ stream: Study.Stream, _ subjects: Subjects) throws -> ExitCode {
    let workspace = subjects.workspace
    var history = try StreamHistory(workspace)
    let events = try history.all(in: stream.description)
    let cause = try why(workspace) { try $0.decisive(of: stream) }
    let state = Self.state(of: stream, subjects.states)
    if isJSON {
      var members: ValueMap = [
        "kind": .text(stream.kind.rawValue), "study": stream.study.map(Value.text) ?? .null,
        "name": .text(stream.name), "state": state.map(Value.map) ?? .null,
        "events": .array(events.map(\.json)),
      ]
      if arguments.has("why") { members["why"] = cause?.json ?? .null }
      console.print(json: .map(members))
      return .done
    }
    let known = SubjectText.lines(of: stream, subjects.states, console.style)
    for line in known ?? [console.style.paint(stream.description, .strong)] {
      console.print(Printable.fitting(line, 200))
    }
    if events.isEmpty { console.print("  nothing has happened to it yet") }
    for event in events { console.print("  \(event.line(console.style))") }
    show(cause)
    return .done
  }

  /// Prints an explanation below what it explains.
  func show(_ cause: Cause?) {
    guard let cause else { return }
    console.print("why:")
    cause.lines(console.style, depth: 1).forEach(console.print)
  }

  /// The explanation of an event, if one is asked for and there is an event.
  func why(
    _ workspace: Workspace, of find: (inout Causes) throws -> EventPosition?
  ) throws -> Cause? {
    guard arguments.has("why") else { return nil }
    var causes = try Causes(workspace)
    guard let position = try find(&causes) else { return nil }
    return try causes.explain(position)
  }

  /// What the rules remember of a subject.
  private static func state(of stream: Study.Stream, _ states: States) -> ValueMap? {
    switch stream {
    case .batch(let slug, let id): states.batch(slug, id)?.record
    case .candidate(let slug, let name): states.candidate(slug, name)?.record
    case .baseline(let slug, let name): states.baseline(slug, name)?.record
    case .violation(let slug, let id): states.violation(slug, id)?.record
    default: nil
    }
  }
}
