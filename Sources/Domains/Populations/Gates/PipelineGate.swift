import Codecs
import StageKit

/// A gate of the pipeline: numbers, each with what it may be.
struct PipelineGate: Sendable {
  enum Verdict: Int, Comparable, Sendable {
    case pass, warn, fail
    static func < (left: Verdict, right: Verdict) -> Bool { left.rawValue < right.rawValue }
    /// In capitals, as the ledger writes it.
    var word: String {
      switch self {
      case .pass: "PASS"
      case .warn: "WARN"
      case .fail: "FAIL"
      }
    }
  }

  /// One number against its limits.
  struct Check: Sendable {
    let name: String
    let value: Double
    let warn: Double
    let fail: Double
    let verdict: Verdict
    /// The smallest change upstream that would mend it.
    let fix: String?
  }

  /// `1` to `6`, with `3A` and `3B`.
  let name: String
  private(set) var checks: [Check] = []

  init(_ name: String) { self.name = name }

  /// The worst verdict of all checks.
  var verdict: Verdict { checks.map(\.verdict).max() ?? .pass }

  /// A number that passes up to `warn` and fails above `fail`; what is no number fails.
  mutating func atMost(
    _ name: String, _ value: Double, warn: Double, fail: Double, fix: String? = nil
  ) {
    let verdict: Verdict = value <= warn ? .pass : value <= fail ? .warn : .fail
    checks.append(
      Check(name: name, value: value, warn: warn, fail: fail, verdict: verdict, fix: fix))
  }

  /// A number that passes from `warn` on and fails below `fail`.
  mutating func atLeast(
    _ name: String, _ value: Double, warn: Double, fail: Double, fix: String? = nil
  ) {
    let verdict: Verdict = value >= warn ? .pass : value >= fail ? .warn : .fail
    checks.append(
      Check(name: name, value: value, warn: warn, fail: fail, verdict: verdict, fix: fix))
  }

  /// A count that has to be zero.
  mutating func none(_ name: String, _ count: Int, fix: String? = nil) {
    atMost(name, Double(count), warn: 0, fail: 0, fix: fix)
  }

  /// Reports every number, and the verdict as `gate_N`: 0 PASS, 1 WARN, 2 FAIL.
  func report(_ call: StepCall) throws(StageError) {
    for check in checks { try call.report(check.name, check.value) }
    try call.report("gate_\(name.lowercased())", Double(verdict.rawValue))
    for check in checks where check.verdict != .pass {
      try call.events.note(
        "gate \(name) \(check.verdict.word): \(line(check))",
        next: check.verdict == .fail ? check.fix : nil)
    }
  }

  /// The gate for a person: its verdict, and every check that did not pass with its smallest
  /// mending.
  var lines: [String] {
    ["gate \(name): \(verdict.word)"]
      + checks.filter { $0.verdict != .pass }.map { "  \($0.verdict.word) \(line($0))" }
  }

  private func line(_ check: Check) -> String {
    let text = "\(check.name) is \(Shown.number(check.value)), limit \(Shown.number(check.warn))"
    return check.fix.map { "\(text); \($0)" } ?? text
  }

  /// As JSON.
  var value: Value {
    [
      "gate": .text(name), "status": .text(verdict.word),
      "metrics": .array(
        checks.map { check in
          [
            "name": .text(check.name), "value": .double(check.value), "warn": .double(check.warn),
            "fail": .double(check.fail), "status": .text(check.verdict.word),
            "fix": check.fix.map(Value.text) ?? .null,
          ]
        }),
    ]
  }
}
