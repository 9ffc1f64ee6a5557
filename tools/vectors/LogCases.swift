import Bytes
import Codecs
import Crypto
import Ledger

extension LogCase {
  /// Every case, the right one first.
  static var all: [LogCase] {
    [LogCase(name: "small", description: "a log of six entries")]
      + entryCases + keyCases + lifeCases + checkpointCases + blobCases
  }

  /// A seventh entry that is wrong in one way.
  private static func seventh(
    _ name: String, _ description: String, _ kind: Finding.Kind, command: String = "add_note",
    byRunner: Bool = false, id: String? = nil, _ change: @escaping (inout Entry) -> Void
  ) -> LogCase {
    LogCase(
      name: name, description: description, expectations: [.init(kind: kind, entry: 6)],
      build: { log in
        try log.add(
          command, map(["text": "x"]), [note("x")], by: byRunner ? log.runner : log.admin, id: id,
          change: change)
      })
  }

  private static func bytes(
    _ name: String, _ description: String, _ kind: Finding.Kind,
    _ change: @escaping (inout [UInt8]) -> Void
  ) -> LogCase {
    LogCase(
      name: name, description: description, expectations: [.init(kind: kind, entry: 6)],
      build: { log in
        try log.add("add_note", map(["text": "x"]), [note("x")], by: log.admin)
        log.changeLast(change)
      })
  }

  private static var entryCases: [LogCase] {
    [
      seventh("seen_size", "the author saw a size that is not the index", .seenHeadMismatch) {
        $0.seen.size = 5
      },
      seventh("seen_root", "the author saw another root", .seenHeadMismatch) {
        $0.seen.root = .zero
      },
      seventh("author_sequence", "the author's number skips one", .authorChainBroken) {
        $0.authorSequence += 1
      },
      seventh("author_previous", "the author's previous entry is another", .authorChainBroken) {
        $0.authorPrevious = Merkle.emptyRoot
      },
      seventh("other_origin", "an entry of another log", .originMismatch) {
        $0.origin = "example.com/other"
      },
      seventh(
        "command_id_reused", "the identifier of entry 2 is accepted again", .commandIDReused,
        id: "2"
      ) { _ in },
      seventh(
        "event_not_allowed", "a note promotes a baseline", .eventNotAllowed
      ) { entry in
        entry.events.append(
          EntryEvent(
            type: "baseline.promoted", version: 1, stream: "baseline/a/b", by: "", cause: nil,
            data: .inline([0xa0])))
      },
      seventh(
        "event_of_unknown_command", "a command that nobody knows locks a run", .eventNotAllowed,
        command: "do_as_i_say"
      ) { $0.events[0].type = "run.locked" },
      seventh(
        "role_too_low", "a runner gives an operator's command", .roleViolation, byRunner: true
      ) { _ in },
      seventh(
        "refusal_with_event", "a refusal has a second event", .malformedEntry
      ) { $0.events.append(event(.refused(code: "x", facts: [:]))) },
      bytes("flipped_signature", "a bit of the signature is flipped", .badSignature) {
        $0[$0.count - 40] ^= 1
      },
      bytes("flipped_body", "a bit of the author's clock is flipped", .badSignature) { bytes in
        let clock = bytes.indices.dropFirst(100).first {
          bytes[$0] == 0x05 && bytes[$0 + 1] == 0x1b
        }
        bytes[(clock ?? 100) + 9] ^= 1
      },
      bytes("trailing_byte", "a byte follows the entry", .malformedEntry) { $0.append(0) },
      bytes("truncated", "the last byte is missing", .malformedEntry) { $0.removeLast() },
      bytes(
        "long_length", "the length of the signature is not in its shortest form", .malformedEntry
      ) {
        $0.replaceSubrange(($0.count - 66)..<($0.count - 64), with: [0x59, 0x00, 0x40])
      },
      bytes("future_format", "the body says format 2", .futureFormat) { bytes in
        // The body begins behind tag, array, protected header, empty map and its own length.
        if let start = bytes.firstIndex(of: 0xa8) { bytes[start + 2] = 2 }
      },
    ]
  }

