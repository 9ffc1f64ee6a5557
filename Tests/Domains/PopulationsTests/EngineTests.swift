import Codecs
import Numerics
import StageKit
import Testing

@testable import Populations

@Suite struct EngineTests {
  static func response(_ sentiment: Double, _ conviction: Double) -> Response {
    Response(sentiment: sentiment, conviction: conviction, willShare: true, position: -1)
  }

  @Test func `minds move by the published paces`() {
    var state = AgentState()
    state.lastReasoned = 0
    state.publicSentiment = 0.4
    state.privateSentiment = 0.4
    state.publicConviction = 0.5
    state.privateConviction = 0.5
    let rules = MindRules(friction: [0.5, 0.5])
    _ = rules.apply(Self.response(-0.6, 0.7), to: &state, at: 1, sources: 1)
    #expect(abs(state.publicSentiment - 0.05) < 1e-12)
    #expect(abs(state.privateSentiment - 0.358) < 1e-12)
    #expect(abs(state.publicConviction - 0.57) < 1e-12)
    #expect(abs(state.privateConviction - 0.5084) < 1e-12)
  }

  @Test func `a firm position turns only on a thought that is firm enough`() {
    let rules = MindRules(friction: [0.5, 0.5])
    for (conviction, turns) in [(0.3, true), (0.1, false)] {
      var state = AgentState()
      state.lastReasoned = 0
      state.publicPosition = 0
      state.privatePosition = 0
      state.publicConviction = 0.7
      state.privateConviction = 0.7
      var response = Self.response(0, conviction)
      response.position = 1
      _ = rules.apply(response, to: &state, at: 1, sources: 1)
      #expect((state.publicPosition == 1) == turns)
      #expect(state.privatePosition == 0)
    }
  }

  @Test func `what is hard to do is said before it is meant`() {
    let rules = MindRules(friction: [0.2, 0.75])
    var state = AgentState()
    var response = Self.response(0.5, 0.7)
    response.position = 1
    _ = rules.apply(response, to: &state, at: 0, sources: 0)
    #expect(state.publicPosition == 1 && state.privatePosition == 0)
    var convinced = AgentState()
    response.conviction = 0.9
    _ = rules.apply(response, to: &convinced, at: 0, sources: 0)
    #expect(convinced.privatePosition == 1)
  }

  @Test func `convictions fade: 0.7 lets go at once, 0.9 at the fifth idle step`() {
    for (conviction, steps) in [(0.7, 1), (0.9, 5)] {
      var state = AgentState()
      state.isAware = true
      state.lastReasoned = 0
      state.isCommitted = true
      state.privateConviction = conviction
      state.publicConviction = conviction
      var count = 0
      while state.isCommitted {
        _ = MindRules.fade(&state)
        count += 1
      }
      #expect(count == steps)
    }
  }

  @Test func `chances of sharing are the published ones`() {
    #expect(abs(SimulationPlan.chance(0.25 * 1.3, fading: 0.81) - 0.26325) < 1e-12)
    #expect(abs(SimulationPlan.chance(1.2, fading: 1) - 0.99456) < 1e-5)
    #expect(abs(SimulationPlan.chance(2, fading: 1) - 0.98104) < 1e-5)
    #expect(SimulationPlan.chance(-1, fading: 1) == 0)
  }

  @Test func `the estimate is the published one to the token`() throws {
    let estimate = Estimate(
      count: 200, averageDegree: 21.52, shareProbability: 0.25, reach: [40, 36.6], attributes: 6,
      contentLength: 129, maxTimesteps: 100)
    #expect(estimate.calls == [40, 132, 32, 4])
    #expect(abs(estimate.rates[1] - 0.85644) < 1e-5)
    #expect(estimate.usage.pivotalIn == 117_936 && estimate.usage.pivotalOut == 41_600)
    #expect(estimate.usage.routineIn == 62_400 && estimate.usage.routineOut == 14_560)
    let value = estimate.value(try ModelPrices(), pivotal: "gpt-5", routine: "gpt-5-mini")
    let total = try #require(value["estimated_usd"]?.asDouble)
    #expect(abs(total - 0.7514) < 1e-9)
    #expect(try ModelPrices().cost("unheard-of", input: 1, output: 1) == nil)
    #expect(ModelPrices.concurrency(rpm: 500, tpm: 500_000) == 16)
  }

  @Test func `influence and likeness are the published ones`() throws {
    let ordinal = EdgeMaking.factor(.ordinal, 3, 1, 0.2)
    #expect(abs(0.7 * ordinal - 0.98) < 1e-12)
    #expect(abs(0.7 * EdgeMaking.factor(.ordinal, 1, 3, 0.2) - 0.60667) < 1e-5)
    #expect(abs(EdgeMaking.factor(.numeric, 100, 25, 0.2) - 1.2) < 1e-12)
    #expect(abs(EdgeMaking.factor(.numeric, 25, 100, 0.2) - 0.9) < 1e-12)
    var config = NetworkConfig()
    config.weights = [
      .init(attribute: "zone", weight: 3, match: .exact, range: 1, levels: []),
      .init(attribute: "age", weight: 2, match: .numericRange, range: 30, levels: []),
      .init(attribute: "job", weight: 1, match: .exact, range: 1, levels: []),
    ]
    let table = AgentTable(
      names: ["zone", "age", "job"],
      rows: [
        [.text("n"), .int(30), .text("a")], [.text("n"), .int(42), .text("b")],
      ], meta: [:])
    #expect(abs(Similarity(config, table).of(0, 1) - 0.7) < 1e-12)
  }

  @Test func `the lognormal distribution has the mean and spread that were asked for`() {
    let (mu, sigma) = AttributePlan.lognormal(mean: 85_000, std: 35_000)
    #expect(abs(mu - 11.272096932) < 1e-9 && abs(sigma - 0.395751446) < 1e-9)
  }

  @Test func `compound stops fire, and contradictions are told`() throws {
    let stop = try StopCondition("exposure_rate > 0.95 and no_state_changes_for > 10")
    func values(_ rate: Double, _ idle: Int64) -> [Datum] {
      [.int(3), .number(rate), .number(0), .number(0), .int(idle), .bool(false)]
    }
    #expect(stop.holds(values(0.96, 11)))
    #expect(!stop.holds(values(0.96, 10)) && !stop.holds(values(0.9, 11)))
    #expect(stop.contradiction == nil)
    #expect(try StopCondition("average_sentiment < -0.5").contradiction == nil)
    #expect(try StopCondition("exposure_rate > 0.95 and exposure_rate > 5").contradiction != nil)
    #expect(try StopCondition("exposure_rate > 0.9 and exposure_rate < 0.5").contradiction != nil)
    #expect(throws: ExpressionError.self) { try StopCondition("reach > 1") }
  }
}
