import Codecs
import Engines
import Study
import Testing

/// Windows of what a baseline points at.
@Suite struct PromotionCanaryTests {
  private func promoted(
    _ change: (inout BaselinePlan) -> Void = { _ in }
  ) throws -> Telemetry {
    let telemetry = try Telemetry(change)
    try telemetry.install("rel-1", digest: 1)
    try telemetry.install("rel-2", digest: 2, lateness: 3)
    return telemetry
  }

  @Test func `the first failed window is a breach with a proposal, and only the first`() throws {
    let telemetry = try promoted()
    #expect(try telemetry.report(.window(20, lateness: 6)).count == 2)
    let events = try telemetry.report(.window(21, lateness: 7))
    #expect(
      lines(events) == [
        "stage.observed s1 work", "window.closed release (promotion 0)",
        "canary.breached release (promotion 1)",
        "decision.made release escalate (promotion 2)",
      ])
    guard case .canaryBreached(let breached) = events[2].fact,
      case .decisionMade(let decision) = events[3].fact
    else { return }
    #expect(breached.window == 21)
    #expect(breached.checks == ["lateness is 7, wanted <= baseline * 2, which is 6"])
    #expect(
      decision.rationale
        == "the canary of 'rel-2' was breached in window 21: lateness is 7, wanted <= baseline * "
        + "2, which is 6; proposal: roll back release to rel-1; command: runledger rollback "
        + "s/release --to rel-1 -m \"...\"")
    #expect(try telemetry.report(.window(22, lateness: 9)).count == 2)
    #expect(try telemetry.release().isBreached && telemetry.release().current == "rel-2")
    #expect(try telemetry.scenario.study().halted == nil)
  }

  @Test func `the promoted one may be named`() throws {
    let telemetry = try promoted()
    let events = try telemetry.report(.window(4, of: "rel-2", lateness: 99))
    #expect(lines(events).contains("canary.breached release (promotion 1)"))
    #expect(telemetry.windows(events).first?.subject == "rel-2")
  }

  @Test func `several failed windows at once are one breach`() throws {
    for change in [BaselinePlan.Rollback.propose, .automatic] {
      let telemetry = try promoted { $0.rollback = change }
      let events = try telemetry.report((0..<4).map { .window($0, lateness: 99) })
      #expect(lines(events).count { $0.hasPrefix("canary.breached") } == 1)
      #expect(telemetry.windows(events).map(\.subject) == Array(repeating: "rel-2", count: 4))
    }
  }

  @Test func `a study may want the rollback itself, once`() throws {
    let telemetry = try promoted { $0.rollback = .automatic }
    try telemetry.install("rel-3", digest: 3, lateness: 3)
    let events = try telemetry.report(.window(4) { $0["ticks_seen"] = 10 })
    #expect(
      lines(events) == [
        "stage.observed s1 work", "window.closed release (promotion 0)",
        "canary.breached release (promotion 1)",
        "baseline.rolled_back release (promotion 2)",
      ])
    guard case .baselineRolledBack(let rolledBack) = events[3].fact else { return }
    #expect(rolledBack.from == "rel-3" && rolledBack.to == "rel-2")
    #expect(
      rolledBack.reason
        == "the canary of 'rel-3' was breached in window 4: it saw 10 of 1000 ticks")
    // What was restored is measured as badly: a person has to look.
    let again = try telemetry.report(.window(0) { $0["ticks_seen"] = 10 })
    #expect(lines(again).last == "decision.made release escalate (promotion 2)")
    #expect(try telemetry.release().current == "rel-2")
    try telemetry.watch("rel-3", from: 30)
    try telemetry.promote("rel-3")
    let third = try telemetry.report(.window(0, lateness: 70))
    #expect(lines(third).last == "baseline.rolled_back release (promotion 2)")
  }

  @Test func `where nothing is before it, somebody has to decide`() throws {
    let telemetry = try Telemetry { $0.rollback = .automatic }
    try telemetry.install("rel-1", digest: 1)
    let events = try telemetry.report(.window(9, lateness: 9))
    guard case .decisionMade(let decision)? = events.last?.fact else {
      Issue.record("nothing was decided")
      return
    }
    #expect(decision.choice == .escalate)
    #expect(
      decision.rationale.hasSuffix("nothing is before it that release could be rolled back to"))
  }

  @Test func `windows of others breach nothing`() throws {
    let telemetry = try promoted()
    try telemetry.register("cand-1")
    try telemetry.report(.candidate("other", digest: .sample(9)))
    #expect(try telemetry.report(.window(0, of: "other", lateness: 99)).count == 2)
    #expect(try telemetry.report(.window(0, of: "rel-1", lateness: 99)).count == 2)
    #expect(try !telemetry.release().isBreached)
  }

  @Test func `the first window after a move may have any number`() throws {
    let telemetry = try promoted()
    #expect(telemetry.windows(try telemetry.report(.window(0))).first?.failed == [])
    try telemetry.rollBack()
    #expect(telemetry.windows(try telemetry.report(.window(7))).first?.failed == [])
    #expect(
      telemetry.windows(try telemetry.report(.window(9))).first?.failed == [
        "window 8 is missing before it"
      ])
  }
}
