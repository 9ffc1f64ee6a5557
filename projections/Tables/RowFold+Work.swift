import Bytes
import Codecs
import SQLite
import Study

extension RowFold {
  /// What happens to the units of a run's stages; false when the event says nothing of them.
  func takeWork(
    _ fact: EventData, _ study: String, _ run: String, _ place: Place
  ) throws(SQLiteError) -> Bool {
    switch fact {
    case .stageRequested(let requested):
      try writer.run(
        "UPDATE runs SET finished = NULL WHERE study = ? AND run = ? AND finished IS NOT NULL",
        [.text(study), .text(run)])
      let wasBlocked = try phase(study, run, requested.stage, requested.unit) == "blocked"
      try touch(study, run, requested.stage, requested.unit, "requested", place)
      if wasBlocked { try refresh(study, run) }
    case .stageStarted(let started): try start(started, place)
    case .stageObserved(let observed): try observe(observed, place)
    case .stageFinished(let finished): try end(finished, place)
    case .stageRetried(let retried):
      try touch(study, run, retried.stage, retried.unit, "retrying", place)
    case .stageBlocked(let blocked):
      try touch(
        study, run, blocked.stage, blocked.unit, "blocked",
        reason: "\(blocked.reason): \(blocked.evidence)", proposal: blocked.proposal, place)
      try refresh(study, run)
    case .stageUnblocked(let unblocked):
      try touch(study, run, unblocked.stage, unblocked.unit, "requested", place)
      try refresh(study, run)
    case .stageSkipped(let skipped):
      try touch(study, run, skipped.stage, skipped.unit, "skipped", reason: skipped.why, place)
    case .gateEvaluated(let evaluated): try judge(evaluated, study, run, place)
    case .warningAccepted(let accepted):
      try writer.run(
        """
        UPDATE gates SET accepted = ? \
        WHERE study = ? AND run = ? AND stage = ? AND unit = ? AND gate = ?
        """,
        [
          .text(place.author), .text(study), .text(run), .text(accepted.stage),
          .text(accepted.unit), .text(accepted.gate),
        ])
    case .approvalSigned(let signed):
      if let stage = signed.stage {
        let phase = signed.input == nil ? "succeeded" : "waiting"
        try touch(study, run, stage, signed.unit ?? "", phase, place)
        try refresh(study, run)
      }
      return false
    default: return false
    }
    return true
  }

  private func phase(
    _ study: String, _ run: String, _ stage: String, _ unit: String
  ) throws(SQLiteError) -> String? {
    try writer.first(
      "SELECT phase FROM units WHERE study = ? AND run = ? AND stage = ? AND unit = ?",
      [.text(study), .text(run), .text(stage), .text(unit)])?.asText
  }

  private func touch(
    _ study: String, _ run: String, _ stage: String, _ unit: String, _ phase: String,
    reason: String? = nil, proposal: String? = nil, _ place: Place
  ) throws(SQLiteError) {
    try writer.put(
      .units,
      [
        .text(study), .text(run), .text(stage), .text(unit), .text(phase), Cell(reason),
        Cell(proposal),
      ]
        + place.origin)
  }

  private func start(_ started: StageStarted, _ place: Place) throws(SQLiteError) {
    let id = started.id
    try touch(id.study, id.run, id.stage, id.unit, "running", place)
    try writer.put(
      .attempts,
      key(id) + [
        .int(Int64(id.attempt)), "running", .null, .null, .int(place.at), .null, .null, .null,
        Cell(list: started.command), .text(started.directory), .null, .null,
      ] + place.origin)
  }

