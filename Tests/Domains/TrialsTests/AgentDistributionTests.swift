import Testing

@testable import Trials

@Suite struct AgentDistributionTests {
  @Test func `over 90 pairs neither variant is perfect, and they differ within pairs`() throws {
    let study = try AgentStudy()
    var role: [Scorecard] = []
    var goal: [Scorecard] = []
    for (number, task) in AgentStudy.tasks.enumerated() {
      for pair in 0..<15 {
        let seed = Int64(number * 15 + pair) * 104_729 + 3
        role.append(try Self.card(study, task, AgentStudy.role, seed))
        goal.append(try Self.card(study, task, AgentStudy.goal, seed))
      }
    }
    for cards in [role, goal] {
      let successes = cards.count { $0.success.isSuccess }
      #expect((50...85).contains(successes), "\(successes) of 90")
      let adherent = cards.count { $0.adherence.score == 100 }
      #expect((50...87).contains(adherent), "\(adherent) of 90")
      #expect(cards.contains { $0.runtime.timeoutReached })
      // Nothing was really touched outside of the sandbox.
      #expect(cards.allSatisfy { $0.adherence.breaches.isEmpty })
    }
    let pairs = Array(zip(role, goal))
    let better = [
      pairs.count { $0.success.isSuccess && !$1.success.isSuccess },
      pairs.count { !$0.success.isSuccess && $1.success.isSuccess },
      pairs.count { $0.adherence.score > $1.adherence.score },
      pairs.count { $0.adherence.score < $1.adherence.score },
      pairs.count { $0.runtime.totalSeconds < $1.runtime.totalSeconds },
      pairs.count { $0.runtime.totalSeconds > $1.runtime.totalSeconds },
    ]
    #expect(better.allSatisfy { $0 >= 2 }, "\(better)")
    let asked = [role, goal].map { cards in cards.count { !$0.clarifications.requests.isEmpty } }
    #expect(asked[0] > asked[1] && asked[1] > 0, "\(asked)")
  }

  private static func card(
    _ study: AgentStudy, _ task: String, _ variant: String, _ seed: Int64
  ) throws -> Scorecard {
    let name = "\(task)-\(variant)-\(seed)"
    try study.run(study.execution(task, variant, pairSeed: seed), name)
    return try study.judge(task, variant, name)
  }
}
