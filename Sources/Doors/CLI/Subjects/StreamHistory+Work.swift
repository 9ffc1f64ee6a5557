import Codecs
import Ledger
import Study

/// What the events of runs and their stages rest on.
extension StreamHistory {
  /// The unit of a stage, whatever the attempt.
  private struct Unit: Equatable {
    let stage: String
    let unit: String

    init(_ stage: String?, _ unit: String?) {
      self.stage = stage ?? ""
      self.unit = unit ?? ""
    }
  }

  mutating func request(of id: AttemptID, _ place: Place) throws -> [Ground] {
    try found("requested by", place) {
      guard case .stageRequested(let requested) = $0 else { return false }
      return Unit(requested.stage, requested.unit) == Unit(id.stage, id.unit)
        && requested.attempt == id.attempt
    }
  }

  /// What was told, found by the identifier that an answer's command has.
  mutating func message(to id: AttemptID, _ place: Place) throws -> [Ground] {
    let ledger = ledger
    let command = try ledger.entry(place.position.entry).entry.commandID
    let told = try last(in: place.stream, before: place.position) { event in
      guard case .stageTold(let told)? = event.fact, told.id == id,
        let leaf = try? ledger.entry(event.position.entry).leaf
      else { return false }
      return command
        == .derived(
          origin: ledger.origin, name: "answer_stage", cause: leaf,
          ordinal: UInt32(event.position.ordinal), n: 0)
    }
    return told.map { [($0.position, "it was told in")] } ?? []
  }

  /// What let an attempt be requested: another one was granted, and the run was planned.
  mutating func occasion(of requested: StageRequested, _ place: Place) throws -> [Ground] {
    let unit = Unit(requested.stage, requested.unit)
    let again =
      requested.attempt <= 1
      ? []
      : try found("granted by", place) {
        switch $0 {
        case .stageUnblocked(let unblocked): Unit(unblocked.stage, unblocked.unit) == unit
        case .stageRetried(let retried):
          Unit(retried.stage, retried.unit) == unit && retried.attempt == requested.attempt
        default: false
        }
      }
    return try again
      + found("of the run that was planned in", place) {
        if case .runPlanned = $0 { true } else { false }
      }
  }

  /// What had blocked a unit.
  mutating func block(of unblocked: StageUnblocked, _ place: Place) throws -> [Ground] {
    try found("it was blocked in", place) {
      guard case .stageBlocked(let blocked) = $0 else { return false }
      return Unit(blocked.stage, blocked.unit) == Unit(unblocked.stage, unblocked.unit)
    }
  }

  /// The failure before the one that made somebody decide.
  mutating func failure(before blocked: StageBlocked, _ place: Place) throws -> [Ground] {
    guard blocked.escalated else { return [] }
    let unit = Unit(blocked.stage, blocked.unit)
    var failures: [EventPosition] = []
    var end = place.position
    while failures.count < 2,
      let failure = try last(
        in: place.stream, before: end,
        where: { event in
          guard case .gateEvaluated(let gate)? = event.fact else { return false }
          return Unit(gate.stage, gate.unit) == unit && gate.verdict == .fail
        })
    {
      failures.append(failure.position)
      end = failure.position
    }
    return failures.dropFirst().map { ($0, "it had failed before in") }
  }

  /// The verdict that was accepted.
  mutating func warning(of accepted: WarningAccepted, _ place: Place) throws -> [Ground] {
    try found("of the gate that warned in", place) {
      guard case .gateEvaluated(let gate) = $0 else { return false }
      return Unit(gate.stage, gate.unit) == Unit(accepted.stage, accepted.unit)
        && gate.gate == accepted.gate
    }
  }

  /// Why there is a run: a correction, a batch, or the plan.
  mutating func origin(of planned: RunPlanned, _ place: Place) throws -> [Ground] {
    if let former = planned.of, !former.isEmpty {
      let name = Study.Stream(place.stream)?.name
      return try found(
        "instead of the run that was corrected in", "run/\(place.study)/\(former)", place
      ) {
        if case .runCorrected(let corrected) = $0 { corrected.by == name } else { false }
      }
    }
    guard let batch = planned.assignment?.batch else { return try plan(place) }
    return try found("of the batch that was declared in", "batch/\(place.study)/\(batch)", place) {
      if case .batchDeclared = $0 { true } else { false }
    }
  }

  /// The ends of the runs that were compared.
  mutating func ends(of runs: [String], _ place: Place) throws -> [Ground] {
    try runs.flatMap { run in
      try found("over the run that ended in", "run/\(place.study)/\(run)", place) {
        if case .runFinished = $0 { true } else { false }
      }
    }
  }
}
