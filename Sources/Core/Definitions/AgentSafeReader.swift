import StageKit
import Study
import YAML

extension Item {
  /// `true`, `false`, or `{max_candidates, min_gain, seeds: {baseline, candidate}}`.
  func agentSafe() -> AgentSafePlan? {
    guard node.asMapping != nil else {
      return bool() == true ? AgentSafePlan() : nil
    }
    let keys = ["max_candidates", "min_gain", "seeds"]
    guard let section = Section(self, owner: "'agent_safe'", keys: keys) else { return nil }
    var plan = AgentSafePlan()
    plan.maxCandidates =
      section["max_candidates"]?.wholeNumber(in: 1...1_000).map { Int($0) } ?? plan.maxCandidates
    plan.minGain = section["min_gain"]?.distance() ?? plan.minGain
    if let item = section["seeds"],
      let seeds = Section(item, owner: "'seeds'", keys: ["baseline", "candidate"])
    {
      plan.baselineSeeds =
        seeds["baseline"]?.wholeNumber(in: 5...1_000).map { Int($0) } ?? plan.baselineSeeds
      plan.candidateSeeds =
        seeds["candidate"]?.wholeNumber(in: 5...1_000).map { Int($0) } ?? plan.candidateSeeds
    }
    return plan
  }
}
