import Bytes
import Codecs
import LedgerFormat

extension States {
  /// A plan as its study goes on with it: every revision that is left to the ledger has its number.
  ///
  /// The first is `scn-v01` or `cfg-v01`. Whoever changes the input of one that was executed, or,
  /// of a configuration, the defaults of parameters, gets the next number.
  public func numbered(_ plan: Plan) -> Plan {
    var numbered = plan
    numbered.design.number { revision, kind in
      let defaults = Hashing.digest(of: plan.params(level: 0).encoded)
      return number(
        revision, kind, of: plan, defaults: kind == "cfg" ? .bytes(defaults.bytes) : nil)
    }
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
