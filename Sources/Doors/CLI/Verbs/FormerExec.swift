import Ledger
import Runtime
import StageKit
import Study

/// An `exec` that was recorded before under the same command identifier.
struct FormerExec {
  let study: String
  /// How the command ended; nil when that is not recorded.
  let finished: StageFinished?
  private let plan: Plan

  /// What the text of a `--cmd-id` stands for; nil when it stands for nothing yet.
  init?(_ name: String, _ workspace: Workspace) throws {
    let ledger = workspace.ledger
    guard let index = try ledger.index(of: .named(name)) else { return nil }
    let entry = try ledger.entry(index).entry
    guard let bytes = try ledger.mapBytes(of: entry.arguments),
      let command = try CommandType.command(entry.command, bytes) as? RegisterStudy
    else {
      throw Failure(
        "command_id_reused", "'--cmd-id \(name)' named another command in @\(index)",
        hint: "choose another name for this one", exit: .conflict)
    }
    plan = command.registered.plan
    study = plan.study
    var found: StageFinished?
    let stream = "run/\(study)/"
    try ledger.entries(from: index) { _, signed in
      for stored in signed.entry.events
      where stored.type == StageFinished.definition.type && stored.stream.hasPrefix(stream) {
        guard let data = try ledger.mapBytes(of: stored.data) else { continue }
        found = try StageFinished(encoded: data)
      }
      return found == nil
    }
    finished = found
  }

  /// Whether a command line asks for the same.
  func isSame(_ arguments: ParsedArguments) -> Bool {
    guard let stage = plan.stages.first else { return false }
    let words = arguments.operands.map { $0.replacing("$", with: "$$") }
    return stage.run == words && stage.outputs.map(\.path) == arguments.values("output")
      && plan.inputs.map(\.pattern) == arguments.values("input")
  }
}
