import Bytes
import Codecs
import Files
import Ledger
import Runtime
import StageKit

extension Verb {
  static let head = Verb(
    name: "head", summary: "print the last checkpoint, which commits to the whole history",
    usage: "head [--vkey|--handovers] | head compare DIR|FILE",
    details: [
      "Keep it somewhere else: two heads of one log are either consistent or prove a fork.",
      "'head compare' says whether this log extends a head that was kept, or that of a copy of the",
      "log; exit code 1 if it does not. --vkey prints the key that others check heads with. If",
      "it was rotated, --handovers prints how holders of an earlier key can verify the new one.",
    ],
    options: [
      .flag("vkey", nil, "print the log's verifier key instead"),
      .flag("handovers", nil, "print each rotation of that key, signed by the old and the new one"),
    ],
    example: "runledger head > head.txt", operands: 0...2, completes: .files
  ) { invocation in
    let workspace = try invocation.reading()
    if let word = invocation.operand(0) {
      guard word == "compare", let path = invocation.operand(1) else {
        throw Failure.usage("'head' takes no '\(word)': runledger head compare DIR|FILE")
      }
      let kept = try KeptHead(invocation.absolute(path), workspace.ledger, key: nil)
      return try invocation.show(kept.comparison(with: workspace.ledger))
    }
    if invocation.arguments.has("vkey") {
      let key = try workspace.ledger.verifierKey().description
      if invocation.isJSON {
        invocation.console.print(json: ["vkey": .text(key)])
      } else {
        invocation.console.print(key)
      }
      return .done
    }
    if invocation.arguments.has("handovers") {
      let handovers = try workspace.ledger.handovers()
      if invocation.isJSON {
        invocation.console.print(json: [
          "handovers": .array(
            handovers.map {
              [
                "old": .text($0.old.description), "new": .text($0.new.description),
                "note": .text($0.note.encoded),
              ]
            })
        ])
      } else {
        handovers.forEach { invocation.console.print(String($0.note.encoded.dropLast())) }
        if handovers.isEmpty { invocation.console.note("the key was never rotated") }
      }
      return .done
    }
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

/// A head that was kept outside of the ledger: a file that 'head' printed, or a copy of the ledger.
struct KeptHead {
  private let origin: String
  private let head: Head

  /// Reads a head; what the key, by default one that this log had at that size or later, did not
  /// sign is refused.
  init(_ path: String, _ ledger: Ledger, key: String?) throws {
    if try FileSystem.status(path)?.kind == .directory {
      let inner = PathName.join(path, LedgerDirectory.name)
      let place = LedgerDirectory(inner).exists ? inner : path
      let other = try Ledger.open(at: place, mode: .readOnly)
      defer { other.close() }
      origin = other.origin
      head = try other.head()
      return
    }
    let bytes: [UInt8]
    do throws(FileError) { bytes = try FileSystem.readFile(path, limit: 1 << 20) } catch {
      throw Failure.notFound("\(error)")
    }
    let authority = try ledger.authority()
    let checkpoint: Checkpoint
    var trusted: [NoteKey] = []
    do throws(FormatError) {
      checkpoint = try Checkpoint(parsing: bytes)
      if let key {
        trusted = [try NoteKey(parsing: key)]
      } else {
        for key in authority.logKeys(at: checkpoint.head.size) {
          trusted.append(try NoteKey(name: checkpoint.origin, publicKey: key))
        }
      }
    } catch {
      throw Failure.usage("'\(path)' is not a head, or the key is invalid: \(error)")
    }
    guard checkpoint.isSigned(byOneOf: trusted) else {
      let keys = trusted.map(\.description).joined(separator: " or ")
      throw Failure(
        "head_not_signed", "'\(path)' is not signed by \(keys)",
        hint: "give the log's own key with --key", exit: .negative)
    }
    origin = checkpoint.origin
    head = checkpoint.head
  }

  /// How the ledger stands to it.
  func comparison(with ledger: Ledger) throws -> HeadReport {
    guard Origin.areSame(origin, ledger.origin) else {
      return HeadReport(kept: head, here: try ledger.head(), state: "other_log", proof: [])
    }
    let (here, found) = try ledger.compare(with: head)
    switch found {
    case .equal: return HeadReport(kept: head, here: here, state: "equal", proof: [])
    case .ahead(let proof):
      return HeadReport(kept: head, here: here, state: "ahead", proof: proof.path)
    case .behind: return HeadReport(kept: head, here: here, state: "behind", proof: [])
    case .forked: return HeadReport(kept: head, here: here, state: "forked", proof: [])
    }
  }
}

/// What comparing with a head came to.
struct HeadReport {
  var kept: Head
  var here: Head
  var state: String
  var proof: [Digest]

  var ok: Bool { state == "equal" || state == "ahead" }

  var json: Value {
    [
      "ok": .bool(ok), "state": .text(state), "kept": .text(kept.description),
      "here": .text(here.description), "proof": .array(proof.map { .text($0.hex) }),
    ]
  }

  var text: String {
    switch state {
    case "equal": "equal: the log is at \(here)"
    case "ahead":
      "ahead: the log extends \(kept) by "
        + Amounts.count(Int(here.size - kept.size), "entry", "entries")
    case "behind": "behind: kept is \(kept), the log is at \(here)"
    case "forked": "forked: kept is \(kept), the log is at \(here) with another history"
    default: "another log: kept is \(kept), this one is at \(here)"
    }
  }
}

extension Invocation {
  /// Prints how the log stands to a head.
  func show(_ report: HeadReport) -> ExitCode {
    if isJSON { console.print(json: report.json) } else { console.print(report.text) }
    return report.ok ? .done : .negative
  }
}
