import Bytes
import Codecs
import Files
import Ledger
import Projections
import Runtime
import StageKit
import Study

extension Verb {
  static let verify = Verb(
    name: "verify", summary: "check every byte: log, signatures, kept files, exported files",
    usage: "verify [--quick] [--head FILE [--key VKEY]]",
    details: [
      "Needs no key and no permission to write. Exit code 3 when anything is not what was written.",
      "An exported file that is only out of date is a note, not a finding. With --head, exit code",
      "1 when the log does not extend a head that was kept elsewhere, signed by VKEY or this log.",
    ],
    options: [
      .flag("quick", nil, "hash and compare, but verify no signature and look at no file"),
      .value("head", nil, "FILE", "a head that was kept elsewhere"),
      .value("key", nil, "VKEY", "the verifier key that signed it; by default this log's"),
    ],
    example: "runledger verify --json"
  ) { invocation in
    let directory = try invocation.locate()
    let isQuick = invocation.arguments.has("quick")
    var options = Verifier.Options()
    options.checksSignatures = !isQuick
    options.checksBlobs = !isQuick
    if let damage = Verifier.examine(at: directory.path) {
      return invocation.show(VerifyReport(damage))
    }
    let workspace: Workspace
    do {
      workspace = try invocation.reading()
    } catch let error as LedgerError where error.code != .notFound {
      // What cannot be opened is still looked at, and what is wrong with it named.
      let verification = Verifier.verify(at: directory.path, options)
      guard !verification.ok else { throw verification.failure ?? error }
      return invocation.show(VerifyReport(verification))
    }
    let named = NamedBlobs(workspace.ledger)
    options.references = named.references
    options.purged = named.purged
    let verification = Verifier.verify(workspace.ledger, options)
    if let failure = verification.failure, verification.ok { throw failure }
    var report = VerifyReport(verification)
    if isQuick {
      report.notChecked.append("exported files")
    } else {
      report.checkStates(of: workspace.ledger)
      report.checkExports(of: workspace)
    }
    if let path = invocation.arguments.value("head") {
      let kept = try KeptHead(
        invocation.absolute(path), workspace.ledger, key: invocation.arguments.value("key"))
      report.head = try kept.comparison(with: workspace.ledger)
    }
    return invocation.show(report)
  }
}

/// The blobs that the data of events names, which the ledger itself does not understand.
struct NamedBlobs {
  var references: [BlobReference] = []
  var purged: [Digest] = []

  init(_ ledger: Ledger) {
    // An entry that cannot be read ends the search; verifying the log says what is wrong with it.
    try? ledger.storedEntries { entry in
      for ordinal in 0..<entry.eventCount {
        let type = entry.eventType(ordinal)
        guard type.equals("stage.finished") || type.equals("blob.purged") else { continue }
        let event = entry.event(ordinal)
        guard let bytes = (try? ledger.mapBytes(of: event.data)).flatMap({ $0 }) else { continue }
        if event.type == "blob.purged" {
          let digest = (try? CBOR.decodeMap(bytes))?["digest"]?.asBytes
          if let digest = digest.flatMap(Digest.init(bytes:)) { purged.append(digest) }
        } else if let finished = try? StageFinished(encoded: bytes) {
          for output in finished.outputs + finished.logs where output.kept {
            references.append(
              BlobReference(digest: output.digest, entry: entry.index, event: ordinal))
          }
        }
      }
      return true
    }
  }
}

/// What verifying came to, with the exported files beside the log.
private struct VerifyReport {
  private let verification: Verification
  private var checked: [String]
  var notChecked: [String]
  private var findings: [Value]
  private var lines: [String]
  /// How the log stands to a head that was kept elsewhere, if one was given.
  var head: HeadReport?
  /// What is out of date, which is no finding.
  private(set) var notes: [String] = []

