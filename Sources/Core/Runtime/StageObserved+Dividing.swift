import Codecs
import Study

extension StageObserved {
  /// The most lines of one entry.
  private static let linesMax = 20_000

  /// The most lines of one entry that engines answer with events: as many as an entry has room for,
  /// whatever follows from each.
  static let answeredMax = 100

  /// The kinds of lines that engines answer.
  private static let answered = ["violation", "window", "candidate"]

  /// What a stage reported, in as many parts as it has to be recorded in; none for no lines.
  static func divided(_ lines: [Value], of id: AttemptID) -> [StageObserved] {
    var parts: [StageObserved] = []
    var part: [Value] = []
    var count = 0
    for line in lines {
      let isAnswered = line.asMap?.first.map { answered.contains($0.key) } ?? false
      if part.count == linesMax || (isAnswered && count == answeredMax) {
        parts.append(StageObserved(id: id, lines: part))
        part = []
        count = 0
      }
      part.append(line)
      count += isAnswered ? 1 : 0
    }
    if !part.isEmpty { parts.append(StageObserved(id: id, lines: part)) }
    return parts
  }
}
