import Codecs

/// What is said to a running stage, and what it answers.
extension Decider {
  /// The most bytes of what is said, and of an answer.
  public static let tellingMax = 16_384

  /// Only an attempt that is running can be told something: a line that nobody reads would look
  /// like one that was ignored.
  static func tellStage(_ told: StageTold, _ states: States) throws(Rejection) -> [Event] {
    let id = told.id
    let unit = try latest(id, states)
    try demandWords(told.text, "what a stage is told")
    guard let unit, unit.attempt == id.attempt, unit.phase == .started else {
      throw Rejection(
        .outOfOrder, "\(name(of: id)) is not running, so it cannot be told anything",
        facts: [
          "attempt": .text(id.description),
          "phase": .text((unit?.phase ?? .waiting).rawValue),
        ],
        hint: "runledger status \(id.study) shows what is")
    }
    return [Event(id.stream, .stageTold(told))]
  }

  /// An answer may be recorded after the attempt has ended: it was given before.
  static func answerStage(
    _ answered: StageAnswered, _ states: States
  ) throws(Rejection) -> [Event] {
    let id = answered.id
    let unit = try latest(id, states)
    guard answered.text.utf8.count <= tellingMax else {
      throw Rejection(.invalid, "an answer has at most \(tellingMax) bytes")
    }
    guard let unit, unit.attempt == id.attempt,
      unit.phase != .waiting, unit.phase != .requested, unit.phase != .skipped
    else {
      throw Rejection(
        .outOfOrder, "\(name(of: id)) is not the latest attempt, so it cannot answer",
        facts: ["attempt": .text(id.description)])
    }
    return [Event(id.stream, .stageAnswered(answered))]
  }

  /// The unit that an attempt belongs to; nil when nothing was asked of it yet.
  private static func latest(
    _ id: AttemptID, _ states: States
  ) throws(Rejection) -> UnitState? {
    let run = try run(id.study, id.run, states)
    try refuseLocked(run, study: id.study)
    return run.unit(id.stage, id.unit)
  }

  private static func name(of id: AttemptID) -> String {
    if id.stage.isEmpty { return "run '\(id.run)'" }
    let unit = id.unit.isEmpty ? "" : "[\(id.unit)]"
    return "stage '\(id.stage)\(unit)' of run '\(id.run)'"
  }

  private static func demandWords(_ text: String, _ what: String) throws(Rejection) {
    if text.allSatisfy(\.isWhitespace) { throw Rejection(.invalid, "\(what) has no words") }
    if text.utf8.count > tellingMax {
      throw Rejection(
        .invalid, "\(what) has at most \(tellingMax) bytes, and this has \(text.utf8.count)")
    }
  }
}
