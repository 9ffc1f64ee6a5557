import Codecs
import Ledger
import Runtime
import StageKit
import Study

extension Verb {
  static let status = Verb(
    name: "status", summary: "show what failed and why, what is stale, and what is next",
    usage: "status [STUDY] [--all] [--watch]",
    details: [
      "Fits on one screen, most urgent first. --all prints every study with every stage.",
      "Single commands are shown as one group; 'runs' lists them.",
      "--watch reprints a study whenever it changes, until nothing is in progress.",
    ],
    options: [
      .flag("all", "a", "every study and every stage"),
      .flag("watch", "w", "keep printing until nothing is in progress"),
    ],
    example: "runledger status", operands: 0...1, completes: .subjects, isPaged: true
  ) { invocation in
    let workspace = try invocation.reading()
    let subjects = try Subjects(workspace)
    let witnessed = WitnessReport(
      try workspace.ledger.authority().witnesses, size: try workspace.ledger.head().size)
    let word = invocation.operand(0)
    if invocation.arguments.has("watch") {
      return try StatusWatch(invocation).follow(word, in: workspace)
    }
    let slugs = try word.map { [try subjects.study($0)] } ?? subjects.studies()
    let reports = slugs.compactMap { StudyReport($0, subjects.states) }
    if let failure = subjects.states.failure { throw failure }
    let page = StatusPage(subjects, invocation.console.style)
    if invocation.isJSON {
      invocation.console.print(json: [
        "studies": .array(
          reports.map { report in
            var members = report.json.asMap ?? ValueMap()
            members["failed"] = .array(page.failures(report).map(\.json))
            members["stale"] = .array(page.stale(report).map(Value.text))
            members["violations"] = .array(page.violations(report).map(Value.text))
            return .map(members)
          }),
        "witnessed": witnessed.json,
      ])
      return .done
    }
    if reports.isEmpty {
      invocation.console.print("no study yet")
      invocation.console.note("next: runledger run study.yaml")
    }
    let lines =
      invocation.arguments.has("all")
      ? page.everything(reports)
      : word == nil && reports.count > 1 ? page.overview(reports) : reports.flatMap(page.short)
    lines.forEach(invocation.console.print)
    invocation.console.note(witnessed.text)
    return .done
  }
}

extension StudyReport {
  /// The report as one member of `studies`.
  var json: Value {
    var counts = ValueMap()
    for run in runs { counts[run.name] = .int(Int64(run.count)) }
    return [
      "study": .text(study), "objective": .text(objective), "state": .text(state.rawValue),
      "level": .text(level), "batch": batch.map(Value.text) ?? .null,
      "closing": closing.map { .text($0.rawValue) } ?? .null,
      "halted": halted.map(Value.text) ?? .null, "runs": .map(counts),
      "stages": .array(stages.map(\.json)), "open_units": .int(Int64(openUnits)),
      "production": .bool(nonProduction.isEmpty),
      "non_production": .array(nonProduction.map(\.bypassJSON)),
      "overrides": .array(grants.map { $0.json(study: study) }),
      "invalidated": .array(
        invalidated.map { ["run": .text($0.id), "reason": .text($0.invalidated ?? "")] }),
      "escalations": .array(escalations.map { $0.blocked.json(run: $0.run) }),
      "eta_ns": etaNanoseconds.map(Value.int) ?? .null,
      "comparison": comparison?.json ?? .null,
      "next": .text(next), "command": command.map(Value.text) ?? .null,
    ]
  }

  /// The report for people.
  func lines(_ style: Style, _ waiting: [OpenWarning]) -> [String] {
    var head = "\(style.paint(study, .strong)): \(style.word(state.rawValue))"
    if let closing { head += " (\(closing.rawValue))" }
    if !level.isEmpty, closing == nil { head += " at level \(level)" }
    let counted = runs.filter { $0.count > 0 }.map { "\($0.count) \($0.name)" }
    var lines = [head, "  \(Printable.text(objective))"]
    if !counted.isEmpty { lines.append("  runs: \(counted.joined(separator: ", "))") }
    if let batch { lines.append("  batch: \(batch)") }
    let hasLevels = stages.contains { !$0.level.isEmpty }
    var table = TextTable(
      (hasLevels ? [.words("level")] : []) + [
        .words("stage"), .numbers("done"), .numbers("of"), .words("verdict"), .words("notes"),
      ])
    for stage in stages {
      let notes = stage.notes.prefix(2).joined(separator: "; ")
      let more = stage.notes.count > 2 ? " and \(stage.notes.count - 2) more" : ""
      table.add(
        (hasLevels ? [stage.level] : []) + [
          stage.name, "\(stage.done)", "\(stage.total)", stage.verdict?.rawValue ?? "-",
          notes + more,
        ])
    }
    lines += table.lines(indent: "  ", style: style)
    lines += standing(style)
    for warning in waiting { lines.append("  \(style.word("WARN")) \(warning.path)") }
    // How a closed study ended stands in its first line.
    if closing == nil { lines.append("  next: \(Printable.text(next))") }
    if let command { lines.append("  \(closing == nil ? "     " : "next:") \(command)") }
    return lines
  }
}

extension StudyReport {
  /// What keeps its results from being used: bypassed guards, runs to rebuild, open decisions.
  func standing(_ style: Style) -> [String] {
    var lines = grants.map { grant in
      let given = grant.grantedAt.map { " \($0)" } ?? ""
      return "  override: \(grant.flag)=\(grant.value.plainText) for \(grant.scope)\(given)"
    }
    if !nonProduction.isEmpty {
      let runs = nonProduction.map { "\($0.id) (\($0.bypassed.joined(separator: ", ")))" }
      lines.append("  production: false, because of \(Subjects.list(runs))")
    }
    for run in invalidated.prefix(8) {
      lines.append("  \(style.word("invalidated")) \(run.id): \(run.invalidated ?? "")")
    }
    for (run, blocked) in escalations {
      lines.append("  escalated \(run)/\(blocked.work): \(blocked.evidence)")
      lines += blocked.decisionLines.map { "  \($0)" }
    }
    return lines.map(Printable.text)
  }
}

extension ComparisonProgress {
  /// How far it is, as a member of a study.
  fileprivate var json: Value {
    [
      "runs": .int(Int64(runs)), "runs_done": .int(Int64(runsDone)),
      "pairs": .int(Int64(pairs)), "pairs_done": .int(Int64(pairsDone)),
      "pooled": .bool(isPooled),
      "variants": .array(
        variants.map { variant in
          [
            "variant": .text(variant.name), "runs": .int(Int64(variant.count)),
            "mean": variant.mean.map(Value.double) ?? .null,
          ]
        }),
    ]
  }
}

extension StudyReport.Stage {
  /// `done` when nothing is left, `begun` when something is done, else `open`.
  private var word: String { done == total ? "done" : done > 0 ? "begun" : "open" }

  fileprivate var json: Value {
    [
      "stage": .text(name), "level": .text(level), "state": .text(word),
      "done": .int(Int64(done)), "total": .int(Int64(total)),
      "verdict": verdict.map { .text($0.rawValue) } ?? .null,
      "unread": .int(Int64(unread)), "notes": .array(notes.map(Value.text)),
    ]
  }
}
