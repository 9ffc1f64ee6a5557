import Bytes
import Codecs
import LedgerFormat

extension RevisionPlan {
  /// What stands in a study file where the ledger is to number a revision.
  public static let automatic = "auto"
}

extension States {
  /// A plan as its study goes on with it: every revision that is left to the ledger has its number.
  ///
  /// The first is `scn-v01` or `cfg-v01`. Whoever changes the input of one that was executed, or,
  /// of a configuration, the defaults of parameters, gets the next number.
  public func numbered(_ plan: Plan) -> Plan {
    guard var sweep = plan.design.sweep else { return plan }
    if let scenario = sweep.scenario, scenario.revision == RevisionPlan.automatic {
      sweep.scenario?.revision = number(scenario, "scn", of: plan, defaults: nil)
    }
    if let config = sweep.config, config.revision == RevisionPlan.automatic {
      let defaults = Hashing.digest(of: plan.params(level: 0).encoded)
      sweep.config?.revision = number(config, "cfg", of: plan, defaults: .bytes(defaults.bytes))
    }
    var numbered = plan
    numbered.design = .sweep(sweep)
    return numbered
  }

  private func number(
    _ revision: RevisionPlan, _ kind: String, of plan: Plan, defaults: Value?
  ) -> String {
    let former = self.plan(plan.study)?.design.revisions.first { $0.revision.hasPrefix(kind) }
    guard let former, let executed = study(plan.study)?.revisions else { return "\(kind)-v01" }
    let now = plan.input(revision.input).map { Value.bytes($0.digest.bytes) }
    let isOther = executed[former.revision].map { $0 != now } ?? false
    let hasOtherDefaults =
      defaults != nil
      && executed[StudyState.defaults(of: former.revision)].map { $0 != defaults } ?? false
    return isOther || hasOtherDefaults
      ? Decider.bumped(former.revision) : former.revision
  }
}
