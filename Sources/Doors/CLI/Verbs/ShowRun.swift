import Bytes
import Codecs
import Files
import Ledger
import Projections
import Runtime
import StageKit
import Study

extension Invocation {
  /// Prints a run, or what it names of the run's stages.
  func showRun(
    _ target: (run: Subjects.Run, stage: String?, unit: String?), _ subjects: Subjects
  ) throws -> ExitCode {
    let workspace = subjects.workspace
    let record = LedgerRecord(workspace.ledger, views: ViewStore(workspace.directory))
    let study = try record.study(target.run.study, with: target.run.id)
    guard let view = study.run(target.run.id),
      let state = subjects.states.run(target.run.study, target.run.id)
    else { throw Failure.notFound("there is no run '\(target.run.path)'") }
    let units = view.stages.filter { target.stage == nil || $0.name == target.stage }
      .flatMap { stage in
        stage.units.filter { target.unit == nil || $0.key == target.unit }
          .map { ShownUnit(stage: stage.name, view: $0, workspace) }
      }
    if target.unit != nil, units.isEmpty {
      throw Failure.notFound(
        "nothing has happened to '\(target.unit ?? "")' of '\(target.stage ?? "")'",
        hint: "runledger show \(target.run.path)")
    }
    let cause = try why(workspace) { causes in
      // Of a whole run, the event that decided; of a part of it, the newest one.
      if target.stage == nil {
        return try causes.decisive(of: .run(target.run.study, target.run.id))
      }
      return units.compactMap { unit in
        unit.view.changed ?? state.unit(unit.stage, unit.view.key)?.requestedAt
      }.max()
    }
    if isJSON {
      var members = Self.members(view, state)
      members["units"] = .array(units.map(\.json))
      if arguments.has("why") { members["why"] = cause?.json ?? .null }
      console.print(json: .map(members))
      return .done
    }
    if target.stage == nil { head(view, state).forEach(console.print) }
    var table = TextTable([
      .words("stage"), .words("unit"), .words("state"), .numbers("attempts"), .words("verdict"),
      .numbers("time"),
    ])
    for unit in units { table.add(unit.row) }
    table.lines(indent: "  ", style: console.style).forEach(console.print)
    units.flatMap { $0.remarks(of: target.run) }.forEach { console.print("  \($0)") }
    for unit in units where !unit.metrics.isEmpty {
      console.print("  metrics of \(Printable.text(unit.name)): \(Printable.text(unit.metrics))")
    }
    var outputs = TextTable([
      .words("output"), .numbers("size"), .words("sha256"), .words("kept"),
    ])
    for unit in units { unit.outputs.forEach { outputs.add($0) } }
    if !outputs.isEmpty {
      outputs.lines(indent: "  ", style: console.style).forEach(console.print)
    }
    show(cause)
    return .done
  }

  private func head(_ view: RunView, _ state: RunState) -> [String] {
    var lines = [
      "\(console.style.paint("\(view.study)/\(view.id)", .strong)): "
        + console.style.word(view.status.rawValue)
        + (state.finished.map { " \(console.style.word($0.rawValue))" } ?? "")
    ]
    let level = state.level.isEmpty ? "" : "level \(state.level), "
    lines.append("  \(level)seed \(state.seed), revision \(state.revision)")
    if let source = state.imported { lines.append("  executed elsewhere: \(source)") }
    if !state.isProduction {
      lines.append("  production: false, because of \(state.bypassed.joined(separator: ", "))")
    }
    for bypass in state.bypasses {
      let given = bypass.grantedAt.map { ", granted \($0)" } ?? ""
      lines.append(
        "    \(bypass.flag)=\(bypass.value.plainText) for \(bypass.scope)\(given)")
    }
    if let reason = state.invalidated { lines.append("  has to be rebuilt: \(reason)") }
    if let of = state.of { lines.append("  instead of \(of)") }
    if let by = state.replacedBy { lines.append("  replaced by \(by)") }
    let params = state.params.map { "\($0.name)=\($0.value.plainText)" }
    if !params.isEmpty {
      lines.append("  params: \(Printable.text(params.joined(separator: " ")))")
    }
    if view.isCommand, let command = view.lastCommand {
      lines.append("  command: \(Printable.text(ShellText.line(command)))")
    }
    if !view.tags.isEmpty {
      let tags = view.tags.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
      lines.append("  tags: \(Printable.text(tags))")
    }
    for metric in view.metricMeans {
      lines.append("  \(Printable.text(metric.name)) = \(Number.text(metric.value))")
    }
    if let lock = view.lock {
      lines.append("  locked \(lock.stamp.time) by \(lock.stamp.author)")
    }
    for statement in view.statements {
      lines.append(
        "  \(statement.kind) \(statement.stamp.event): \(Printable.text(statement.text))")
    }
    return lines
  }

