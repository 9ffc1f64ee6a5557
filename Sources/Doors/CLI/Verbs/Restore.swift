import Codecs
import Ledger
import Runtime
import StageKit

extension Verb {
  static let restore = Verb(
    name: "restore", summary: "go on from a log that was put back, and say so on the record",
    usage: "restore -m WHY",
    details: [
      "For an admin. A log that is behind the head remembered of it takes no entries until",
      "somebody answers for the loss. What is there has to verify; the head that is lost is",
      "named.",
    ],
    example: "runledger restore -m \"the disk died, this is the backup of Monday\"", writes: true,
    demandsReason: true
  ) { invocation in
    let workspace = try invocation.writing()
    if invocation.isDryRun {
      switch try workspace.ledger.recollection() {
      case .lost(let remembered, let found):
        invocation.console.print("would give up \(remembered) and go on from \(found)")
      case .withoutCheckpoint(let found):
        invocation.console.print("would sign a new checkpoint over \(found)")
      case .nothing, .fits: invocation.console.print("nothing is lost")
      }
      return .done
    }
    let receipt = try workspace.handler.acceptLoss(
      reason: invocation.arguments.reason, by: invocation.signer(workspace),
      id: invocation.arguments.commandName)
    if receipt.refused {
      throw Failure(
        "role", "'restore' needs the role admin",
        hint: "runledger key list shows who has it", exit: .keyRefused)
    }
    var outcome = Outcome(preview: try workspace.handler.decode(receipt))
    outcome.entry = receipt.index
    outcome.isRepeated = receipt.repeated
    invocation.show(outcome)
    return .done
  }
}
