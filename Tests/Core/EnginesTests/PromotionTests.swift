import Bytes
import Codecs
import Engines
import Study
import Testing

/// Promotion of candidates, and rollback.
@Suite struct PromotionTests {
  /// The reasons of a promotion that is refused.
  private func reasons(_ events: [Event]) throws -> [String] {
    guard events.count == 1, case .promotionRefused(let refused) = events[0].fact else {
      Issue.record("it was not refused: \(lines(events))")
      return []
    }
    return refused.reasons
  }

  @Test func `two windows in a row allow a promotion, and are its evidence`() throws {
    let telemetry = try Telemetry()
    try telemetry.register("cand-1")
    #expect(
      try reasons(telemetry.promote("cand-1")) == [
        "'cand-1' passed 0 of 2 windows in a row"
      ])
    try telemetry.watch("cand-1")
    let events = try telemetry.promote("cand-1", reason: "fewer are late")
    #expect(lines(events) == ["baseline.promoted release"])
    guard case .baselinePromoted(let promoted) = events[0].fact else { return }
    #expect(promoted.from == nil && promoted.to == "cand-1")
    #expect(promoted.evidence == ["@3.1", "@5.1", "@6.1"])
    #expect(promoted.values == ["lateness": 4, "starvation": 0])
    #expect(promoted.reason == "fewer are late")
    let release = try telemetry.release()
    #expect(release.current == "cand-1" && release.former == [] && release.moves == 1)
  }

  @Test func `a window that failed in between begins the row again`() throws {
    let telemetry = try Telemetry()
    try telemetry.register("cand-1")
    try telemetry.report(.window(0, of: "cand-1"))
    try telemetry.report(.window(1, of: "cand-1") { $0["ticks_seen"] = 1 })
    try telemetry.report(.window(2, of: "cand-1"))
    #expect(try reasons(telemetry.promote("cand-1")).count == 1)
    try telemetry.report(.window(3, of: "cand-1"))
    #expect(lines(try telemetry.promote("cand-1")) == ["baseline.promoted release"])
  }

  @Test func `promotion and rollback begin every row again`() throws {
    let telemetry = try Telemetry()
    try telemetry.register("cand-1", "cand-2", "cand-3")
    for name in ["cand-1", "cand-2", "cand-3"] { try telemetry.watch(name) }
    try telemetry.promote("cand-1")
    #expect(
      try reasons(telemetry.promote("cand-2")) == [
        "'cand-2' passed 0 of 2 windows in a row since baseline 'release' last moved"
      ])
    try telemetry.watch("cand-2", from: 2)
    try telemetry.watch("cand-3", from: 2)
    try telemetry.promote("cand-2")
    try telemetry.rollBack()
    #expect(try telemetry.release().streak == 0)
    for name in ["cand-2", "cand-3"] { #expect(try reasons(telemetry.promote(name)).count == 1) }
    try telemetry.watch("cand-2", from: 9)
    #expect(lines(try telemetry.promote("cand-2")) == ["baseline.promoted release"])
  }

  @Test func `everything that is missing is named at once`() throws {
    let telemetry = try Telemetry()
    try telemetry.register("cand-1")
    try telemetry.scenario.when(
      RejectCandidate(study: "s", name: "cand-1", reasons: ["leaked rows"]))
    for _ in 0..<7 {
      try telemetry.report(["violation": ["text": "leak", "severity": "critical"]])
    }
    #expect(
      try reasons(telemetry.promote("cand-1")) == [
        "candidate 'cand-1' was rejected: leaked rows",
        "'cand-1' passed 0 of 2 windows in a row",
        "violation 'v0001' is critical and not resolved",
        "violation 'v0002' is critical and not resolved",
        "violation 'v0003' is critical and not resolved",
        "violation 'v0004' is critical and not resolved",
        "violation 'v0005' is critical and not resolved",
        "2 more critical violations are not resolved",
      ])
  }

  @Test func `a policy may do without`() throws {
    let telemetry = try Telemetry { release in
      release.windows = 0
      release.needsNoViolation = false
    }
    try telemetry.register("cand-1")
    try telemetry.report(["violation": ["text": "leak", "severity": "critical"]])
    #expect(lines(try telemetry.promote("cand-1")) == ["baseline.promoted release"])
  }

  @Test func `what is there already, and what is not there, is refused`() throws {
    let telemetry = try Telemetry()
    try telemetry.install("cand-1", digest: 1)
    func promote(_ name: String, to baseline: String = "release") -> Rejection? {
      telemetry.scenario.refusal(
        of: PromoteBaseline(study: "s", baseline: baseline, to: name, reason: ""))
    }
    #expect(promote("cand-1")?.code == .unchanged)
    #expect(promote("cand-9")?.code == .notFound)
    #expect(promote("cand-1", to: "relaese")?.hint == "did you mean 'release'?")
    #expect(promote("cand-1", to: "x")?.hint == "it has 'release'")
    let unknown = PromoteBaseline(study: "t", baseline: "release", to: "cand-1", reason: "")
    #expect(telemetry.scenario.refusal(of: unknown)?.code == .notFound)
  }

  @Test func `of two operators at once the second decides on what the first did`() throws {
    let telemetry = try Telemetry()
    try telemetry.register("cand-1", "cand-2")
    try telemetry.watch("cand-1")
    try telemetry.watch("cand-2")
    // Both saw a baseline that points at nothing; the log puts one before the other.
    try telemetry.promote("cand-1")
    #expect(
      telemetry.scenario.refusal(
        of: PromoteBaseline(study: "s", baseline: "release", to: "cand-1", reason: ""))?.code
        == .unchanged
    )
    #expect(try reasons(telemetry.promote("cand-2")).count == 1, "what it saw is out of date")
    #expect(try telemetry.release().current == "cand-1")
  }

  @Test func `two baselines have nothing to do with one another`() throws {
    let scenario = try Scenario(
      .watched().with { plan in
        var staging = plan.baselines[0]
        staging.name = "staging"
        plan.baselines.append(staging)
      })
    let telemetry = try Telemetry(scenario)
    try telemetry.register("cand-1")
    try telemetry.watch("cand-1")
    for window in 0..<2 as Range<Int64> {
      try telemetry.report(.window(window, of: "cand-1") { $0["baseline"] = "staging" })
    }
    try telemetry.promote("cand-1")
    let staged = PromoteBaseline(study: "s", baseline: "staging", to: "cand-1", reason: "")
    #expect(lines(try scenario.when(staged)) == ["baseline.promoted staging"])
    #expect(scenario.states.candidate("s", "cand-1")?.standing.promotions.count == 2)
  }
}

