import Bytes
import Ledger
public import Study

extension Workspace {
  /// The secret from which the seeds of an agent-safe study are drawn; nil where this process has
  /// not the key that the ledger had when the study committed to it.
  public func candidateSecret(of study: String) throws -> [UInt8]? {
    let secrets = ledger.secrets(for: Self.purpose(ofCandidatesIn: study))
    guard let known = try handler.states().plan(study)?.agentSafe else { return secrets.first }
    return secrets.first { AgentSafePlan.digest(ofSecret: $0) == known.secret }
  }

  /// What the secret of a study's candidates is for.
  static func purpose(ofCandidatesIn study: String) -> String { "candidates of \(study)" }

  /// Puts the digest of the secret into the plan of an agent-safe study: seeds drawn later can be
  /// held against it.
  ///
  /// Where another process has the ledger's key, the registered digest stays.
  public func commitSecret(to plan: inout Plan) throws {
    guard plan.agentSafe != nil else { return }
    if let secret = try candidateSecret(of: plan.study) {
      plan.agentSafe?.secret = AgentSafePlan.digest(ofSecret: secret)
    } else if let known = try handler.states().plan(plan.study)?.agentSafe {
      plan.agentSafe?.secret = known.secret
    } else {
      throw RuntimeError(
        .invalid, "study '\(plan.study)' is agent-safe, and the ledger's own key is not here",
        hint: "register it on the machine that opened the ledger")
    }
  }
}
