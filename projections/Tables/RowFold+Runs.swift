import Codecs
import SQLite
import Study

extension RowFold {
  /// What happens to a run as a whole; false when the event says nothing of it.
  func takeRun(
    _ fact: EventData, _ study: String, _ run: String, _ place: Place
  ) throws(SQLiteError) -> Bool {
    let key: [Cell] = [.text(study), .text(run)]
    switch fact {
    case .runPlanned(let planned): try plan(planned, study, run, place)
    case .runStarted:
      try writer.run(
        "UPDATE runs SET started = coalesce(started, ?) WHERE study = ? AND run = ?",
        [.int(place.at)] + key)
    case .runFinished(let finished):
      try writer.run(
        "UPDATE runs SET finished = ?, elapsed = ?, verdict = ? WHERE study = ? AND run = ?",
        [.int(place.at), .int(finished.elapsed), .text(finished.verdict.rawValue)] + key)
    case .runEvaluated: return true
    case .runTagged(let tagged):
      if let value = tagged.value {
        try writer.put(.tags, key + [.text(tagged.name), .text(value)] + place.origin)
      } else {
        try writer.run(
          "DELETE FROM tags WHERE study = ? AND run = ? AND name = ?", key + [.text(tagged.name)])
      }
      return true
    case .runLocked:
      try writer.run("UPDATE runs SET locked = 1 WHERE study = ? AND run = ?", key)
    case .runCorrected(let corrected):
      try writer.run(
        "UPDATE runs SET replaced_by = ? WHERE study = ? AND run = ?", [.text(corrected.by)] + key)
      try state("corrected", study, run, "by \(corrected.by): \(corrected.reason)", place)
    case .runExcluded(let excluded):
      let time = excluded.postHoc ? " (post hoc)" : ""
      try state("excluded", study, run, "\(excluded.rule)\(time): \(excluded.reason)", place)
    case .runInvalidated(let invalidated):
      try state("invalidated", study, run, invalidated.reason, place)
    case .runImported(let imported): try take(imported, study, run, place)
    case .reserved("run.abandoned", let data):
      try state("abandoned", study, run, data["reason"]?.asText ?? "", place)
    default: return false
    }
    try refresh(study, run)
    return true
  }

  private func plan(
    _ planned: RunPlanned, _ study: String, _ run: String, _ place: Place
  ) throws(SQLiteError) {
    let assignment = planned.assignment
    let old = "SELECT count(*) FROM runs WHERE study = ? AND run = ?"
    let key: [Cell] = [.text(study), .text(run)]
    if try writer.first(old, key)?.asInt == 0 {
      try insert(study, run, level: planned.level, seed: planned.seed, planned, place)
    } else {
      try writer.run(
        """
        UPDATE runs SET revision = ?, seed = ?, finished = NULL, verdict = NULL \
        WHERE study = ? AND run = ?
        """, [.int(Int64(planned.revision)), .int(planned.seed)] + key)
    }
    if let variant = assignment?.variant {
      try writer.run(
        "INSERT OR IGNORE INTO variants VALUES (?, ?, ?, ?, ?)",
        [.text(study), .text(assignment?.batch ?? ""), .text(variant)] + place.origin)
    }
    for (position, parameter) in planned.params.enumerated() {
      try writer.put(
        .params,
        key + [
          .text(parameter.name), .text(parameter.value.plainText),
          Cell(number: parameter.value.asDouble), .int(Int64(position)),
        ] + place.origin)
    }
    for stale in planned.stale where stale.action != .judge {
      let unit = key + [.text(stale.stage), .text(stale.unit)]
      for table in ["metrics", "units", "gates"] {
        try writer.run(
          "DELETE FROM \(table) WHERE study = ? AND run = ? AND stage = ? AND unit = ?", unit)
      }
    }
  }

  private func insert(
    _ study: String, _ run: String, level: String, seed: Int64, _ planned: RunPlanned?,
    _ place: Place
  ) throws(SQLiteError) {
    let assignment = planned?.assignment
    let position =
      try writer.first(
        "SELECT count(*) FROM runs WHERE study = ?", [.text(study)])?.asInt ?? 0
    let design = try writer.first("SELECT design FROM studies WHERE study = ?", [.text(study)])
    let command = design == "exec" ? try execCommand(of: study) : nil
    try writer.put(
      .runs,
      [
        .text(study), .text(run), .int(position), design ?? "",
        .text(planned?.scope.rawValue ?? "run"),
        .text(level), Cell(assignment?.batch), Cell(assignment?.variant), Cell(assignment?.task),
        Cell(assignment?.pair), .int(seed), "planned", .null, .int(place.at), .null, .null, 0,
        .null, 0, Cell(planned?.of), .null, Cell(command), .int(Int64(planned?.revision ?? 0)),
        Cell(flag: !(planned?.bypasses ?? []).isEmpty), .null,
      ] + place.origin)
  }

  private func execCommand(of study: String) throws(SQLiteError) -> String? {
    try writer.first("SELECT objective FROM studies WHERE study = ?", [.text(study)])?.asText
  }

  /// A run that was executed elsewhere.
  private func take(
    _ imported: RunImported, _ study: String, _ run: String, _ place: Place
  ) throws(SQLiteError) {
    let known = "SELECT count(*) FROM runs WHERE study = ? AND run = ?"
    if try writer.first(known, [.text(study), .text(run)])?.asInt == 0 {
      let seed = imported.facts["seed"]?.asInt ?? 0
      try insert(study, run, level: "", seed: seed, nil, place)
    }
    try state("imported", study, run, imported.source, place)
  }

  /// A statement about a run that goes before what it did itself.
  private func state(
    _ kind: String, _ study: String, _ run: String, _ text: String, _ place: Place
  ) throws(SQLiteError) {
    try writer.run(
      "UPDATE runs SET statement = ? WHERE study = ? AND run = ?",
      [.text(kind), .text(study), .text(run)])
    try note(kind, text, study, place)
  }

  /// Works out where a run stands, after an event that may have changed it.
  func refresh(_ study: String, _ run: String) throws(SQLiteError) {
    try writer.run(
      """
      UPDATE runs SET state = CASE
        WHEN statement IS NOT NULL THEN statement
        WHEN locked = 1 THEN 'locked'
        WHEN finished IS NOT NULL THEN 'finished'
        WHEN EXISTS (SELECT 1 FROM units u WHERE u.study = runs.study AND u.run = runs.run
          AND u.phase = 'blocked') THEN CASE design WHEN 'exec' THEN 'failed' ELSE 'blocked' END
        WHEN started IS NULL THEN 'planned'
        ELSE 'running' END
      WHERE study = ? AND run = ?
      """, [.text(study), .text(run)])
  }
}