  private func end(_ finished: StageFinished, _ place: Place) throws(SQLiteError) {
    let id = finished.id
    let succeeded = finished.outcome == .succeeded
    try touch(id.study, id.run, id.stage, id.unit, succeeded ? "succeeded" : "failed", place)
    let attempt = key(id) + [.int(Int64(id.attempt))]
    // An attempt that never started has no row yet.
    try writer.run(
      "INSERT OR IGNORE INTO attempts (study, run, stage, unit, attempt, outcome, entry, ordinal) "
        + "VALUES (?, ?, ?, ?, ?, 'running', ?, ?)", attempt + place.origin)
    try writer.run(
      """
      UPDATE attempts SET outcome = ?, exit = ?, signal = ?, elapsed = ?, processor = ?, \
      memory = ?, error = ?, entry = ?, ordinal = ? \
      WHERE study = ? AND run = ? AND stage = ? AND unit = ? AND attempt = ?
      """,
      [
        .text(finished.outcome.rawValue), Cell(finished.exit), Cell(finished.signal),
        .int(finished.elapsed), Cell(finished.processorTime), Cell(finished.memory),
        Cell(finished.error),
      ] + place.origin + attempt)
    for (kind, files) in [("output", finished.outputs), ("log", finished.logs)] {
      for file in files {
        try writer.put(
          .artifacts,
          attempt + [
            .text(kind), .text(file.path), .text(file.digest.hex), .int(file.size),
            Cell(flag: file.kept), .null,
          ] + place.origin)
      }
    }
    if let reused = finished.reused { try note(reused, of: finished, attempt) }
    guard succeeded else { return }
    try writer.run(
      "DELETE FROM metrics WHERE study = ? AND run = ? AND stage = ? AND unit = ?", key(id))
    for metric in finished.metrics {
      let special = metric.value.isFinite ? nil : "\(metric.value)"
      try writer.put(
        .metrics,
        key(id) + [
          .text(metric.name), Cell(number: metric.value), Cell(special), .int(Int64(id.attempt)),
          Cell(flag: finished.reused != nil),
        ] + place.origin)
    }
  }

  /// Writes down whose result an attempt took over.
  private func note(
    _ reused: ReusedResult, of finished: StageFinished, _ attempt: [Cell]
  ) throws(SQLiteError) {
    let id = finished.id
    try writer.run(
      "UPDATE attempts SET reused = ?, directory = ? "
        + "WHERE study = ? AND run = ? AND stage = ? AND unit = ? AND attempt = ?",
      [.text(reused.id(in: id.study).description), .text(Text.directory(of: id))] + attempt)
    try writer.run(
      "UPDATE runs SET reused = coalesce(reused, ?) WHERE study = ? AND run = ?",
      [.text(reused.run), .text(id.study), .text(id.run)])
  }

  /// The points of curves among the lines that a stage reported.
  private func observe(_ observed: StageObserved, _ place: Place) throws(SQLiteError) {
    guard observed.reported.has(.metric) else { return }
    for (n, line) in observed.lines.enumerated() {
      guard let metric = line.asMap?["metric"]?.asMap, let name = metric["name"]?.asText else {
        continue
      }
      try writer.put(
        .points,
        key(observed.id) + [
          .int(Int64(observed.id.attempt)), .text(name), Cell(metric["step"]?.asInt),
          Cell(number: metric["value"]?.asDouble), .int(Int64(n)),
        ] + place.origin)
    }
  }

  private func judge(
    _ evaluated: GateEvaluated, _ study: String, _ run: String, _ place: Place
  ) throws(SQLiteError) {
    let unit: [Cell] = [
      .text(study), .text(run), .text(evaluated.stage ?? ""), .text(evaluated.unit ?? ""),
    ]
    try writer.put(
      .gates,
      unit + [.text(evaluated.gate), .text(evaluated.verdict.rawValue), .null] + place.origin)
    for (n, check) in evaluated.checks.enumerated() {
      try writer.put(
        .checks,
        place.origin + [.int(Int64(n))] + unit + [
          .text(evaluated.gate), .text(check.name), Cell(number: check.observed),
          .text(check.comparison.rawValue), .double(check.threshold),
          .text(check.verdict.rawValue), Cell(check.problem),
        ])
    }
    guard !run.isEmpty else { return }
    try writer.run(
      """
      UPDATE runs SET verdict = (SELECT verdict FROM gates g
        WHERE g.study = runs.study AND g.run = runs.run ORDER BY CASE verdict
          WHEN 'FAIL' THEN 0 WHEN 'INCONCLUSIVE' THEN 1 WHEN 'WARN' THEN 2 ELSE 3 END LIMIT 1)
      WHERE study = ? AND run = ?
      """, [.text(study), .text(run)])
  }

  /// Takes in a gate that judges what a study requires.
  func judgeStudy(
    _ evaluated: GateEvaluated, _ study: String, _ place: Place
  ) throws(SQLiteError) {
    try judge(evaluated, study, "", place)
  }

  private func key(_ id: AttemptID) -> [Cell] {
    [.text(id.study), .text(id.run), .text(id.stage), .text(id.unit)]
  }
}
