import Bytes
import Codecs
public import Ledger
import Study

/// The files of a study besides those of its runs.
public enum StudyFiles {
  /// Renders the tables and the report of a study, the list of their digests last.
  ///
  /// `head` is the head of the log right after the study's last event. Errors: `unsafeName` when
  /// the study's name may not become a path.
  public static func render(
    _ study: StudyView, origin: String, head: Head
  ) throws(ProjectionError) -> [RenderedFile] {
    try folder(of: study, origin: origin, head: head) { _ in true }.files
  }

  /// The same, with what the study's own stages publish; `isKept` tells which contents are still
  /// there.
  static func folder(
    of study: StudyView, origin: String, head: Head, isKept: (Digest) -> Bool
  ) throws(ProjectionError) -> Folder {
    guard Identifier.isSlug(study.slug) else {
      throw RunFiles.unsafeName("study", study.slug)
    }
    let slug = study.slug
    let tables = study.tables
    let published = try Publishing.files(of: study, isKept: isKept)
    let report = Report(study: study, published: published, origin: origin, head: head)
    var files = [
      RenderedFile(path: "\(slug)/registry.csv", text: registry(study)),
      RenderedFile(path: "\(slug)/registry/runs.csv", text: runs(study)),
      RenderedFile(path: "\(slug)/violations.log", text: violations(study)),
      table("\(slug)/gates.csv", StudyTables.gatesHeader, tables.gates),
      RenderedFile(path: "\(slug)/logs/console/commands.jsonl", bytes: tables.commands.bytes),
      RenderedFile(path: "\(slug)/report.md", text: report.markdown),
      RenderedFile(path: "\(slug)/report.html", text: report.html),
    ]
    if !tables.overrides.isEmpty {
      files.append(
        table("\(slug)/overrides.csv", StudyTables.overridesHeader, tables.overrides))
    }
    if !tables.candidates.isEmpty {
      files.append(
        table("\(slug)/candidates.csv", StudyTables.candidatesHeader, tables.candidates))
    }
    if !study.heldOut.touches.isEmpty {
      files.append(RenderedFile(path: "\(slug)/touches.csv", text: touches(study)))
    }
    files += PairedTables(study: study).files
    files += BatchFiles(study: study).files
    files += PromotionFiles(study: study).files
    return Folder(files, published, in: slug, origin: origin, head: head)
  }

  /// The names beside a study's runs that are never a published file's, whether or not there is
  /// such a table yet.
  static let names =
    [
      "registry.csv", "registry", "violations.log", "gates.csv", "logs", "report.md", "report.html",
      "overrides.csv", "candidates.csv", "touches.csv", "batches", Checksums.name,
    ] + PromotionFiles.names

  private static func table(_ path: String, _ header: [String], _ rows: Lines) -> RenderedFile {
    RenderedFile(path: path, bytes: Array(CSV.safeRow(header).utf8) + rows.bytes)
  }

  /// `registry.csv`: one row a run, in the order in which the runs came into being.
  ///
  /// What is done for several runs at once is none.
  static func registry(_ study: StudyView) -> String {
    var text = CSV.safeRow(["run_id", "variant", "task", "timestamp", "status"])
    for run in study.runs where run.planned?.scope ?? .run == .run {
      let assignment = run.assignment
      text += CSV.safeRow([
        run.id, assignment?.variant ?? "", assignment?.task ?? "", Text.time(run.statusAt),
        run.status.rawValue,
      ])
    }
    return text
  }

  /// `registry/runs.csv`: the same runs with seed, place and remarks.
  static func runs(_ study: StudyView) -> String {
    var text = CSV.safeRow([
      "timestamp", "study", "batch_id", "variant_id", "scenario_rev", "config_rev", "seed",
      "status", "results_dir", "notes",
    ])
    let isSweep = study.plan?.design.hasBatches ?? false
    for run in study.runs where !isSweep || run.planned?.scope != .study {
      if let row = imported(run, study) {
        text += row
        continue
      }
      if isSweep, run.planned?.scope != .run { continue }
      let batch = study.batch(of: run)?.manifest
      let directory = "runs/\(study.slug)/\(Identifier.directory(ofRun: run.id))"
      text += CSV.safeRow([
        Text.time(run.statusAt), study.slug, batch?.batch ?? "", variant(of: run),
        batch?.scenario ?? "", batch?.config ?? "", run.planned.map { "\($0.seed)" } ?? "",
        batch == nil ? run.status.rawValue : outcome(of: run),
        batch == nil ? directory : "\(directory)/results", CSV.words(notes(of: run)),
      ])
    }
    return text
  }

  /// A variant's name with its seed, as the registry has it.
  private static func variant(of run: RunView) -> String {
    guard let variant = run.assignment?.variant else { return "" }
    guard run.assignment?.batch != nil, let seed = run.planned?.seed else { return variant }
    return "\(variant)-s\(seed)"
  }

  /// The status of a variant's run in the words of a registry of batches.
  private static func outcome(of run: RunView) -> String {
    switch run.status {
    case .finished, .locked: return "success"
    case .blocked:
      let units = run.stages.lazy.flatMap(\.units)
      return units.contains { $0.blocked?.reason == "gate" } ? "gated" : "failed"
    case .running: return run.counts.interruptions > 0 ? "interrupted" : "running"
    default: return run.status.rawValue
    }
  }

  /// The row of a run that was taken over, as its source had it.
  private static func imported(_ run: RunView, _ study: StudyView) -> String? {
    guard let facts = run.imported else { return nil }
    func field(_ name: String) -> String { facts[name]?.plainText ?? "" }
    return CSV.safeRow([
      field("timestamp"), study.slug, field("batch_id"), field("variant_id"),
      field("scenario_rev"), field("config_rev"), field("seed"), field("status"),
      field("results_dir"), field("notes"),
    ])
  }

  private static func notes(of run: RunView) -> String {
    var notes = run.statements.map { Text.line("\($0.kind): \($0.text)") }
    for stage in run.stages {
      for unit in stage.units {
        guard let blocked = unit.blocked else { continue }
        notes.append(Text.line("\(Text.work(stage.name, unit.key)): \(blocked.proposal)"))
      }
    }
    return notes.joined(separator: "; ")
  }

  /// `touches.csv`: every time that a stage was handed data that are held out.
  static func touches(_ study: StudyView) -> String {
    var text = CSV.safeRow([
      "time", "entry", "study", "revision", "level", "batch", "run", "stage", "author", "input",
      "input_digest", "approval",
    ])
    for touch in study.heldOut.touches {
      text += CSV.safeRow([
        touch.stamp.time, touch.stamp.event.description, study.slug, "\(touch.use.revision)",
        touch.use.level, touch.use.batch, touch.run, touch.stage, touch.stamp.author, touch.input,
        "sha256:\(touch.digest.hex)", touch.approval?.event.description ?? "",
      ])
    }
    return text
  }

  /// `violations.log`: what should not have happened, and what was done about it.
  static func violations(_ study: StudyView) -> String {
    var text = ""
    for violation in study.violations {
      let recorded = violation.recorded
      let level = recorded?.severity == .critical ? "CRITICAL" : "NON-CRITICAL"
      let subject = recorded?.run.map { "\($0) " } ?? ""
      text += "[\(violation.stamp.time)] \(level): \(subject)"
      text += Text.line(recorded?.text ?? "erased") + "\n"
      text += "  Action: \(Text.line(recorded?.action ?? "erased"))\n"
      text += "  Status: \(Text.line(violation.status))\n\n"
    }
    return text
  }
}
