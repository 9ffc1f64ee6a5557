import Bytes
import Codecs
import Files
import Ledger
import Projections
import Runtime
import StageKit

extension Verb {
  static let proofMake = Verb(
    name: "proof make", summary: "write a proof that an entry is in the log",
    usage: "proof make @ENTRY|SUBJECT [--cose] -o FILE | proof make --from N [-o FILE]",
    details: [
      "For a run, a report or any other subject of 'log', the last entry is used. The file",
      "holds the entry, its inclusion proof and the checkpoint, in the format c2sp.org/tlog-proof:",
      "'proof check' needs only that and the log's key. With --cose it is the entry with",
      "a receipt of RFC 9942, signed by the ledger's own key. With --from it is a proof that",
      "the last checkpoint extends the log of N entries.",
    ],
    options: [
      .flag("cose", nil, "as the entry with a COSE receipt"),
      .value("from", nil, "N", "prove that the log only grew since it had N entries"),
      .value("output", "o", "FILE", "write to FILE instead of stdout"),
    ],
    example: "runledger proof make @0 -o first.tlog-proof", operands: 0...1, completes: .subjects
  ) { invocation in
    let workspace = try invocation.reading()
    let ledger = try workspace.ledger.frozen()
    if let size = try invocation.arguments.int("from", in: 0...Int64.max) {
      guard invocation.operand(0) == nil else {
        throw Failure.usage(
          "'--from' proves of the whole log, not of '\(invocation.operand(0) ?? "")'")
      }
      return try invocation.proveGrowth(of: ledger, from: UInt64(size))
    }
    guard invocation.operand(0) != nil else {
      throw Failure.usage("'proof make' needs an entry or a subject, or --from")
    }
    let index = try Self.entry(invocation.operand(0) ?? "", workspace)
    guard let checkpoint = try ledger.checkpoint() else {
      throw Failure.notFound("this ledger has no checkpoint yet")
    }
    guard index < checkpoint.head.size else {
      throw Failure.notFound(
        "no checkpoint covers '@\(index)' yet", hint: "a note, or the end of a run, signs one")
    }
    if invocation.arguments.has("cose") {
      return try invocation.proveWithReceipt(of: index, in: ledger)
    }
    let file = ProofFile(
      entry: try ledger.provenEntry(index).bytes,
      proof: try ledger.inclusionProof(of: index, at: checkpoint.head.size),
      checkpoint: checkpoint)
    if let path = invocation.arguments.value("output") {
      try FileSystem.writeAtomically(invocation.absolute(path), Array(file.text.utf8))
    }
    if invocation.isJSON {
      invocation.console.print(json: [
        "entry": .int(Int64(index)), "size": .int(Int64(checkpoint.head.size)),
        "proof": .text(file.text),
      ])
    } else if invocation.arguments.value("output") == nil {
      invocation.console.print(String(file.text.dropLast()))
    }
    return .done
  }

  static let proofCheck = Verb(
    name: "proof check", summary: "check a proof with only the log's key; needs no ledger",
    usage: "proof check FILE --key VKEY [--handover FILE]",
    details: ["Exit code 1 if it is invalid. VKEY is what 'head --vkey' prints."],
    options: [.value("key", nil, "VKEY", "the log's verifier key"), .handover],
    example: "runledger proof check first.tlog-proof --key \"$(cat log.vkey)\"", operands: 1...1,
    completes: .files
  ) { invocation in
    let key = try invocation.trustedKey()
    let path = invocation.absolute(invocation.operand(0) ?? "")
    let bytes: [UInt8]
    do throws(FileError) { bytes = try FileSystem.readFile(path, limit: 1 << 20) } catch {
      throw Failure.notFound("\(error)")
    }
    if let code = try invocation.checkOther(bytes, key, path) { return code }
    let file: ProofFile
    let entry: SignedEntry
    do throws(FormatError) {
      file = try ProofFile(parsing: String(decoding: bytes, as: UTF8.self))
      entry = try SignedEntry(decoding: file.entry)
    } catch {
      throw Failure("proof_malformed", "'\(path)': \(error)", exit: .negative)
    }
    // The checkpoint may be right for another entry of another log: the entry names its own.
    let holds =
      file.holds([key]) && Origin.areSame(entry.entry.origin, file.checkpoint.origin)
      && Origin.areSame(key.name, file.checkpoint.origin)
    if invocation.isJSON {
      invocation.console.print(json: [
        "ok": .bool(holds), "origin": .text(file.checkpoint.origin),
        "entry": .int(Int64(clamping: file.index)),
        "size": .int(Int64(clamping: file.checkpoint.head.size)),
        "author": .text(entry.entry.keyID.hex), "command": .text(entry.entry.command),
        "events": .array(entry.entry.events.map { .text($0.type) }),
      ])
    } else if holds {
      let types = entry.entry.events.map(\.type).joined(separator: ", ")
      invocation.console.print(
        "ok: @\(file.index) of \(file.checkpoint.head.size) in '\(file.checkpoint.origin)': "
          + Printable.text("\(entry.entry.command) by \(entry.entry.keyID), \(types)"))
    } else {
      invocation.console.print("invalid: '\(path)' does not verify with the key \(key.name)")
    }
    return holds ? .done : .negative
  }

  /// The entry that is meant: by its index, or the last of a stream.
  private static func entry(_ word: String, _ workspace: Workspace) throws -> UInt64 {
    if word.hasPrefix("@"), let index = UInt64(word.dropFirst()) { return index }
    let stream = try Subjects(workspace).stream(word)
    let record = LedgerRecord(workspace.ledger, views: ViewStore(workspace.directory))
    guard let last = try record.entries(ofStream: stream, last: 1).last else {
      throw Failure.notFound("nothing is recorded of '\(word)'")
    }
    return last.index
  }
}