  private static func members(_ view: RunView, _ state: RunState) -> ValueMap {
    var params = ValueMap()
    for parameter in state.params { params[parameter.name] = parameter.value }
    var metrics = ValueMap()
    for metric in view.metricMeans { metrics[metric.name] = .double(metric.value) }
    var tags = ValueMap()
    for tag in view.tags { tags[tag.name] = .text(tag.value) }
    return [
      "kind": "run", "study": .text(view.study), "run": .text(view.id),
      "level": .text(state.level), "index": .int(Int64(state.index)), "seed": .int(state.seed),
      "per": .text(state.scope.rawValue), "revision": .int(Int64(state.revision)),
      "state": .text(view.status.rawValue),
      "verdict": state.finished.map { .text($0.rawValue) } ?? .null,
      "locked": .bool(state.isLocked), "of": state.of.map(Value.text) ?? .null,
      "replaced_by": state.replacedBy.map(Value.text) ?? .null, "params": .map(params),
      "production": .bool(state.isProduction), "bypassed": .array(state.bypassed.map(Value.text)),
      "overrides": .array(state.bypasses.map { $0.json(study: view.study) }),
      "invalidated": state.invalidated.map(Value.text) ?? .null,
      "imported": state.imported.map(Value.text) ?? .null,
      "metrics": .map(metrics), "tags": .map(tags), "elapsed_ns": .int(state.elapsed),
    ]
  }
}

/// A unit of a stage as `show` prints it.
private struct ShownUnit {
  let stage: String
  let view: UnitView
  /// Of blocked work, the last lines that it wrote to standard error, or else to standard output.
  let lastLines: (file: String, lines: [String])?
  /// Of blocked work, the directory with its context and all that it wrote.
  let meta: String?
  /// Where kept files lie.
  private let blobs: BlobStore

  init(stage: String, view: UnitView, _ workspace: Workspace) {
    self.stage = stage
    self.view = view
    blobs = workspace.ledger.blobs
    guard view.blocked != nil, let attempt = view.attempts.last else {
      lastLines = nil
      meta = nil
      return
    }
    lastLines =
      (attempt.end?.logs ?? []).lazy.compactMap { log in
        let bytes = (try? workspace.ledger.blobs.read(log.digest)) ?? nil
        let text = String(decoding: bytes?.suffix(Self.tail) ?? [], as: UTF8.self)
        let lines = text.split(separator: "\n").filter { !$0.allSatisfy(\.isWhitespace) }
        return lines.isEmpty ? nil : (log.path, lines.suffix(Self.linesMax).map(String.init))
      }.first
    let place = attempt.directory + ".meta"
    let path = PathName.join(workspace.root, place)
    meta = FileSystem.exists(path) ? place : nil
  }

  /// How many bytes of a stream are looked at, and how many of its lines are shown.
  private static let tail = 16_384
  private static let linesMax = 20

  var row: [String] {
    let elapsed = view.attempts.reduce(Int64(0)) { $0 + ($1.end?.elapsed ?? 0) }
    return [
      stage, view.key, view.phase.rawValue, "\(view.attempts.count)",
      view.verdict?.rawValue ?? "-", elapsed > 0 ? Amounts.duration(elapsed) : "-",
    ]
  }

  var name: String { view.key.isEmpty ? stage : "\(stage)[\(view.key)]" }

  /// What the result that counts reported.
  var metrics: String {
    (view.result?.end?.metrics ?? []).map { "\($0.name)=\(Number.text($0.value))" }
      .joined(separator: " ")
  }

  /// The files of the result that counts.
  var outputs: [[String]] {
    (view.result?.end?.outputs ?? []).map { output in
      [
        "\(name)/\(output.path)", Amounts.size(output.size),
        String(output.digest.hex.prefix(12)),
        !output.kept ? "digest only" : blobs.contains(output.digest) ? "yes" : "gone",
      ]
    }
  }

