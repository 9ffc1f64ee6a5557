import Codecs
import Engines
import Study
import Testing

extension PromotionBatchTests {
  @Test func `one variant of a batch is promoted by what its own runs measured`() throws {
    let scenario = try scenario()
    try declare(1, in: scenario)
    try scenario.workOff { finished in
      guard finished.id.stage == "fit" else { return }
      finished.report(finished.id.run.contains("vr-k-3") ? 0.95 : 0.85)
    }
    let best = "\(Self.names[0]).vr-k-3"
    func promote(_ to: String) throws -> [Event] {
      try scenario.when(PromoteBaseline(study: "s", baseline: "release", to: to, reason: ""))
    }
    guard case .baselinePromoted(let promoted)? = try promote(best).first?.fact else {
      Issue.record("it is not promoted")
      return
    }
    #expect(promoted.to == best)
    #expect(promoted.values == ["fit.accuracy": 0.95], "and not the mean of the batch, 0.9")
    #expect(scenario.states.baseline("s", "release")?.current == best)
    #expect(scenario.states.standing("s", of: best)?.promotion(to: "release") != nil)
    #expect(scenario.states.standing("s", of: Self.names[0])?.promotions.isEmpty == true)
    let other = scenario.refusal(
      of: PromoteBaseline(
        study: "s", baseline: "release", to: "\(Self.names[0]).vr-k-4", reason: ""))
    #expect(other?.code == .notFound)
    #expect(
      try reasons(1, in: scenario) == [
        "fit.accuracy is 0.9, worse than 0.95 of '\(best)' by more than 0.005"
      ])
    let run = try #require(scenario.states.run("s", "\(best)-s1"))
    #expect(scenario.states.promotions(restingOn: run, in: "s").count == 1)
    let rival = try #require(scenario.states.run("s", "\(Self.names[0]).vr-k-5-s1"))
    #expect(scenario.states.promotions(restingOn: rival, in: "s").isEmpty)
  }
}
