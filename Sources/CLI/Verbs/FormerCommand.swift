import Codecs
import Ledger
import Runtime
import Study

extension Invocation {
  /// The command that was accepted before under this one's `--cmd-id`; nil when there was none.
  ///
  /// A verb whose words mean something else once they have had their effect asks here first, so
  /// that saying the same again gives the first result.
  func former(_ workspace: Workspace) throws -> (entry: UInt64, command: Command)? {
    guard let name = arguments.value("cmd-id"),
      let index = try workspace.ledger.index(of: .named(name))
    else { return nil }
    let entry = try workspace.ledger.entry(index).entry
    guard let bytes = try workspace.ledger.mapBytes(of: entry.arguments),
      let command = try Command(name: entry.command, arguments: CBOR.decodeMap(bytes))
    else { return nil }
    return (index, command)
  }

  /// What is said when `--cmd-id` named something else before.
  func reused(at entry: UInt64) -> Failure {
    Failure(
      "command_id_reused",
      "'--cmd-id \(arguments.value("cmd-id") ?? "")' named another command in @\(entry)",
      hint: "choose another name for this one", exit: .conflict)
  }
}
