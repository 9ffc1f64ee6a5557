import Codecs
import Ledger
import Runtime
import StageKit
import Study

extension Invocation {
  /// Appends one of the commands about keys and roles, or says what it would append.
  func submit(
    _ name: String, _ arguments: ValueMap, in workspace: Workspace
  ) throws -> ExitCode {
    let authority = try workspace.ledger.authority()
    if isDryRun {
      let drafts = try Self.decide(name, arguments, authority)
      show(CommandOutcome(preview: try drafts.map(Self.event)))
      return .done
    }
    let receipt = try workspace.handler.submitKey(
      name, arguments, by: signer(workspace), id: self.arguments.commandName)
    if receipt.refused {
      // The record holds the rule's code; asking the rule again gives the sentence.
      _ = try Self.decide(name, arguments, authority)
      throw Failure(
        "role", "'\(name)' needs the role \(Role.least(for: name))",
        hint: "runledger key list shows who has it", exit: .keyRefused)
    }
    var outcome = CommandOutcome(preview: try workspace.handler.decode(receipt))
    outcome.entry = receipt.index
    outcome.isRepeated = receipt.repeated
    show(outcome)
    return .done
  }

  private static func decide(
    _ name: String, _ arguments: ValueMap, _ authority: Authority
  ) throws(Failure) -> [DraftEvent] {
    do throws(Refusal) {
      return try authority.decide(name, arguments: CBOR.encode(arguments)) ?? []
    } catch {
      throw Failure(error.code, error.message, exit: .keyRefused)
    }
  }

  private static func event(_ draft: DraftEvent) throws -> Event {
    let stored = EntryEvent(
      type: draft.type, version: draft.version, stream: draft.stream, by: draft.by,
      cause: draft.cause, data: .inline(draft.data))
    return try Event(stored, data: draft.data)
  }
}
