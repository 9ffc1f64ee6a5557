import Bytes
import Codecs
import Ledger

/// A log and what a verifier must find in it.
struct LogCase {
  struct Expectation {
    var kind: Finding.Kind
    var entry: Int?
  }

  var name: String
  var description: String
  var expectations: [Expectation] = []
  /// Adds what is particular about the case behind the entries every case begins with.
  var build: (inout LogBuilder) throws -> Void = { _ in }
  var checkpoint: (LogBuilder) throws -> String = { try $0.checkpoint() }

  /// The file of the case.
  func json() throws -> String {
    var log = try LogBuilder()
    try LogCase.begin(&log)
    try build(&log)
    let value = ValueMap([
      ("desc", .text(description)), ("origin", .text(log.origin)),
      ("log_vkey", .text(try NoteKey(name: log.origin, publicKey: log.log.publicKey).description)),
      (
        "expect",
        .array(
          expectations.map { expectation in
            var fields: ValueMap = ["kind": .text(expectation.kind.rawValue)]
            if let entry = expectation.entry { fields["entry"] = .int(Int64(entry)) }
            return .map(fields)
          })
      ),
      (
        "entries",
        .array(
          log.entries.map {
            .map([
              "bytes": .text(Hex.encode($0.bytes)), "leaf": .text($0.leaf.hex),
              "root": .text($0.root.hex),
            ])
          })
      ),
      ("checkpoint", .text(try checkpoint(log))), ("blobs", .map(log.blobs)),
    ])
    return JSON.string(.map(value), pretty: true)
  }

  /// Opens the log, enrols a runner, and does some work; six entries.
  private static func begin(_ log: inout LogBuilder) throws {
    let admin = log.admin
    let runner = log.runner
    let opened = LedgerFact.opened(
      origin: log.origin, logKey: log.log.publicKey, adminKey: admin.publicKey,
      adminLabel: "ada")
    var opening = opened.data
    opening["revision"] = 1
    try log.add(
      "open_ledger", map(opening), [event(opened), event(.rulesAdopted(revision: 1))], by: admin)
    let enrolled = LedgerFact.enrolled(
      runner.enrolment(role: .runner, host: "bench", origin: log.origin))
    var arguments = enrolled.data
    arguments["kid"] = nil
    try log.add("enroll_key", map(arguments), [event(enrolled)], by: admin)
    try log.add(
      "register_study", map(["slug": "wine"]), [note("registered", type: "study.registered")],
      by: admin)
    try log.add(
      "finish_stage", map(["metric": 0.1]),
      [
        note("finished", type: "stage.finished"),
        note("gate", type: "gate.evaluated", by: "gates", cause: 0),
      ], by: runner)
    let large = log.detached(["text": .text(String(repeating: "x", count: 4_200))], salt: 7)
    try log.add("add_note", large, [note("large")], by: admin)
    let refusal = LedgerFact.refused(
      code: "role", facts: ["command": "add_note", "role": "runner", "least": "operator"])
    try log.add("add_note", map([:]), [event(refusal)], by: runner)
  }
}
