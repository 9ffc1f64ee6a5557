import Codecs
import Runtime

extension Verb {
  static let replay = Verb(
    name: "replay", summary: "recompute every decision and compare with the record",
    usage: "replay",
    details: [
      "Every command is decided again and every engine reacts again; all events must come out",
      "byte for byte as recorded. Exit code 13 if one does not. Runs no stage.",
    ],
    example: "runledger replay"
  ) { invocation in
    let workspace = try invocation.reading()
    let report = try Replay.run(workspace.ledger)
    if invocation.isJSON {
      invocation.console.print(json: [
        "ok": .bool(report.ok), "entries": .int(Int64(report.entries)),
        "events": .int(Int64(report.events)),
        "differences": .array(
          report.differences.map { difference in
            [
              "entry": .int(Int64(difference.entry)),
              "event": difference.event.map { .int(Int64($0)) } ?? .null,
              "message": .text(difference.message),
              "recorded": difference.recorded.map(Value.text) ?? .null,
              "recomputed": difference.recomputed.map(Value.text) ?? .null,
            ]
          }),
        "not_checked": .array(report.notChecked.map(Value.text)),
      ])
      return report.ok ? .done : .differs
    }
    for difference in report.differences {
      let event = difference.event.map { ".\($0)" } ?? ""
      invocation.console.print(
        "@\(difference.entry)\(event): \(Printable.text(difference.message))")
      if let recorded = difference.recorded { invocation.console.print("  recorded   \(recorded)") }
      if let again = difference.recomputed { invocation.console.print("  recomputed \(again)") }
    }
    for reason in report.notChecked { invocation.console.print("not checked: \(reason)") }
    let word =
      report.ok
      ? invocation.console.style.word("ok") : invocation.console.style.paint("differs", .bad)
    invocation.console.print(
      "\(word): \(Amounts.count(Int(report.entries), "entry", "entries")) and "
        + "\(Amounts.count(Int(report.events), "event")) decided again")
    return report.ok ? .done : .differs
  }
}
