import Codecs
import Ledger
import StageKit
import Study

/// What promotions, rollbacks and windows rest on.
extension StreamHistory {
  /// The events that a promotion names.
  func evidence(of promoted: BaselinePromoted) -> [Ground] {
    promoted.evidence.compactMap { text in
      EventPosition(text).map { ($0, "on the evidence of") }
    }
  }

  /// The promotion that was taken back, and the breach that called for it.
  mutating func promotion(of rolled: BaselineRolledBack, _ place: Place) throws -> [Ground] {
    try found("it was promoted in", place) {
      if case .baselinePromoted(let promoted) = $0 { promoted.to == rolled.from } else { false }
    }
      + found("its canary was breached in", place) {
        if case .canaryBreached = $0 { true } else { false }
      }
  }

  /// The window that breached a canary, and the promotion whose values it was held against.
  mutating func window(of breached: CanaryBreached, _ place: Place) throws -> [Ground] {
    try found("of the window that was closed in", place) {
      if case .windowClosed(let closed) = $0 { closed.window == breached.window } else { false }
    }
      + found("against the values of the promotion in", place) {
        if case .baselinePromoted = $0 { true } else { false }
      }
  }

  /// What stood against a promotion, as far as events tell: of what was to be promoted the newest
  /// failure of a gate, or else its newest event, and the newest window that did not pass.
  mutating func obstacles(to refused: PromotionRefused, _ place: Place) throws -> [Ground] {
    var grounds: [Ground] = []
    for kind in ["batch", "candidate"] {
      let stream = "\(kind)/\(place.study)/\(refused.to)"
      let failed = try found("its gate failed in", stream, place) {
        if case .gateEvaluated(let gate) = $0 { gate.verdict == .fail } else { false }
      }
      grounds +=
        try failed.isEmpty ? found("its state is that of", stream, place) { _ in true } : failed
    }
    return try grounds
      + found("its window did not pass in", place) {
        guard case .windowClosed(let closed) = $0 else { return false }
        return !closed.failed.isEmpty && (closed.subject ?? refused.to) == refused.to
      }
  }
}

extension EventPosition {
  /// The place that `@1842.3` names; of an entry alone, its first event.
  init?(_ text: String) {
    guard text.first == "@" else { return nil }
    let parts = text.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
    guard let entry = parts.first.flatMap({ UInt64($0) }), parts.count <= 2 else { return nil }
    let ordinal = parts.count == 2 ? Int(parts[1]) : 0
    guard let ordinal, ordinal >= 0 else { return nil }
    self.init(entry: entry, ordinal: ordinal)
  }
}
