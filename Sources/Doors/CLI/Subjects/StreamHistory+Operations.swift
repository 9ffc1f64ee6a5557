import Codecs
import Ledger
import StageKit
import Study

/// What promotions, rollbacks, windows and batches rest on.
extension StreamHistory {
  /// The grounds of an event of a batch, a candidate or a baseline.
  mutating func operation(_ type: String, _ said: Said) throws -> [Ground] {
    switch type {
    case "baseline.promoted": return evidence(said)
    case "promotion.refused": return try refused(said)
    case "baseline.rolled_back":
      return try found("it was promoted in", said) {
        $0.stored.type == "baseline.promoted" && $0.data?["to"]?.asText == said.text("from")
      } + found("its canary was breached in", said) { $0.stored.type == "canary.breached" }
    case "canary.breached":
      return try found("of the window that was closed in", said) {
        $0.stored.type == "window.closed" && $0.data?["window"] == said.data["window"]
      }
        + found("against the values of the promotion in", said) {
          $0.stored.type == "baseline.promoted"
        }
    case "candidate.rejected":
      return try found("it was registered in", said) { $0.stored.type == "candidate.registered" }
    case "batch.closed":
      return try found("it was declared in", said) { $0.stored.type == "batch.declared" }
    case "batch.declared":
      return try found("of the plan in", "study/\(said.study)", said) {
        ["study.registered", "study.revised", "study.amended"].contains($0.stored.type)
      }
    default: return []
    }
  }

  /// The events that a promotion names.
  private func evidence(_ said: Said) -> [Ground] {
    (said.data["evidence"]?.asArray ?? []).compactMap(\.asText).compactMap { text in
      EventPosition(text).map { ($0, "on the evidence of") }
    }
  }

  /// What stood against a promotion, as far as events tell: of what was to be promoted the newest
  /// failure of a gate, or else its newest event, and the newest window that did not pass.
  private mutating func refused(_ said: Said) throws -> [Ground] {
    let subject = said.text("to")
    var grounds: [Ground] = []
    for kind in ["batch", "candidate"] {
      let stream = "\(kind)/\(said.study)/\(subject)"
      let failed = try found("its gate failed in", stream, said) {
        $0.stored.type == "gate.evaluated" && $0.data?["verdict"]?.asText == "FAIL"
      }
      grounds +=
        try failed.isEmpty ? found("its state is that of", stream, said) { _ in true } : failed
    }
    return try grounds
      + found("its window did not pass in", said) {
        $0.stored.type == "window.closed" && !($0.data?["failed"]?.asArray ?? []).isEmpty
          && ($0.data?["subject"]?.asText ?? subject) == subject
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
