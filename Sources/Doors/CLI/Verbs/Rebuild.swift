import Bytes
import Codecs
import Ledger
import Projections
import Runtime

extension Verb {
  static let rebuild = Verb(
    name: "rebuild", summary: "drop all derived data and rebuild it from the entries",
    usage: "rebuild",
    details: ["Signs nothing. Refuses if the entries do not lead to the last checkpoint."],
    example: "runledger rebuild"
  ) { invocation in
    let workspace = try invocation.writing()
    let head = try Rebuild.run(workspace.ledger)
    try ViewStore(workspace.directory).rebuild(workspace.ledger)
    if invocation.isJSON {
      invocation.console.print(json: [
        "ok": true, "size": .int(Int64(head.size)), "root": .text(head.root.hex),
      ])
    } else {
      invocation.console.print(
        "rebuilt from \(Amounts.count(Int(head.size), "entry", "entries")), root \(head.root.hex)")
    }
    return .done
  }
}
