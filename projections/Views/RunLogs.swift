import Bytes
import Codecs
import Study

/// The three logs of a run: what was done, what was checked, and what was decided.
///
/// Every line is `[time] text`, the time taken from the entry.
public struct RunLogs: Equatable, Sendable {
  /// Stage transitions with command, elapsed time and exit code: `logs/agent_run.log`.
  public private(set) var agent = Lines()
  /// Checks of gates with what was observed: `logs/validation.log`.
  public private(set) var validation = Lines()
  /// Decisions with their reasons: `logs/decision.log`.
  public private(set) var decision = Lines()

  /// The log that a line belongs to.
  enum Log {
    case agent, validation, decision
  }

  /// Writes down what a stage reported.
  ///
  /// Most reports are one line of a plain kind, and most lines of the log say so.
  mutating func observed(_ observed: StageObserved, at time: String) {
    guard observed.reported.count == 1, observed.id.unit.isEmpty, observed.id.stage.isPlain else {
      return write(LogWords.observed(observed), to: .agent, at: time)
    }
    var isWritten = false
    observed.reported.forEachMember { kind, _, isFirst in
      guard isFirst, kind.isPlain else { return }
      isWritten = true
      agent.append(at: time) { line in
        line.append(text: "stage observed: ")
        line.append(text: observed.id.stage)
        line.append(UInt8(ascii: " "))
        line.append(contentsOf: kind)
        line.append(text: "=1")
      }
    }
    if !isWritten { write(LogWords.observed(observed), to: .agent, at: time) }
  }

  /// Writes a line.
  mutating func write(_ text: String, to log: Log, at time: String) {
    switch log {
    case .agent: agent.append(text, at: time)
    case .validation: validation.append(text, at: time)
    case .decision: decision.append(text, at: time)
    }
  }
}

/// How the logs say what happened.
enum LogWords {
  /// `run planned: level=A seed=42 revision=1 features=5`.
  static func planned(_ planned: RunPlanned, isAgain: Bool) -> String {
    var words = [isAgain ? "run planned again:" : "run planned:"]
    if !planned.level.isEmpty { words.append("level=\(planned.level)") }
    if let assignment = planned.assignment {
      for (name, value) in [
        ("variant", assignment.variant), ("task", assignment.task), ("pair", assignment.pair),
      ] {
        if let value { words.append("\(name)=\(value)") }
      }
    }
    words.append("seed=\(planned.seed)")
    words.append("revision=\(planned.revision)")
    if let of = planned.of { words.append("replaces=\(of)") }
    for parameter in planned.params {
      words.append("\(parameter.name)=\(parameter.value.plainText)")
    }
    return words.joined(separator: " ")
  }

  /// `stage observed: classify[features=5] metric=20 progress=1`.
  static func observed(_ observed: StageObserved) -> String {
    var kinds: [(name: String, count: Int)] = []
    observed.reported.forEachMember { name, _, isFirst in
      guard isFirst else { return }
      if let place = kinds.firstIndex(where: { name.equals($0.name) }) {
        kinds[place].count += 1
      } else {
        kinds.append((String(decoding: [UInt8](name), as: UTF8.self), 1))
      }
    }
    let words = kinds.sorted { $0.name < $1.name }.map { "\($0.name)=\($0.count)" }
    let work = Text.work(observed.id.stage, observed.id.unit)
    return "stage observed: \(work) \(words.joined(separator: " "))"
  }

  /// `stage end: classify[features=5] succeeded exit=0 elapsed=0.120s outputs=2`.
  static func ended(_ end: StageFinished) -> String {
    let verb = end.outcome == .timedOut ? "stage timeout:" : "stage end:"
    var words = [verb, Text.work(end.id.stage, end.id.unit), end.outcome.rawValue]
    if let exit = end.exit { words.append("exit=\(exit)") }
    if let signal = end.signal { words.append("signal=\(signal)") }
    words.append("elapsed=\(Text.elapsed(end.elapsed))")
    words.append("outputs=\(end.outputs.count)")
    if let failure = end.failure { words.append("class=\(failure)") }
    if let reused = end.reused { words.append("reused=\(reused.id(in: end.id.study))") }
    if let error = end.error { words.append(":: \(error)") }
    return words.joined(separator: " ")
  }

  /// `classify: completed`, or how it failed.
  static func decided(_ end: StageFinished) -> String {
    let work = Text.work(end.id.stage, end.id.unit)
    switch end.outcome {
    case .succeeded:
      guard let reused = end.reused else { return "\(work): completed" }
      return "\(work): reused, the result of \(reused.id(in: end.id.study))"
    case .failed:
      guard let exit = end.exit, exit != 0 else { return "\(work): failed" }
      return "\(work): failed with exit_code=\(exit)"
    case .timedOut: return "\(work): timed out"
    case .crashed:
      return "\(work): crashed" + (end.signal.map { " with signal=\($0)" } ?? "")
    case .interrupted: return "\(work): interrupted"
    }
  }

  /// `PASS metric accuracy in metrics.json: 0.93 >= 0.85`, or the problem.
  static func check(_ check: CheckResult) -> String {
    let observed = check.observed.map(Number.text) ?? "nothing"
    let relation = "\(check.comparison.rawValue) \(Number.text(check.threshold))"
    let text = "\(check.verdict.rawValue) \(check.name): \(observed) \(relation)"
    return check.problem.map { "\(text) (\($0))" } ?? text
  }
}

extension Span<UInt8> {
  /// Whether a text needs no escapes on a line.
  fileprivate var isPlain: Bool {
    for index in indices where self[index] < 0x20 || self[index] == 0x7f { return false }
    return true
  }
}

extension String {
  fileprivate var isPlain: Bool {
    let text = utf8Span
    return text.span.isPlain
  }
}
