import Study

/// Colours for words that stand for a state; the word always says it too.
struct Style: Sendable {
  /// Whether colours are used.
  let isColoured: Bool

  /// The colours that suit a sink: none in a pipe or under `NO_COLOR`, always under
  /// `CLICOLOR_FORCE`.
  init(for sink: any TextSink, _ environment: [String: String]) {
    let forced = environment["CLICOLOR_FORCE"].map { !$0.isEmpty && $0 != "0" } ?? false
    let refused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    isColoured = forced || (!refused && sink.isTerminal && environment["TERM"] != "dumb")
  }

  /// What a colour means.
  enum Tone: String {
    case good = "32"
    case bad = "31"
    case doubtful = "33"
    case active = "36"
    case faint = "2"
    case strong = "1"
  }

  func paint(_ text: String, _ tone: Tone) -> String {
    isColoured ? "\u{1b}[\(tone.rawValue)m\(text)\u{1b}[0m" : text
  }

  /// A word in the tone that it has wherever it appears; other words as they are.
  func word(_ word: String) -> String {
    Self.tones[word].map { paint(word, $0) } ?? word
  }

  private static let tones: [String: Tone] = [
    "PASS": .good, "succeeded": .good, "finished": .good, "locked": .good, "ok": .good,
    "closed": .good, "done": .good,
    "FAIL": .bad, "failed": .bad, "crashed": .bad, "timed_out": .bad, "blocked": .bad,
    "halted": .bad, "critical": .bad, "invalidated": .bad,
    "WARN": .doubtful, "waiting": .doubtful, "interrupted": .doubtful, "retrying": .doubtful,
    "running": .active, "active": .active, "started": .active, "requested": .active,
    "skipped": .faint, "planned": .faint,
  ]
}
