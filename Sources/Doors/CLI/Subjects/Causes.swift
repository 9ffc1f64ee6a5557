import Codecs
import Ledger
import Projections
import Runtime
import Study

/// Explains an event: walks back to the commands that led to it.
///
/// Within an entry every event names the one that an engine reacted to. Between entries, each kind
/// of event has its own grounds: a promotion its evidence, a result the request of its attempt, a
/// repeated run the correction that asked for it. Only the streams that are named are looked
/// through, from the newest entry back.
struct Causes {
  /// The most steps that are shown, and the most in one line of descent.
  static let nodesMax = 200
  private static let depthMax = 40

  private var history: StreamHistory
  private var shown: [EventPosition] = []
  private var count = 0

  init(_ workspace: Workspace) throws { history = try StreamHistory(workspace) }

  /// The event that says where a subject stands: the newest one of a kind that decides.
  mutating func decisive(of stream: Study.Stream) throws -> EventPosition? {
    let types = Self.decisive(stream.kind)
    let found = try history.last(in: stream.description) { types.contains($0.stored.type) }
    return try (found ?? history.last(in: stream.description) { _ in true })?.position
  }

  /// Everything that led to an event, as a tree whose root is the event.
  mutating func explain(_ position: EventPosition) throws -> Cause? {
    try explain(position, relation: "", depth: 0)
  }

  private mutating func explain(
    _ position: EventPosition, relation: String, depth: Int
  ) throws -> Cause? {
    guard count < Self.nodesMax, let event = try history.event(position) else { return nil }
    count += 1
    var cause = Cause(relation: relation, event: event, entry: position.entry)
    if shown.contains(position) {
      cause.isRepeated = true
      return cause
    }
    shown.append(position)
    guard depth < Self.depthMax else { return cause }
    if let ordinal = event.stored.cause {
      let by = event.stored.by
      let before = EventPosition(entry: position.entry, ordinal: Int(ordinal))
      try add(
        before, by.isEmpty ? "because of" : "because \(Self.engine(by)) saw", to: &cause, depth)
    } else {
      try cause.because.append(history.command(of: position.entry))
      count += 1
    }
    for (ground, relation) in try history.grounds(of: event) where ground != position {
      let isCause = event.stored.cause.map(Int.init) == ground.ordinal
      if isCause, ground.entry == position.entry { continue }
      try add(ground, relation, to: &cause, depth)
    }
    return cause
  }

  private mutating func add(
    _ position: EventPosition, _ relation: String, to cause: inout Cause, _ depth: Int
  ) throws {
    if let next = try explain(position, relation: relation, depth: depth + 1) {
      cause.because.append(next)
    }
  }

  private static func engine(_ name: String) -> String { "the rule '\(name)'" }

  /// The types that say where a subject stands.
  private static func decisive(_ kind: Study.Stream.Kind) -> [String] {
    switch kind {
    case .ledger, .key: []
    case .study:
      [
        "study.closed", "study.halted", "study.resumed", "study.amended", "study.revised",
        "study.registered",
      ]
    case .run:
      [
        "run.corrected", "run.excluded", "run.invalidated", "run.abandoned", "run.imported",
        "run.locked", "run.finished", "stage.blocked", "stage.finished", "gate.evaluated",
        "run.planned",
      ]
    case .batch: ["batch.closed", "batch.declared"]
    case .pair: ["pair.verified", "pair.rejected"]
    case .candidate: ["candidate.rejected", "candidate.registered"]
    case .baseline:
      ["baseline.promoted", "baseline.rolled_back", "promotion.refused", "canary.breached"]
    case .violation: ["violation.resolved", "violation.recorded"]
    case .report: ["report.published"]
    }
  }
}