  private static var keyCases: [LogCase] {
    [
      LogCase(
        name: "unknown_key", description: "a key nobody enrolled signs",
        expectations: [.init(kind: .unknownKey, entry: 6)],
        build: { log in
          let stranger = try Signer(seed: [UInt8](96..<128), label: "stranger")
          try log.add("add_note", map([:]), [note("x")], by: stranger)
        }),
      LogCase(
        name: "revoked_key", description: "a key signs after it was revoked",
        expectations: [.init(kind: .roleViolation, entry: 7)],
        build: { log in
          let revoked = LedgerFact.revoked(log.runner.keyID, reason: "lost", since: nil)
          try log.add("revoke_key", map(revoked.data), [event(revoked)], by: log.admin)
          try log.add(
            "finish_stage", map([:]), [note("x", type: "stage.finished")], by: log.runner)
        }),
      LogCase(
        name: "smuggled_role", description: "a runner's command grants its key the role admin",
        expectations: [
          .init(kind: .roleViolation, entry: 6), .init(kind: .eventNotAllowed, entry: 6),
        ],
        build: { log in
          let granted = LedgerFact.roleGranted(log.runner.keyID, .admin, reason: nil)
          try log.add("finish_stage", map([:]), [event(granted)], by: log.runner)
        }),
      LogCase(
        name: "last_admin", description: "the last admin is revoked",
        expectations: [.init(kind: .roleViolation, entry: 6)],
        build: { log in
          let revoked = LedgerFact.revoked(log.admin.keyID, reason: "left", since: nil)
          try log.add("revoke_key", map(revoked.data), [event(revoked)], by: log.admin)
        }),
      LogCase(
        name: "no_possession", description: "a key is enrolled with a proof for another log",
        expectations: [.init(kind: .possessionInvalid, entry: 6)],
        build: { log in
          let other = try Signer(seed: [UInt8](96..<128), label: "other")
          let enrolled = LedgerFact.enrolled(
            other.enrolment(role: .operator, origin: "example.com/other"))
          var arguments = enrolled.data
          arguments["kid"] = nil
          try log.add("enroll_key", map(arguments), [event(enrolled)], by: log.admin)
        }),
      LogCase(
        name: "unknown_field", description: "an event about a key has a field too many",
        expectations: [.init(kind: .malformedEntry, entry: 6)],
        build: { log in
          var granted = event(.roleGranted(log.runner.keyID, .viewer, reason: nil))
          granted.data = map([
            "kid": .bytes(log.runner.keyID.bytes), "role": "viewer", "until": "tomorrow",
          ])
          try log.add("grant_role", map([:]), [granted], by: log.admin)
        }),
    ]
  }

  private static var checkpointCases: [LogCase] {
    [
      LogCase(
        name: "cut_off", description: "the checkpoint covers more entries than there are",
        expectations: [.init(kind: .checkpointMismatch)],
        checkpoint: { try $0.checkpoint(Head(size: 7, root: .zero)) }),
      LogCase(
        name: "checkpoint_root", description: "the checkpoint states another root",
        expectations: [.init(kind: .checkpointMismatch)],
        checkpoint: { try $0.checkpoint(Head(size: 6, root: .zero)) }),
      LogCase(
        name: "checkpoint_key", description: "another key signed the checkpoint",
        expectations: [.init(kind: .checkpointSignature)],
        checkpoint: { try $0.checkpoint(by: $0.admin) }),
      LogCase(
        name: "checkpoint_line", description: "a second line of the log's key is wrong",
        expectations: [.init(kind: .checkpointSignature)],
        checkpoint: { log in
          let text = try log.checkpoint()
          let other = try log.checkpoint(Head(size: 1, root: .zero))
          return text + String(other.split(separator: "\n").last ?? "") + "\n"
        }),
      LogCase(
        name: "checkpoint_witness", description: "a line of an unknown key is ignored",
        checkpoint: { try $0.checkpoint() + "— witness.example.com/w1 AAAAAAAAAAA=\n" }),
      LogCase(
        name: "checkpoint_tail", description: "two entries behind the checkpoint are no fault",
        checkpoint: { log in
          try log.checkpoint(Head(size: 4, root: log.entries[3].root))
        }),
    ]
  }

  private static var blobCases: [LogCase] {
    [
      LogCase(
        name: "blob_altered", description: "the blob of entry 4 does not hash to its name",
        expectations: [.init(kind: .blobAltered, entry: 4)],
        build: { $0.replaceBlob([1, 2, 3]) }),
      LogCase(
        name: "blob_missing", description: "the blob of entry 4 is gone",
        expectations: [.init(kind: .blobMissing, entry: 4)], build: { $0.replaceBlob(nil) }),
    ]
  }
}
