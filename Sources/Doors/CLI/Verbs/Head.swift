import Bytes
import Codecs
import Ledger
import Runtime

extension Verb {
  static let head = Verb(
    name: "head", summary: "print the last checkpoint: one signed line for the whole history",
    usage: "head",
    details: [
      "Keep it somewhere else: two heads of one log either fit together or prove a fork."
    ],
    example: "runledger head > head.txt"
  ) { invocation in
    let workspace = try invocation.reading()
    guard let checkpoint = try workspace.ledger.checkpoint() else {
      throw Failure.notFound("this ledger has no checkpoint yet")
    }
    let now = try workspace.ledger.head()
    if invocation.isJSON {
      invocation.console.print(json: [
        "origin": .text(checkpoint.origin), "size": .int(Int64(checkpoint.head.size)),
        "root": .text(checkpoint.head.root.hex), "entries": .int(Int64(now.size)),
        "checkpoint": .text(checkpoint.text),
      ])
    } else {
      invocation.console.print(checkpoint.text)
      if now.size > checkpoint.head.size {
        let behind = Int(now.size - checkpoint.head.size)
        let entries = Amounts.count(behind, "later entry", "later entries")
        invocation.console.note("\(entries) not in it")
      }
    }
    return .done
  }
}
