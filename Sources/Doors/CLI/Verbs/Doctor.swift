import Codecs
import Ledger
import StageKit

extension Verb {
  static let doctor = Verb(
    name: "doctor", summary: "diagnose problems, and suggest safe remedies",
    usage: "doctor",
    details: [
      "Checks the disk, the log and every stored file, the remembered head, keys, interrupted work",
      "and what crashes left behind. It changes nothing; every step that it suggests is safe.",
    ],
    example: "runledger doctor"
  ) { invocation in
    let diagnosis = Diagnosis(try invocation.locate(), invocation)
    let bad = diagnosis.findings.filter { $0.state == .bad }
    if invocation.isJSON {
      invocation.console.print(json: [
        "ok": .bool(bad.isEmpty), "findings": .array(diagnosis.findings.map(\.json)),
      ])
    } else {
      let style = invocation.console.style
      for finding in diagnosis.findings {
        let word = finding.state == .bad ? style.word("FAIL") : finding.state.rawValue
        invocation.console.print("\(word)  \(finding.what): \(Printable.text(finding.text))")
        for step in finding.advice { invocation.console.print("      \(Printable.text(step))") }
      }
      let notes = diagnosis.findings.count { $0.state == .note }
      invocation.console.print(
        bad.isEmpty
          ? "nothing is wrong" + (notes > 0 ? "; \(Amounts.count(notes, "note"))" : "")
          : "\(Amounts.count(bad.count, "problem")) found")
    }
    return bad.map(\.exit).first { $0 == .altered } ?? bad.first?.exit ?? .done
  }
}

extension Diagnosis.Symptom {
  fileprivate var json: Value {
    [
      "what": .text(what), "state": .text(state.rawValue), "text": .text(text),
      "advice": .array(advice.map(Value.text)),
    ]
  }
}
