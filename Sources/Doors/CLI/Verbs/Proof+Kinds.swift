import Bytes
import Codecs
import Files
import Ledger
import StageKit

/// Proofs beside the tlog-proof of an entry: of growth, and receipts.
extension Invocation {
  /// Writes the proof that the last checkpoint extends the log of a size.
  func proveGrowth(of ledger: Ledger, from size: UInt64) throws -> ExitCode {
    guard let checkpoint = try ledger.checkpoint() else {
      throw Failure.notFound("this ledger has no checkpoint yet")
    }
    guard size <= checkpoint.head.size else {
      throw Failure.notFound("the last checkpoint covers \(checkpoint.head.size) entries")
    }
    let file = ConsistencyFile(
      first: Head(size: size, root: try ledger.root(at: size)),
      proof: try ledger.consistencyProof(from: size, to: checkpoint.head.size),
      checkpoint: checkpoint)
    if let path = arguments.value("output") {
      try FileSystem.writeAtomically(absolute(path), Array(file.text.utf8))
    }
    if isJSON {
      console.print(json: [
        "from": .int(Int64(size)), "size": .int(Int64(checkpoint.head.size)),
        "proof": .text(file.text),
      ])
    } else if arguments.value("output") == nil {
      console.print(String(file.text.dropLast()))
    }
    return .done
  }

  /// Writes an entry with a receipt of its log.
  func proveWithReceipt(of index: UInt64, in ledger: Ledger) throws -> ExitCode {
    guard let path = arguments.value("output") else {
      throw Failure.usage("a receipt is binary: 'proof make --cose' needs -o")
    }
    let bytes = try ledger.transparentStatement(of: index).bytes
    try FileSystem.writeAtomically(absolute(path), bytes)
    if isJSON {
      console.print(json: ["entry": .int(Int64(index)), "bytes": .int(Int64(bytes.count))])
    }
    return .done
  }

  /// Checks a file that is no tlog-proof; nil when it is one, or nothing that is known.
  func checkOther(_ bytes: [UInt8], _ key: NoteKey, _ path: String) throws -> ExitCode? {
    let holds: Bool
    let words: String
    do throws(FormatError) {
      if bytes.first == 0xd2 {
        let statement = try TransparentStatement(parsing: bytes)
        let entry = try SignedEntry(decoding: statement.entry).entry
        holds = statement.holds(key) && Origin.areSame(entry.origin, statement.issuer)
        words =
          "@\(statement.proof.index) of \(statement.proof.size) in '\(statement.issuer)': "
          + "\(entry.command) by \(entry.keyID)"
      } else if bytes.starts(with: Array(ConsistencyFile.header.utf8)) {
        let file = try ConsistencyFile(parsing: String(decoding: bytes, as: UTF8.self))
        holds = file.holds(key) && Origin.areSame(file.checkpoint.origin, key.name)
        words = "'\(file.checkpoint.origin)' grew from \(file.first) to \(file.checkpoint.head)"
      } else {
        return nil
      }
    } catch {
      throw Failure("proof_malformed", "'\(path)': \(error)", exit: .negative)
    }
    if isJSON {
      console.print(json: ["ok": .bool(holds), "proven": holds ? .text(words) : .null])
    } else {
      console.print(
        holds
          ? "ok: \(Printable.text(words))"
          : "invalid: '\(path)' does not verify with the key \(key.name)")
    }
    return holds ? .done : .negative
  }
}