  /// Why it does not stand as one would wish, and what may help.
  func remarks(of run: Subjects.Run) -> [String] {
    var remarks: [String] = []
    if let blocked = view.blocked {
      remarks.append("\(name) is blocked (\(blocked.reason)): \(blocked.evidence)")
      remarks.append("  proposal: \(blocked.proposal)")
      if let command = blocked.command { remarks.append("  \(command)") }
      remarks += blocked.decisionLines
    } else if let error = view.attempts.last?.end?.error {
      remarks.append("\(name): \(error)")
    }
    if let unread = view.attempts.last?.end?.unread, unread > 0 {
      let lines = unread == 1 ? "1 line" : "\(unread) lines"
      remarks.append("\(name): \(lines) of what it reported cannot be read")
    }
    if let reused = view.result?.reused {
      let source = reused.id(in: run.study)
      remarks.append("\(name) is reused: the result of \(source), which counts once")
    }
    if let skipped = view.skipped { remarks.append("\(name) is skipped: \(skipped)") }
    if let stale = view.stale { remarks.append("\(name) is stale: \(stale)") }
    if let attempt = view.attempts.last, let end = attempt.end,
      end.outcome != .succeeded || view.blocked != nil
    {
      let id = AttemptID(
        study: run.study, run: run.id, stage: stage, unit: view.key, attempt: attempt.number)
      if view.blocked != nil {
        remarks.append("  its command: \(attempt.command.joined(separator: " "))")
      }
      remarks.append("  its files: \(attempt.directory)")
      remarks.append("  its stderr: \(AttemptFiles.relativeLog(of: id, isError: true))")
      if let meta { remarks.append("  its context and streams: \(meta)") }
      if let (file, lines) = lastLines {
        remarks.append("  the last lines of its \(file):")
        remarks += lines.map { "    \($0)" }
      }
    }
    return remarks.map(Printable.text)
  }

  var json: Value {
    let outputs = view.result?.end?.outputs ?? []
    var reported = ValueMap()
    for metric in view.result?.end?.metrics ?? [] { reported[metric.name] = .double(metric.value) }
    return [
      "stage": .text(stage), "unit": .text(view.key), "state": .text(view.phase.rawValue),
      "attempts": .array(view.attempts.map(Self.json)),
      "verdict": view.verdict.map { .text($0.rawValue) } ?? .null,
      "gates": .array(
        view.judgements.map { gate in
          [
            "gate": .text(gate.evaluated.gate), "verdict": .text(gate.evaluated.verdict.rawValue),
            "accepted": .bool(gate.accepted != nil), "event": .text("\(gate.stamp.event)"),
          ]
        }),
      "metrics": .map(reported),
      "outputs": .array(
        outputs.map { output in
          [
            "path": .text(output.path), "digest": .text(output.digest.hex),
            "size": .int(output.size), "kept": .bool(output.kept),
          ]
        }),
      "blocked": view.blocked.map { blocked in
        [
          "reason": .text(blocked.reason), "evidence": .text(blocked.evidence),
          "proposal": .text(blocked.proposal),
          "command": blocked.command.map(Value.text) ?? .null,
          "escalated": .bool(blocked.escalated),
          "options": .array(blocked.options.map(\.json)),
          "recommendation": blocked.recommendation.map(Value.text) ?? .null,
          "context": meta.map(Value.text) ?? .null,
          "last_lines": .array((lastLines?.lines ?? []).map(Value.text)),
        ]
      } ?? .null,
      "skipped": view.skipped.map(Value.text) ?? .null,
      "stale": view.stale.map(Value.text) ?? .null,
    ]
  }

  private static func json(_ attempt: AttemptView) -> Value {
    [
      "attempt": .int(Int64(attempt.number)), "why": .text(attempt.why),
      "directory": .text(attempt.directory),
      "outcome": attempt.end.map { .text($0.outcome.rawValue) } ?? .null,
      "exit": attempt.end?.exit.map(Value.int) ?? .null,
      "signal": attempt.end?.signal.map(Value.int) ?? .null,
      "elapsed_ns": attempt.end.map { .int($0.elapsed) } ?? .null,
      "error": attempt.end?.error.map(Value.text) ?? .null,
      "reused": attempt.reused.map { .map($0.record) } ?? .null,
      "unread": .int(Int64(attempt.end?.unread ?? 0)),
    ]
  }
}
