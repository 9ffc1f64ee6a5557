import StageKit
import Study

extension Verb {
  static let note = Verb(
    name: "note", summary: "add a note about a study, a run or anything else",
    usage: "note SUBJECT TEXT | note SUBJECT -m TEXT",
    details: [
      "SUBJECT is STUDY, [STUDY/]RUN, a batch, a pair, a candidate, a baseline, a violation, each",
      "named as in 'show', or 'ledger'. Put a text that begins with '-' after '--'.",
    ],
    example: "runledger note A-s42 \"the fan was loud\"",
    operands: 1...2, writes: true, completes: .subjects
  ) { invocation in
    let text = invocation.operand(1) ?? invocation.arguments.reason
    if text.allSatisfy(\.isWhitespace) {
      throw Failure(
        "reason_missing", "the text of the note is empty",
        hint: "write it after the subject, in quotes", exit: .usage)
    }
    let workspace = try invocation.writing()
    let stream = try Subjects(workspace).subject(
      invocation.operand(0) ?? "", of: NoteAdded.definition, called: "note")
    return try invocation.submit(AddNote(stream, text: text), in: workspace)
  }
}
