import Codecs
import Engines
import Projections
import Runtime
import Study

/// What `status` prints of studies, in at most a screen.
struct StatusPage {
  private let subjects: Subjects
  private let style: Style

  /// How many failures, stale units and studies are named before the rest is counted.
  private static let failuresMax = 5
  private static let staleMax = 3
  private static let openMax = 3
  private static let closedMax = 8

  init(_ subjects: Subjects, _ style: Style) {
    self.subjects = subjects
    self.style = style
  }

  /// Work that failed and waits for somebody.
  struct Failure {
    var run: String
    var stage: String
    var unit: String
    var why: String
    /// The file with the stage's standard error, relative to the ledger's parent.
    var stderr: String?

    var work: String { "\(run)/\(stage)\(unit.isEmpty ? "" : "[\(unit)]")" }

    var json: Value {
      [
        "run": .text(run), "stage": .text(stage), "unit": .text(unit), "why": .text(why),
        "stderr": stderr.map(Value.text) ?? .null,
      ]
    }
  }

  /// What failed in a study, in the order in which it did.
  func failures(_ report: StudyReport) -> [Failure] {
    let blocked = subjects.states.study(report.study)?.blocked ?? []
    guard !blocked.isEmpty else { return [] }
    let views = ViewStore(subjects.workspace.directory)
    try? views.catchUp(subjects.workspace.ledger)
    return blocked.map { address in
      let unit = subjects.states.run(report.study, address.run)?.unit(address.stage, address.unit)
      let reason = (try? views.reason(report.study, address)) ?? nil
      let hasProcess = unit?.outcome != nil && unit?.outcome != .succeeded
      let id = AttemptID(
        study: report.study, run: address.run, stage: address.stage, unit: address.unit,
        attempt: max(1, unit?.attempt ?? 1))
      return Failure(
        run: address.run, stage: address.stage, unit: address.unit,
        why: reason.map(Self.plain) ?? "it waits for a person",
        stderr: hasProcess ? AttemptFiles.relativeLog(of: id, isError: true) : nil)
    }
  }

  /// The latest violations of a study that is not closed, newest last.
  func violations(_ report: StudyReport) -> [String] {
    guard report.closing == nil,
      subjects.states.study(report.study).map({ $0.violationCount > 0 }) ?? false
    else { return [] }
    let views = ViewStore(subjects.workspace.directory)
    try? views.catchUp(subjects.workspace.ledger)
    return (try? views.violations(of: report.study, last: Self.staleMax)) ?? []
  }

  /// The reason without the words that rules have for it: `failure: exit:3: it exited with 3`.
  private static func plain(_ reason: String) -> String {
    var text = Substring(reason)
    for start in ["failure: ", "exit:"] where text.hasPrefix(start) {
      text = text.dropFirst(start.count)
      if start == "exit:" { text = text.drop { $0.isNumber }.dropFirst(2) }
    }
    return text.isEmpty ? reason : String(text)
  }

  /// What the next claim would do again because something changed, each as work and reason.
  func stale(_ report: StudyReport) -> [String] {
    guard let study = subjects.states.study(report.study), study.revision > 1,
      report.state != .closed, report.state != .halted
    else { return [] }
    let claim = ClaimWork(
      study: report.study, slots: ClaimWork.slotsMax, keepsGoing: true, pins: [:])
    let events = (try? subjects.workspace.handler.preview(claim)) ?? []
    return events.flatMap { event -> [String] in
      switch event.fact {
      case .runPlanned(let planned):
        planned.stale.filter { $0.action == .redo }.map { unit in
          let key = unit.unit.isEmpty ? "" : "[\(unit.unit)]"
          return "\(event.stream.name)/\(unit.stage)\(key): \(unit.why)"
        }
      case .stageRequested(let requested) where requested.why == "stale":
        ["\(event.stream.name)/\(requested.stage): what it was made of changed"]
      default: []
      }
    }
  }

  /// Every study with every stage.
  func everything(_ reports: [StudyReport]) -> [String] {
    var lines: [String] = []
    for (place, report) in reports.enumerated() {
      if place > 0 { lines.append("") }
      lines += report.lines(style, subjects.openWarnings(of: report.study))
      lines += failed(report, limit: .max)
    }
    return lines
  }

  /// One study in a few lines.
  func short(_ report: StudyReport) -> [String] {
    var lines = [head(report), "  \(Printable.text(report.objective))"]
    let counted = report.runs.filter { $0.count > 0 }.map { "\($0.count) \($0.name)" }
    if !counted.isEmpty { lines.append("  runs: \(counted.joined(separator: ", "))") }
    if let batch = report.batch { lines.append("  batch: \(batch)") }
    if report.closing == nil {
      lines += progress(report)
      lines += ProgressText.comparison(report.comparison).map { "  \($0)" }
      if let eta = report.etaNanoseconds { lines.append("  ETA \(Amounts.duration(eta))") }
    }
    lines += violations(report).map { "  \(style.word("violation")) \(Printable.text($0))" }
    for stage in report.stages where stage.unread > 0 {
      let count = Amounts.count(stage.unread, "reported line")
      lines.append("  in doubt: \(count) of '\(stage.name)' cannot be read")
    }
    lines += failed(report, limit: Self.failuresMax)
    let stale = stale(report)
    if !stale.isEmpty {
      lines.append("  stale: \(Amounts.count(stale.count, "unit")) will be done again")
      lines += stale.prefix(Self.staleMax).map { "    \(Printable.text($0))" }
      if stale.count > Self.staleMax { lines.append("    and \(stale.count - Self.staleMax) more") }
    }
    lines += report.standing(style)
    let warnings = subjects.openWarnings(of: report.study)
    lines += warnings.prefix(Self.failuresMax).map { "  \(style.word("WARN")) \($0.path)" }
    if warnings.count > Self.failuresMax {
      lines.append("  and \(warnings.count - Self.failuresMax) more warnings")
    }
    let next = stale.isEmpty ? report.next : "\(report.next), and \(stale.count) stale"
    if report.closing == nil { lines.append("  next: \(Printable.text(next))") }
    if let command = report.command {
      lines.append("  \(report.closing == nil ? "     " : "next:") \(command)")
    }
    return lines
  }

