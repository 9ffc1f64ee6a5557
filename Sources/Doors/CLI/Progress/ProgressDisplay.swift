import Codecs
import Files
import Ledger
import Runtime
import Study

/// Shows how a run goes: lines that are redrawn on a terminal, one line a change elsewhere.
final class ProgressDisplay {
  /// The least time between two redraws, in nanoseconds.
  private static let interval: UInt64 = 100_000_000

  private let console: Console
  private let isLive: Bool
  private var drawnLines = 0
  private var drawnAt: UInt64 = 0
  private var latest: ProgressSnapshot?
  private var note: String?

  init(_ console: Console) {
    self.console = console
    isLive = console.stderr.isTerminal
  }

  /// Prints what an entry changed, as far as a person wants to see it pass by.
  func recorded(_ submission: Submission) {
    for event in submission.events where isLive ? event.isRemarkable : event.isChange {
      let said = EventText.summary(event.fact)
      let what = "\(event.fact.type) \(event.stream.name)\(said.isEmpty ? "" : " \(said)")"
      if isLive {
        print(what)
      } else {
        let time = RFC3339.formatSeconds(nanoseconds: submission.receipt.at)
        print("\(time) @\(submission.receipt.index) \(what)")
      }
    }
  }

  /// Takes in where things stand; draws, unless that was done a moment ago.
  func progress(_ snapshot: ProgressSnapshot) {
    latest = snapshot
    if let note = snapshot.note, note != self.note { print(note) }
    note = snapshot.note
    guard isLive else { return }
    let now = Clock.monotonic()
    if now - drawnAt >= Self.interval { draw(snapshot, now) }
  }

  /// Removes the lines that were redrawn; what came of the run is printed instead.
  func finish() {
    if isLive {
      clear()
      console.stderr.flush()
    } else if let latest, latest.total > 0 {
      for line in ProgressText.comparison(latest.comparison) { console.complain(line) }
      console.complain(ProgressText.ending(latest))
    }
  }

  private func print(_ line: String) {
    clear()
    console.complain(line)
    if isLive, let latest { draw(latest, Clock.monotonic()) }
  }

  private func draw(_ snapshot: ProgressSnapshot, _ now: UInt64) {
    let lines = ProgressText.lines(
      snapshot, columns: console.stderr.columns, style: console.progressStyle)
    // One write, so that nothing flickers.
    var text = drawnLines > 0 ? "\u{1b}[\(drawnLines)A\u{1b}[J" : ""
    text += lines.map { $0 + "\n" }.joined()
    console.stderr.write(text)
    drawnLines = lines.count
    drawnAt = now
  }

  private func clear() {
    if drawnLines > 0 { console.stderr.write("\u{1b}[\(drawnLines)A\u{1b}[J") }
    drawnLines = 0
  }
}

extension Event {
  /// Whether it changes what a person would ask about while waiting.
  fileprivate var isChange: Bool {
    switch fact {
    case .stageStarted, .stageFinished, .stageSkipped, .runFinished, .runCorrected: true
    default: isRemarkable
    }
  }

  /// Whether it deserves a line that stays.
  fileprivate var isRemarkable: Bool {
    switch fact {
    case .stageFinished(let finished): finished.outcome != .succeeded
    case .gateEvaluated(let evaluated): evaluated.verdict != .pass
    case .stageRetried, .stageBlocked, .levelReached, .studyHalted, .studyClosed,
      .violationRecorded, .budgetExceeded:
      true
    default: false
    }
  }
}
