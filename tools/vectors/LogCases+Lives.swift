import Bytes
import Codecs
import Ledger

/// Keys that end and are replaced, and heads that witnesses have signed.
extension LogCase {
  static var lifeCases: [LogCase] {
    [
      LogCase(
        name: "witnessed", description: "a witness has signed the head of six entries",
        build: { log in try log.witness(Head(size: 6, root: log.frontier.root)) }),
      LogCase(
        name: "witness_of_other_head", description: "log and witness signed a head that never was",
        expectations: [.init(kind: .witnessInvalid, entry: 6)],
        build: { log in try log.witness(Head(size: 5, root: .zero)) }),
      LogCase(
        name: "witness_of_entries_to_come", description: "a witness has signed more than there is",
        expectations: [.init(kind: .witnessInvalid, entry: 6)],
        build: { log in try log.witness(Head(size: 7, root: .zero)) }),
      LogCase(
        name: "witness_without_line", description: "the note has no line of the witness",
        expectations: [.init(kind: .witnessInvalid, entry: 6)],
        build: { log in
          try log.witness(Head(size: 6, root: log.frontier.root), isSigned: false)
        }),
      LogCase(
        name: "witness_of_no_time", description: "the time of the witness is 2^63 seconds",
        expectations: [.init(kind: .witnessInvalid, entry: 6)],
        build: { log in
          try log.witness(Head(size: 6, root: log.frontier.root), atSeconds: 1 << 63)
        }),
      LogCase(
        name: "rekeyed", description: "the log goes on with another key of its own",
        build: { log in try log.rekey() },
        checkpoint: { try $0.checkpoint(by: LogBuilder.nextLog) }),
      LogCase(
        name: "rekeyed_behind_checkpoint",
        description: "the last checkpoint is one of before the handover, by the old key",
        build: { log in try log.rekey() },
        checkpoint: { try $0.checkpoint(Head(size: 6, root: $0.entries[5].root)) }),
      LogCase(
        name: "old_head_by_new_key", description: "the new key has signed a head of before",
        build: { log in try log.rekey() },
        checkpoint: {
          try $0.checkpoint(Head(size: 6, root: $0.entries[5].root), by: LogBuilder.nextLog)
        }),
      LogCase(
        name: "signed_by_former_key",
        description: "the old key has signed the head that holds its handover",
        expectations: [.init(kind: .checkpointSignature)],
        build: { log in try log.rekey() }),
      LogCase(
        name: "witness_of_former_key",
        description: "a witness has signed a head of before the handover, by the old key",
        build: { log in
          let head = Head(size: 6, root: log.frontier.root)
          try log.rekey()
          try log.witness(head)
        }, checkpoint: { try $0.checkpoint(by: LogBuilder.nextLog) }),
      LogCase(
        name: "handover_without_new_key", description: "the new key has not signed its handover",
        expectations: [.init(kind: .possessionInvalid, entry: 6)],
        build: { log in try log.rekey { $0.lines.removeLast() } }),
      LogCase(
        name: "handover_by_another", description: "another key than the log's hands over",
        expectations: [.init(kind: .possessionInvalid, entry: 6)],
        build: { log in try log.rekey(from: log.admin) }),
      LogCase(
        name: "handover_by_runner", description: "a runner hands over the log's key",
        expectations: [
          .init(kind: .roleViolation, entry: 6), .init(kind: .roleViolation, entry: 6),
        ],
        build: { log in try log.rekey(by: log.runner) }),
      LogCase(
        name: "handover_back", description: "the log goes back to a key that it had",
        expectations: [.init(kind: .roleViolation, entry: 7)],
        build: { log in
          try log.rekey()
          try log.rekey(from: LogBuilder.nextLog, to: log.log)
        }, checkpoint: { try $0.checkpoint(by: LogBuilder.nextLog) }),
      LogCase(
        name: "ended_key", description: "a key signs at the index at which it ends",
        expectations: [.init(kind: .roleViolation, entry: 8)],
        build: { log in
          let ci = try Signer(seed: [UInt8](96..<128), label: "ci")
          let enrolled = LedgerFact.enrolled(
            ci.enrolment(role: .operator, origin: log.origin, until: 8))
          var arguments = enrolled.data
          arguments["kid"] = nil
          try log.add("enroll_key", map(arguments), [event(enrolled)], by: log.admin)
          try log.add("add_note", map([:]), [note("in time")], by: ci)
          try log.add("add_note", map([:]), [note("too late")], by: ci)
        }),
      LogCase(
        name: "rotated_key", description: "a key goes on as another, and then signs itself",
        expectations: [.init(kind: .roleViolation, entry: 8)],
        build: { log in
          let new = try Signer(seed: [UInt8](96..<128), label: "new")
          let rotated = LedgerFact.rotated(
            new.rotation(of: log.runner.keyID, role: .runner, origin: log.origin))
          try log.add("rotate_key", map(rotated.data), [event(rotated)], by: log.runner)
          try log.add(
            "finish_stage", map([:]), [note("x", type: "stage.finished")], by: new)
          try log.add(
            "finish_stage", map([:]), [note("x", type: "stage.finished")], by: log.runner)
        }),
      LogCase(
        name: "rotation_by_another", description: "a runner rotates the admin's key",
        expectations: [.init(kind: .roleViolation, entry: 6)],
        build: { log in
          let new = try Signer(seed: [UInt8](96..<128), label: "new")
          let rotated = LedgerFact.rotated(
            new.rotation(of: log.admin.keyID, role: .admin, origin: log.origin))
          try log.add("rotate_key", map(rotated.data), [event(rotated)], by: log.runner)
        }),
    ]
  }
}

extension LogBuilder {
  /// The key that the log goes on with.
  fileprivate static var nextLog: Signer {
    get throws { try Signer(seed: [UInt8](128..<160), label: "next log") }
  }

  /// Adds an entry that hands over the log's own key.
  fileprivate mutating func rekey(
    from old: Signer? = nil, to new: Signer? = nil, by author: Signer? = nil,
    change: (inout SignedNote) -> Void = { _ in }
  ) throws {
    var note = try Handover(origin: origin, from: old ?? log, to: new ?? Self.nextLog).note
    change(&note)
    let fact = LedgerFact.rekeyed(note: note.encoded)
    try add("rekey_ledger", map(fact.data), [event(fact)], by: author ?? admin)
  }

  /// Adds an entry that says that a witness has signed a head.
  fileprivate mutating func witness(
    _ head: Head, isSigned: Bool = true, atSeconds time: UInt64 = 1_767_225_600
  ) throws {
    let signer = try Signer(seed: [UInt8](96..<128), label: "w")
    let key = try NoteKey(
      name: "example.org/w1", kind: .cosignature, publicKey: signer.publicKey)
    var signed = try Checkpoint(parsing: checkpoint(head))
    if isSigned {
      signed.add(
        try signed.cosignature(by: signer, name: "example.org/w1", atSeconds: time))
    }
    let seen = LedgerFact.witnessed(
      LedgerFact.Witnessing(size: head.size, witness: key.description, note: signed.text))
    try add("witness_checkpoint", map(seen.data), [event(seen)], by: admin)
  }
}