  /// All studies: those that need somebody in a few lines each, the others in one.
  func overview(_ reports: [StudyReport]) -> [String] {
    let studies = reports.filter { !$0.isCommand }
    let open = studies.filter { $0.state != .closed || $0.command?.contains("rerun") == true }
    let closed = studies.filter { report in !open.contains { $0.study == report.study } }
    var lines: [String] = []
    for report in open.prefix(Self.openMax) { lines += short(report) + [""] }
    lines += open.dropFirst(Self.openMax).prefix(Self.closedMax).map(line)
    lines += closed.suffix(Self.closedMax).map(line)
    let hidden =
      max(0, open.count - Self.openMax - Self.closedMax) + max(0, closed.count - Self.closedMax)
    if hidden > 0 {
      lines.append(
        "and \(Amounts.count(hidden, "more study", "more studies")): runledger status --all")
    }
    let commands = reports.filter(\.isCommand)
    if !commands.isEmpty { lines += group(commands) }
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  /// Single commands as one group.
  private func group(_ commands: [StudyReport]) -> [String] {
    let failed = commands.filter { $0.state == .failed }
    let done = commands.count { $0.state == .closed }
    var parts = ["\(done) done"]
    if !failed.isEmpty { parts.append("\(failed.count) failed") }
    let rest = commands.count - done - failed.count
    if rest > 0 { parts.append("\(rest) open") }
    var lines = [
      "\(style.paint("exec", .strong)): \(Amounts.count(commands.count, "command")), "
        + parts.joined(separator: ", ")
    ]
    for report in failed.suffix(Self.staleMax) {
      let why = failures(report).first?.why ?? ""
      lines.append(
        "  \(style.word("failed")) \(report.study): \(Printable.text(report.objective)): "
          + Printable.text(why))
    }
    if failed.count > Self.staleMax {
      lines.append(
        "  and \(failed.count - Self.staleMax) more: runledger runs --where 'state = failed'")
    }
    return lines
  }

  private func head(_ report: StudyReport) -> String {
    var head = "\(style.paint(report.study, .strong)): \(style.word(report.state.rawValue))"
    if let closing = report.closing { head += " (\(closing.rawValue))" }
    if !report.level.isEmpty, report.closing == nil { head += " at level \(report.level)" }
    return head
  }

  private func line(_ report: StudyReport) -> String {
    let planned = report.runs.first { $0.name == "planned" }?.count ?? 0
    let finished = report.runs.first { $0.name == "finished" }?.count ?? 0
    return "\(head(report)), \(finished) of \(Amounts.count(planned, "run"))"
  }

  /// Levels that are done in one line, and the stages of the present one.
  private func progress(_ report: StudyReport) -> [String] {
    var levels: [String] = []
    for stage in report.stages where !levels.contains(stage.level) { levels.append(stage.level) }
    return levels.map { level in
      let stages = report.stages.filter { $0.level == level }
      let done = stages.reduce(0) { $0 + $1.done }
      let total = stages.reduce(0) { $0 + $1.total }
      let name = level.isEmpty ? "" : "level \(level): "
      if done == total { return "  \(name)\(done) of \(Amounts.count(total, "unit")) done" }
      let parts = stages.filter { $0.done < $0.total || $0.verdict.map { $0 > .pass } ?? false }
        .map { stage in
          let verdict = stage.verdict.flatMap { $0 > .pass ? " \(style.word($0.rawValue))" : nil }
          return "\(stage.name) \(stage.done)/\(stage.total)\(verdict ?? "")"
        }
      let shown = parts.prefix(6).joined(separator: ", ")
      let more = parts.count > 6 ? " and \(parts.count - 6) more stages" : ""
      return "  \(name)\(done) of \(total) units done: \(shown)\(more)"
    }
  }

  /// What failed, why, and where its standard error is.
  func failed(_ report: StudyReport, limit: Int) -> [String] {
    let failures = failures(report)
    var lines = failures.prefix(limit).flatMap { failure -> [String] in
      let word = failure.why.hasPrefix("approval:") ? "waits" : "failed"
      let first = "  \(style.word(word)) \(failure.work): \(Printable.text(failure.why))"
      return [first] + (failure.stderr.map { ["    stderr: \($0)"] } ?? [])
    }
    if failures.count > limit {
      lines.append("  and \(failures.count - limit) more: runledger status \(report.study) --all")
    }
    return lines
  }
}