  init(_ verification: Verification) {
    self.verification = verification
    checked = verification.checked.map(\.rawValue)
    notChecked = verification.notChecked
    findings = []
    lines = []
    for finding in verification.findings {
      add(
        finding.kind.rawValue, finding.entry, finding.event, finding.path, finding.message)
    }
    if let failure = verification.failure { notChecked.append("\(failure)") }
    if verification.findingsOmitted > 0 {
      notChecked.append("\(verification.findingsOmitted) more findings are not listed")
    }
  }

  var ok: Bool { findings.isEmpty }

  var json: Value {
    [
      "head": head?.json ?? .null, "ok": .bool(ok), "entries": .int(Int64(verification.entries)),
      "events": .int(Int64(verification.events)), "size": .int(Int64(verification.head.size)),
      "root": .text(verification.head.root.hex), "checked": .array(checked.map(Value.text)),
      "not_checked": .array(notChecked.map(Value.text)), "findings": .array(findings),
    ]
  }

  func text(_ style: Style) -> [String] {
    let word = ok ? style.word("ok") : style.paint("altered", .bad)
    var text = lines
    for reason in notChecked { text.append("not checked: \(reason)") }
    if let head { text.append(head.text) }
    text.append(
      "\(word): \(Amounts.count(Int(verification.entries), "entry", "entries")), "
        + "\(Amounts.count(Int(verification.events), "event")), root \(verification.head.root.hex)")
    return text
  }

  /// Folds the log again, and compares what deciders were given with what they should have been.
  mutating func checkStates(of ledger: Ledger) {
    guard ok else { return }
    do {
      for key in try Rebuild.wrongStates(of: try ledger.frozen()) {
        add(
          "state_mismatch", nil, nil, nil,
          "the stored state '\(key)' is not what the log gives; runledger rebuild mends it")
      }
      checked.append("states")
      notChecked.removeAll { $0.hasPrefix("the states table") }
    } catch {
      notChecked.append("the states table: \(error)")
      notChecked.removeAll { $0.hasPrefix("the states table, which") }
    }
  }

  mutating func checkExports(of workspace: Workspace) {
    let root = PathName.join(workspace.root, "runs")
    do throws(ProjectionError) {
      let files = try Exporter.check(
        workspace.ledger, views: ViewStore(workspace.directory), root: root)
      for file in files {
        let path = PathName.join("runs", file.path)
        switch file.state {
        case .altered: add("export_altered", nil, nil, path, file.description)
        case .stale, .newer: notes.append(file.description)
        case .current, .missing: break
        }
      }
      let missing = files.count { $0.state == .missing }
      if missing < files.count { checked.append("exports") }
      if missing > 0 {
        notChecked.append(
          "\(Amounts.count(missing, "exported file")) not there; runledger export makes them")
      }
      notChecked.append("the directories of attempts below 'runs', and files that no view has")
      // The ledger itself knows of no files outside of it.
      notChecked.removeAll { $0.hasSuffix("files outside of the ledger") }
      notChecked.append("what the events mean, which 'replay' checks")
    } catch {
      notChecked.append("exported files: \(error.message)")
    }
  }

  private mutating func add(
    _ kind: String, _ entry: UInt64?, _ event: Int?, _ path: String?, _ message: String
  ) {
    findings.append([
      "kind": .text(kind), "entry": entry.map { .int(Int64($0)) } ?? .null,
      "event": event.map { .int(Int64($0)) } ?? .null, "path": path.map(Value.text) ?? .null,
      "message": .text(message),
    ])
    var place = entry.map { "@\($0)" } ?? ""
    if let event { place += ".\(event)" }
    let whole = [place, path ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
    lines.append("\(kind): \(whole.isEmpty ? "" : "\(whole): ")\(Printable.text(message))")
  }
}

extension Invocation {
  fileprivate func show(_ report: VerifyReport) -> ExitCode {
    if isJSON {
      console.print(json: report.json)
    } else {
      report.text(console.style).forEach(console.print)
    }
    report.notes.prefix(10).forEach(console.note)
    if report.notes.count > 10 { console.note("and \(report.notes.count - 10) more stale files") }
    if report.ok, let head = report.head, !head.ok { return .negative }
    return report.ok ? .done : .altered
  }
}
