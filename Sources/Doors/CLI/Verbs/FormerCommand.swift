import Ledger
import Runtime
import StageKit
import Study

/// A command that was accepted before.
struct FormerCommand {
  let entry: UInt64
  /// The command; nil where it is none of the study's rules, such as one about keys.
  let command: (any Command)?
  /// What it brought about.
  let events: [Event]

  /// The command that a text named; nil when there was none.
  init?(_ name: String, _ workspace: Workspace) throws {
    let ledger = workspace.ledger
    guard let index = try ledger.index(of: .named(name)) else { return nil }
    entry = index
    let signed = try ledger.entry(index).entry
    command = try ledger.mapBytes(of: signed.arguments).flatMap { bytes in
      try CommandType.command(signed.command, bytes)
    }
    events = try signed.events.compactMap { stored in
      guard Study.Stream(stored.stream) != nil else { return nil }
      return try ledger.mapBytes(of: stored.data).map { bytes in
        try Event(stored, data: bytes)
      }
    }
  }
}

extension Invocation {
  /// What was accepted before under this command's `--cmd-id`; nil when there was nothing.
  ///
  /// A verb whose words mean something else once they have had their effect asks here first, so
  /// that saying the same again gives the first result.
  func former(_ workspace: Workspace) throws -> FormerCommand? {
    try arguments.value("cmd-id").flatMap { try FormerCommand($0, workspace) }
  }

  /// What is said when `--cmd-id` named something else before.
  func reused(at entry: UInt64) -> Failure {
    Failure(
      "command_id_reused",
      "'--cmd-id \(arguments.value("cmd-id") ?? "")' named another command in @\(entry)",
      hint: "choose another name for this one", exit: .conflict)
  }
}
