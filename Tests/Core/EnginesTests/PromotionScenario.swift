import Bytes
import Codecs
import Engines
import Study
import Testing

/// A study with a baseline `release` and a stage that reports windows and candidates.
struct Telemetry {
  let scenario: Scenario

  /// The stage is running; `change` adapts the baseline.
  init(_ change: (inout BaselinePlan) -> Void = { _ in }) throws {
    try self.init(try Scenario(.watched(change)))
  }

  /// The stage of a scenario is running.
  init(_ scenario: Scenario) throws {
    self.scenario = scenario
    try scenario.claim()
    try scenario.start("s1", "work")
  }

  var states: States { scenario.states }

  /// What follows from some lines.
  @discardableResult
  func report(_ lines: Value...) throws -> [Event] { try report(lines) }

  /// What follows from some lines.
  @discardableResult
  func report(_ lines: [Value]) throws -> [Event] {
    try scenario.when(
      ObserveStage(StageObserved(id: scenario.attempt("s1", "work"), lines: lines)))
  }

  /// Registers candidates, one digest each.
  func register(_ names: String...) throws {
    for (place, name) in names.enumerated() {
      try report(.candidate(name, digest: .sample(UInt8(place + 1))))
    }
  }

  /// Two sound windows of a candidate, after those it had.
  func watch(_ name: String, from number: Int64 = 0, lateness: Value = 4) throws {
    for window in number..<number + 2 {
      try report(.window(window, of: name, lateness: lateness))
    }
  }

  /// Registers a candidate, lets two windows of it pass, and promotes it.
  func install(_ name: String, digest: UInt8, lateness: Value = 4) throws {
    try report(.candidate(name, digest: .sample(digest)))
    try watch(name, lateness: lateness)
    try promote(name)
  }

  @discardableResult
  func promote(_ name: String, reason: String = "") throws -> [Event] {
    try scenario.when(
      PromoteBaseline(study: "s", baseline: "release", to: name, reason: reason))
  }

  @discardableResult
  func rollBack(to name: String? = nil) throws -> [Event] {
    try scenario.when(RollBackBaseline(study: "s", baseline: "release", to: name, reason: "late"))
  }

  /// The state of the baseline.
  func release() throws -> BaselineState { try #require(states.baseline("s", "release")) }

  /// The windows among some events.
  func windows(_ events: [Event]) -> [WindowClosed] {
    events.compactMap { event in
      if case .windowClosed(let closed) = event.fact { closed } else { nil }
    }
  }

  /// The texts of the violations among some events.
  func violations(_ events: [Event]) -> [String] {
    events.compactMap { event in
      if case .violationRecorded(let recorded) = event.fact { recorded.text } else { nil }
    }
  }
}

extension Plan {
  /// A study of one stage `work`, with the baseline `release` that wants two windows.
  static func watched(_ change: (inout BaselinePlan) -> Void = { _ in }) -> Plan {
    .sample { plan in
      var release = BaselinePlan(name: "release")
      release.windows = 2
      release.ticks = 1_000
      release.canary = [
        CanaryCheck(metric: "lateness", parsing: "<= baseline * 2"),
        CanaryCheck(metric: "starvation", parsing: "== 0"),
      ].compactMap(\.self)
      change(&release)
      plan.baselines = [release]
    }
  }

  /// The plan with a change.
  func with(_ change: (inout Plan) -> Void) -> Plan {
    var plan = self
    change(&plan)
    return plan
  }
}

extension Value {
  /// A line that registers a candidate.
  static func candidate(_ name: String, digest: Digest) -> Value {
    ["candidate": ["name": .text(name), "digest": .text(digest.hex), "epoch": 40]]
  }

  /// A line about a window in which nothing is wrong, changed as a test wants it.
  static func window(
    _ number: Int64, of subject: String? = nil, lateness: Value = 4,
    _ change: (inout ValueMap) -> Void = { _ in }
  ) -> Value {
    var map: ValueMap = [
      "baseline": "release", "window": .int(number), "ticks_seen": 1_000, "ticks_expected": 1_000,
      "values": ["lateness": lateness, "starvation": 0],
    ]
    map["subject"] = subject.map(Value.text)
    change(&map)
    return ["window": .map(map)]
  }
}