extension PromotionTests {
  @Test func `a rollback goes back one by one, or to anything promoted before`() throws {
    let telemetry = try Telemetry()
    for (place, name) in ["cand-1", "cand-2", "cand-3"].enumerated() {
      try telemetry.install(name, digest: UInt8(place + 1), lateness: .int(Int64(place) + 4))
    }
    #expect(try telemetry.release().former == ["cand-1", "cand-2"])
    let events = try telemetry.rollBack()
    guard case .baselineRolledBack(let rolledBack) = events[0].fact else { return }
    #expect(rolledBack == BaselineRolledBack(from: "cand-3", to: "cand-2", reason: "late"))
    #expect(try telemetry.release().values["lateness"] == 5, "what it measured when promoted")
    try telemetry.rollBack()
    #expect(try telemetry.release().current == "cand-1" && telemetry.release().former == [])
    try telemetry.rollBack(to: "cand-3")
    #expect(try telemetry.release().former == ["cand-1"])
    #expect(try telemetry.release().values["lateness"] == 6)
  }

  @Test func `a rollback that leads nowhere is refused`() throws {
    let telemetry = try Telemetry()
    func refusal(_ target: String?, of baseline: String = "release") -> Rejection? {
      telemetry.scenario.refusal(
        of: RollBackBaseline(study: "s", baseline: baseline, to: target, reason: "late"))
    }
    #expect(refusal(nil)?.message == "nothing was ever promoted to baseline 'release'")
    #expect(refusal(nil, of: "live")?.code == .notFound)
    try telemetry.install("cand-1", digest: 1)
    #expect(refusal(nil)?.code == .outOfOrder)
    #expect(
      refusal(nil)?.message
        == "baseline 'release' points at 'cand-1', and nothing was promoted before it")
    #expect(refusal("cand-1")?.code == .unchanged)
    #expect(refusal("cand-9")?.hint == "only 'cand-1' was")
    try telemetry.install("cand-2", digest: 2)
    try telemetry.register("cand-1", "cand-2", "cand-3")
    #expect(refusal("cand-3")?.code == .notFound)
    #expect(refusal("cand-3")?.message == "'cand-3' was never promoted to baseline 'release'")
    #expect(refusal("cand-3")?.hint == "it pointed at 'cand-1' before")
    let silent = RollBackBaseline(study: "s", baseline: "release", to: nil, reason: " ")
    #expect(telemetry.scenario.refusal(of: silent)?.code == .reasonMissing)
  }

  @Test func `what was rejected since is never gone back to`() throws {
    let telemetry = try Telemetry()
    for (place, name) in ["cand-1", "cand-2", "cand-3"].enumerated() {
      try telemetry.install(name, digest: UInt8(place + 1))
    }
    let reject = RejectCandidate(study: "s", name: "cand-2", reasons: ["leak"])
    try telemetry.scenario.when(reject)
    let named = RollBackBaseline(study: "s", baseline: "release", to: "cand-2", reason: "late")
    #expect(telemetry.scenario.refusal(of: named)?.code == .outOfOrder)
    #expect(try telemetry.rollBack().count == 1)
    #expect(try telemetry.release().current == "cand-1")
    let used = RejectCandidate(study: "s", name: "cand-1", reasons: ["leak"])
    #expect(
      telemetry.scenario.refusal(of: used)?.hint
        == "roll it back first: runledger rollback s/release -m \"...\"")
  }

  @Test func `a hundred promotions back and forth replay identically and stay small`() throws {
    let telemetry = try Telemetry { $0.windows = 1 }
    try telemetry.register("cand-1", "cand-2")
    for round in 0..<100 {
      let name = round.isMultiple(of: 2) ? "cand-1" : "cand-2"
      try telemetry.report(.window(Int64(round), of: name))
      try telemetry.promote(name)
      #expect(try telemetry.release().current == name)
      if round == 9 || round == 19 { try telemetry.rollBack() }
      if round == 9 || round == 19 { try telemetry.rollBack(to: name) }
    }
    let release = try telemetry.release()
    #expect(release.moves == 104)
    #expect(release.former.count == BaselineState.formerMax)
    let rows = ["cand-1", "cand-2"].compactMap { telemetry.states.candidate("s", $0)?.record }
    for row in rows + [release.record] { #expect(CBOR.encode(row).count < 1_500) }
    let states = States()
    for (place, step) in telemetry.scenario.accepted.enumerated() {
      let events = try Rules.apply(step.command, at: step.context, states)
      let before = telemetry.scenario.entries[place]
      #expect(events.map { CBOR.encode($0.fact.data) } == before.map { CBOR.encode($0.fact.data) })
      #expect(lines(events) == lines(before))
    }
    #expect(states.baseline("s", "release") == release)
    for _ in release.former { try telemetry.rollBack() }
    let further = RollBackBaseline(study: "s", baseline: "release", to: nil, reason: "late")
    #expect(telemetry.scenario.refusal(of: further) != nil)
  }
}
