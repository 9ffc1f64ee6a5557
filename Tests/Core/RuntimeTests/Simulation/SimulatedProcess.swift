import Codecs
import Study
import TestKit

/// A process that never was: what it will do is drawn when it is launched.
final class SimulatedProcess {
  let id: AttemptID
  let number: Int64
  /// What it writes to its events, and how long after its start.
  private(set) var lines: [(after: UInt64, value: Value)] = []
  /// When its program began, on the simulated clock; nil while it waits at its gate.
  private(set) var began: UInt64?
  /// When it is over: by itself, or because it was ended.
  private(set) var end: UInt64?
  /// The signal that ended it.
  private(set) var signal: Int64?
  /// The exit code that it ends with by itself.
  let exit: Int64
  /// Whether it takes no notice of being asked to end.
  private let isDeaf: Bool
  /// Whether nothing ends it until somebody has gone to look.
  private(set) var isStubborn: Bool
  private let duration: UInt64
  /// The value that it reports last, as its gate sees it.
  let accuracy: Double
  /// Whether it was ended at its gate.
  private(set) var isAbandoned = false

  /// What a time limit ends may also never end by itself.
  init(_ id: AttemptID, number: Int64, mayHang: Bool, _ random: inout SeededGenerator) {
    self.id = id
    self.number = number
    let isEndless = Int.random(in: 0..<30, using: &random) == 0 && mayHang
    duration = isEndless ? .max / 2 : UInt64.random(in: 1...400, using: &random) * 1_000_000
    exit = Int.random(in: 0..<8, using: &random) == 0 ? Int64.random(in: 1...3, using: &random) : 0
    isDeaf = Int.random(in: 0..<4, using: &random) == 0
    isStubborn = Int.random(in: 0..<60, using: &random) == 0
    let values = [0.9, 0.9, 0.9, 0.7, 0.3, Double.nan]
    accuracy = values[Int.random(in: 0..<values.count, using: &random)]
    var at: UInt64 = 0
    for step in 0..<Int.random(in: 0...4, using: &random) {
      at += UInt64.random(in: 0...80, using: &random) * 1_000_000
      guard at < duration else { break }
      lines.append((at, ["metric": ["name": "step", "value": .int(Int64(step))]]))
    }
  }

  /// Whether any of it lives at a moment.
  func isAlive(_ now: UInt64) -> Bool {
    guard let began, !isAbandoned else { return false }
    return now < (end ?? began.addingReportingOverflow(duration).partialValue)
  }

  /// Whether it was started, and has ended by some moment.
  func hasEnded(_ now: UInt64) -> Bool { began != nil && !isAlive(now) }

  func open(_ now: UInt64) { began = now }

  func abandon() { isAbandoned = true }

  /// Asks it to end; it does so a little later, or not.
  func ask(_ now: UInt64) { if !isDeaf { finish(now + 3_000_000, by: 15) } }

  /// Ends it, unless nothing can.
  func force(_ now: UInt64) { if !isStubborn { finish(now, by: 9) } }

  /// Whatever it was, it is over: the power went, or a person looked after it.
  func stop(_ now: UInt64) {
    isStubborn = false
    finish(now, by: 9)
  }

  private func finish(_ now: UInt64, by number: Int64) {
    guard isAlive(now) else { return }
    end = now
    signal = number
  }

  /// What stands in its events by some moment.
  func written(_ now: UInt64) -> [Value] {
    guard let began else { return [] }
    let last = min(now, end ?? .max)
    return lines.filter { began + $0.after <= last }.map(\.value)
  }

  /// After a power cut only so many of its lines are there, and none comes any more.
  func lose(_ kept: Int, _ now: UInt64) {
    stop(now)
    lines = Array(lines.prefix(kept))
  }

  /// How long it ran, in nanoseconds.
  func elapsed(_ now: UInt64) -> Int64 { began.map { Int64(min(now, end ?? now) - $0) } ?? 0 }
}
