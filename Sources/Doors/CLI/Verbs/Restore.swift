import Bytes
import Codecs
import Files
import Ledger
import Runtime
import StageKit

extension Verb {
  static let restore = Verb(
    name: "restore", summary: "continue from a restored log, on the record",
    usage: "restore [BACKUP] -m WHY",
    details: [
      "A backup takes the place of a ledger that is lost, damaged or behind; that ledger is",
      "moved aside, never removed.",
      "Needs an admin. A log that is behind its remembered head accepts no entries until",
      "somebody accepts the loss on the record. What is there must verify; the lost head is",
      "named.",
    ],
    example: "runledger restore -m \"the disk died, this is the backup of Monday\"",
    operands: 0...1, writes: true, demandsReason: true, completes: .files
  ) { invocation in
    if let path = invocation.operand(0) { return try invocation.putBack(path) }
    let workspace = try invocation.writing()
    if invocation.isDryRun {
      switch try workspace.ledger.checkHeads() {
      case .lost(let remembered, let found):
        invocation.console.print("would give up \(remembered) and continue from \(found)")
      case .withoutCheckpoint(let found):
        invocation.console.print("would sign a new checkpoint over \(found)")
      case .nothing, .fits: invocation.console.print("nothing is lost")
      }
      return .done
    }
    invocation.show(try invocation.acceptLoss(workspace))
    return .done
  }
}

extension Invocation {
  /// Records that the log goes on although a remembered head is lost.
  fileprivate func acceptLoss(_ workspace: Workspace) throws -> CommandOutcome {
    let receipt = try workspace.handler.acceptLoss(
      reason: arguments.reason, by: signer(workspace), id: arguments.commandName)
    if receipt.refused {
      throw Failure(
        "role", "'restore' needs the role admin",
        hint: "runledger key list shows who has it", exit: .keyRefused)
    }
    var outcome = CommandOutcome(preview: try workspace.handler.decode(receipt))
    outcome.entry = receipt.index
    outcome.isRepeated = receipt.repeated
    return outcome
  }

  /// Puts a backup in the place of the ledger here, and records what was lost with it.
  fileprivate func putBack(_ path: String) throws -> ExitCode {
    let explicit = arguments.value("ledger") ?? environment["RUNLEDGER_DIR"]
    let target: LedgerDirectory
    if let found = try? locate() {
      target = found
    } else {
      let root = absolute(explicit.flatMap { $0.isEmpty ? nil : $0 } ?? ".")
      target =
        PathName.lastComponent(root) == LedgerDirectory.name
        ? LedgerDirectory(root) : LedgerDirectory(PathName.join(root, LedgerDirectory.name))
    }
    let back = BackupRestore(place: BackupPlace(path: absolute(path)), target: target)
    let summary = try back.run(isDryRun: isDryRun, configDirectory: configDirectory)
    let moved = summary.replaced.map { "; what stood there is now \($0)" } ?? ""
    if isDryRun {
      console.print("would restore \(summary.head) to \(target.path)\(moved)")
      return .done
    }
    var outcome: CommandOutcome?
    var problem: String?
    do {
      let workspace = try Workspace.open(
        target, mode: .readWrite, configDirectory: configDirectory, world: world)
      if case .lost = try workspace.ledger.checkHeads() { outcome = try acceptLoss(workspace) }
    } catch let error as LedgerError where error.code == .keyFile {
      problem = "\(error.message): it can be read, and continued by whoever has the key"
    }
    if isJSON {
      console.print(json: [
        "ledger": .text(target.path), "size": .int(Int64(summary.head.size)),
        "root": .text(summary.head.root.hex),
        "replaced": summary.replaced.map(Value.text) ?? .null,
        "entry": (outcome?.entry).map { .int(Int64($0)) } ?? .null,
      ])
      return .done
    }
    console.print("restored \(summary.head) to \(target.path)\(moved)")
    if let entry = outcome?.entry { console.print("recorded as @\(entry): entries were lost") }
    if let problem { console.note(problem) }
    console.note("next: runledger verify, then runledger rebuild")
    return .done
  }
}
