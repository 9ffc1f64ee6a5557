import Codecs
import Ledger
import StageKit
import Study

/// What an event rests on in earlier entries, besides the command that it was decided on.
extension StreamHistory {
  /// An event that another one rests on, and how.
  typealias Ground = (position: EventPosition, relation: String)

  private static let plans = [
    "study.registered", "study.revised", "study.amended", "schedule.drawn",
  ]

  /// The grounds of an event, the weightiest first.
  mutating func grounds(of event: LoggedEvent) throws -> [Ground] {
    guard let data = event.data else { return [] }
    let said = Said(event, data)
    let type = event.stored.type
    if type.hasPrefix("stage.") || type == "gate.evaluated" || type == "warning.accepted" {
      return try stage(type, said)
    }
    switch type.prefix(while: { $0 != "." }) {
    case "run": return try run(type, said)
    case "baseline", "promotion", "canary", "window", "candidate", "batch":
      return try operation(type, said)
    case "pair": return try pair(said)
    case "command": return try refusal(said)
    default: return try other(type, said)
    }
  }

  /// An event with what it says about its place.
  struct Said {
    let position: EventPosition
    let stream: String
    let study: String
    let data: ValueMap

    init(_ event: LoggedEvent, _ data: ValueMap) {
      position = event.position
      stream = event.stored.stream
      study = Study.Stream(stream)?.study ?? ""
      self.data = data
    }

    func text(_ name: String) -> String { data[name]?.asText ?? "" }

    /// Whether another event is about the same unit.
    func isSameUnit(_ other: LoggedEvent) -> Bool {
      other.data?["stage"]?.asText == text("stage")
        && (other.data?["unit"]?.asText ?? "") == text("unit")
    }

    /// Whether another event is about the same attempt.
    func isSameAttempt(_ other: LoggedEvent) -> Bool {
      isSameUnit(other) && other.data?["attempt"]?.asInt == data["attempt"]?.asInt
    }
  }

  private mutating func stage(_ type: String, _ said: Said) throws -> [Ground] {
    switch type {
    case "stage.started", "stage.observed", "stage.finished", "stage.told":
      return try found("requested by", said) {
        $0.stored.type == "stage.requested" && said.isSameAttempt($0)
      }
    case "stage.answered": return try answered(said)
    case "stage.requested":
      let isFirst = (said.data["attempt"]?.asInt ?? 1) <= 1
      let again =
        isFirst
        ? []
        : try found("granted by", said) {
          $0.stored.type == "stage.unblocked" && said.isSameUnit($0)
            || $0.stored.type == "stage.retried" && said.isSameAttempt($0)
        }
      return try again
        + found("of the run that was planned in", said) { $0.stored.type == "run.planned" }
    case "stage.unblocked":
      return try found("it was blocked in", said) {
        $0.stored.type == "stage.blocked" && said.isSameUnit($0)
      }
    case "stage.blocked" where said.data["escalated"]?.asBool == true:
      let failures = try failures(said, limit: 2)
      return failures.dropFirst().map { ($0, "it had failed before in") }
    case "warning.accepted":
      return try found("of the gate that warned in", said) {
        $0.stored.type == "gate.evaluated" && said.isSameUnit($0)
          && $0.data?["gate"]?.asText == said.text("gate")
      }
    default: return []
    }
  }

  /// The newest failures of gates of a unit, the newest first.
  private mutating func failures(_ said: Said, limit: Int) throws -> [EventPosition] {
    var found: [EventPosition] = []
    var end = said.position
    while found.count < limit,
      let failure = try last(
        in: said.stream, before: end,
        where: { event in
          event.stored.type == "gate.evaluated" && said.isSameUnit(event)
            && event.data?["verdict"]?.asText == "FAIL"
        })
    {
      found.append(failure.position)
      end = failure.position
    }
    return found
  }

  /// What was told, found by the identifier that an answer's command has.
  private mutating func answered(_ said: Said) throws -> [Ground] {
    let id = try ledger.entry(said.position.entry).entry.commandID
    let origin = ledger.origin
    let ledger = ledger
    return try found("it was told in", said) { event in
      guard event.stored.type == "stage.told", said.isSameAttempt(event),
        let leaf = try? ledger.entry(event.position.entry).leaf
      else { return false }
      let ordinal = UInt32(event.position.ordinal)
      return id
        == .derived(origin: origin, name: "answer_stage", cause: leaf, ordinal: ordinal, n: 0)
    }
  }

  private mutating func run(_ type: String, _ said: Said) throws -> [Ground] {
    switch type {
    case "run.planned":
      if !said.text("of").isEmpty {
        let name = Study.Stream(said.stream)?.name
        return try found(
          "instead of the run that was corrected in", "run/\(said.study)/\(said.text("of"))", said
        ) {
          $0.stored.type == "run.corrected" && $0.data?["by"]?.asText == name
        }
      }
      if let batch = said.data["assignment"]?.asMap?["batch"]?.asText {
        return try found("of the batch that was declared in", "batch/\(said.study)/\(batch)", said)
        {
          $0.stored.type == "batch.declared"
        }
      }
      return try plan(said)
    case "run.excluded" where said.data["post_hoc"]?.asBool == false:
      return try plan(said, "by a rule of the plan in")
    default: return []
    }
  }

  /// The plan that was in force.
  private mutating func plan(
    _ said: Said, _ relation: String = "of the plan in"
  ) throws -> [Ground] {
    try found(relation, "study/\(said.study)", said) { Self.plans.contains($0.stored.type) }
  }

  private mutating func pair(_ said: Said) throws -> [Ground] {
    try (said.data["runs"]?.asArray ?? []).compactMap(\.asText).flatMap { run in
      try found("over the run that ended in", "run/\(said.study)/\(run)", said) {
        $0.stored.type == "run.finished"
      }
    }
  }

  private mutating func other(_ type: String, _ said: Said) throws -> [Ground] {
    let wanted: (type: String, relation: String)
    switch type {
    case "violation.resolved": wanted = ("violation.recorded", "it was recorded in")
    case "study.resumed": wanted = ("study.halted", "it was halted in")
    case "study.amended", "study.revised": return try plan(said, "instead of the plan in")
    case "override.revoked": wanted = ("override.granted", "it was granted in")
    default: return []
    }
    return try found(wanted.relation, said) {
      $0.stored.type == wanted.type && $0.data?["flag"] == said.data["flag"]
    }
  }

  /// What a rule saw when it refused.
  private mutating func refusal(_ said: Said) throws -> [Ground] {
    switch said.text("code") {
    case "locked": return try found("locked in", said) { $0.stored.type == "run.locked" }
    case "halted":
      return try found("halted in", "study/\(said.study)", said) {
        $0.stored.type == "study.halted"
      }
    case "already_ended", "out_of_order":
      return try found("it ended in", said) { $0.stored.type == "stage.finished" }
    case "changed_study": return try plan(said, "changed since the plan in")
    case "exists": return try found("it is there since", said) { $0.position.ordinal >= 0 }
    default: return []
    }
  }

  /// The newest earlier event of the same stream that is as wanted.
  mutating func found(
    _ relation: String, _ said: Said, where matches: (LoggedEvent) -> Bool
  ) throws -> [Ground] {
    try found(relation, said.stream, said, where: matches)
  }

  /// The newest earlier event of a stream that is as wanted.
  mutating func found(
    _ relation: String, _ stream: String, _ said: Said, where matches: (LoggedEvent) -> Bool
  ) throws -> [Ground] {
    try last(in: stream, before: said.position, where: matches).map { [($0.position, relation)] }
      ?? []
  }
}
