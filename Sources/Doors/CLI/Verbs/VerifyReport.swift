import Bytes
import Codecs
import Files
import Ledger
import Projections
import Runtime
import StageKit

/// What verifying came to, with the exported files beside the log.
struct VerifyReport {
  /// How far a finding can be told: from the bytes of the log and its blobs with the page of the
  /// format alone, from the rules of studies, or from files beside the log.
  enum Level: String {
    case bytes, rules, files
  }

  private let verification: Verification
  private var checked: [String]
  private(set) var notChecked: [String]
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
        .bytes, finding.kind.rawValue, finding.entry, finding.event, finding.path,
        finding.message)
    }
    if let failure = verification.failure { notChecked.append("\(failure)") }
    if verification.findingsOmitted > 0 {
      notChecked.append("\(verification.findingsOmitted) more findings are not listed")
    }
  }

  var ok: Bool { findings.isEmpty }

  /// Whether all that is wrong is that the rules give something else.
  private(set) var onlyDiffers = true

  /// One word for all of it.
  var verdict: String {
    if !ok { return onlyDiffers ? "differs" : "altered" }
    return notChecked.isEmpty ? "ok" : "ok_as_far_as_checked"
  }

  var json: Value {
    [
      "head": head?.json ?? .null, "witnessed": witnessed.json, "ok": .bool(ok),
      "verdict": .text(verdict),
      "entries": .int(Int64(verification.entries)),
      "events": .int(Int64(verification.events)), "size": .int(Int64(verification.head.size)),
      "root": .text(verification.head.root.hex), "checked": .array(checked.map(Value.text)),
      "not_checked": .array(notChecked.map(Value.text)), "findings": .array(findings),
    ]
  }

  func text(_ style: Style) -> [String] {
    var word = style.word("ok")
    if !ok {
      word = style.paint(verdict, .bad)
    } else if !notChecked.isEmpty {
      word += " as far as checked, \(Amounts.count(notChecked.count, "item")) not checked"
    }
    var text = lines
    for reason in notChecked { text.append("not checked: \(reason)") }
    if let head { text.append(head.text) }
    if let suspect { text.append(suspect) }
    text.append(witnessed.text)
    text.append(
      "\(word): \(Amounts.count(Int(verification.entries), "entry", "entries")), "
        + "\(Amounts.count(Int(verification.events), "event")), root \(verification.head.root.hex)")
    return text
  }

  /// Who besides its writers has seen the log.
  private var witnessed: WitnessReport {
    WitnessReport(verification.authority.witnesses, size: verification.head.size)
  }

  /// Whose entries are suspect, which is no finding.
  private var suspect: String? {
    let keys = verification.authority.keys.filter { $0.suspectSince != nil }
    guard !keys.isEmpty else { return nil }
    let words = keys.map { "those of '\($0.label)' from @\($0.suspectSince ?? 0) on" }
    return "suspect entries: \(Printable.text(words.joined(separator: ", ")))"
  }

  /// Says what was not looked at.
  mutating func skip(_ reasons: String...) { notChecked += reasons }

  /// Folds the log again: what deciders are given has to follow from it, and what was read off
  /// files has to be in those that are kept.
  mutating func audit(_ ledger: Ledger) {
    let derived = ["index_mismatch", "seal_mismatch", "tile_mismatch"]
    guard findings.allSatisfy({ derived.contains($0.asMap?["kind"]?.asText ?? "") }) else {
      skip("the stored states and recorded values: the log itself is altered")
      return
    }
    do {
      let audit = try Audit(try ledger.frozen())
      for key in audit.wrongStates {
        add(
          .rules, "state_mismatch", nil, nil, nil,
          "the stored state '\(key)' is not what the log gives; runledger rebuild repairs it")
      }
      for difference in audit.differences {
        add(
          .rules, "value_mismatch", difference.entry, difference.event, nil, difference.message)
      }
      if audit.hasStatesOfAnotherBuild {
        skip(Rebuild.otherBuild)
      } else {
        checked.append("states")
      }
      checked.append("values")
      if audit.uncheckedValues > 0 {
        skip(
          "\(Amounts.count(audit.uncheckedValues, "recorded value")) of files that are not kept")
      }
    } catch {
      skip("the stored states and recorded values: \(error)")
    }
  }

  /// Decides every command again.
  mutating func replay(_ ledger: Ledger) {
    guard ok else {
      skip("the rules: what is altered is not decided again")
      return
    }
    do {
      let report = try Replay.run(ledger)
      for difference in report.differences {
        add(
          .rules, "replay_differs", difference.entry, difference.event, nil, difference.message)
      }
      checked.append("rules")
      notChecked += report.notChecked
    } catch {
      // What cannot be decided again because nobody's rules ever led to it is no excuse.
      let failure = Failure(error)
      guard failure.exit == .altered else { return skip("the rules: \(error)") }
      add(.rules, "replay_differs", nil, nil, nil, failure.message)
    }
  }

  /// Makes the rows of the views again and compares them with those that are stored: before anybody
  /// uses them, who would put them right first.
  static func rows(of workspace: Workspace) -> Result<RowCheck, ProjectionError> {
    do throws(ProjectionError) {
      return .success(try ViewStore(workspace.directory).check(workspace.ledger))
    } catch {
      return .failure(error)
    }
  }

  /// Takes in how the rows of the views stand.
  mutating func take(_ rows: Result<RowCheck, ProjectionError>) {
    switch rows {
    case .success(let check):
      for table in check.altered {
        add(
          .files, "view_altered", nil, nil, check.path,
          "the table '\(table)' does not hold what the log gives; runledger rebuild repairs it")
      }
      if let reason = check.notChecked { skip(reason) } else { checked.append("rows") }
    case .failure(let error): skip("the rows of the views: \(error.message)")
    }
  }

  /// Takes in what checking the certificate of a table came to.
  mutating func take(_ check: (problems: [String], notChecked: String?), about path: String) {
    for problem in check.problems { add(.files, "table_altered", nil, nil, path, problem) }
    if let reason = check.notChecked { skip(reason) } else { checked.append("table") }
  }

  mutating func checkExports(of workspace: Workspace) {
    let root = PathName.join(workspace.root, "runs")
    do throws(ProjectionError) {
      let files = try Exporter.check(
        workspace.ledger, views: ViewStore(workspace.directory), root: root,
        rules: Domains.manifestRules)
      for file in files {
        let path = PathName.join("runs", file.path)
        switch file.state {
        case .altered: add(.files, "export_altered", nil, nil, path, file.description)
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
    } catch {
      notChecked.append("exported files: \(error.message)")
    }
  }

  private mutating func add(
    _ level: Level, _ kind: String, _ entry: UInt64?, _ event: Int?, _ path: String?,
    _ message: String
  ) {
    if kind != "replay_differs", kind != "value_mismatch" { onlyDiffers = false }
    findings.append([
      "kind": .text(kind), "level": .text(level.rawValue),
      "entry": entry.map { .int(Int64($0)) } ?? .null,
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
  func show(_ report: VerifyReport) -> ExitCode {
    if isJSON {
      console.print(json: report.json)
    } else {
      report.text(console.style).forEach(console.print)
    }
    report.notes.prefix(10).forEach(console.note)
    if report.notes.count > 10 { console.note("and \(report.notes.count - 10) more stale files") }
    if report.ok, let head = report.head, !head.ok { return .negative }
    if report.ok { return .done }
    return report.onlyDiffers ? .differs : .altered
  }
}
