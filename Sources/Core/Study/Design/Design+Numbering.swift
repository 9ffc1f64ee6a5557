extension RevisionPlan {
  /// What stands in a study file where the ledger is to number a revision.
  public static let automatic = "auto"
}

extension Design {
  /// Gives every revision that is left to the ledger what `number` says, by its kind: `scn`, `cfg`.
  mutating func number(_ number: (_ revision: RevisionPlan, _ kind: String) -> String) {
    guard case .sweep(var sweep) = self else { return }
    if let scenario = sweep.scenario, scenario.revision == RevisionPlan.automatic {
      sweep.scenario?.revision = number(scenario, "scn")
    }
    if let config = sweep.config, config.revision == RevisionPlan.automatic {
      sweep.config?.revision = number(config, "cfg")
    }
    self = .sweep(sweep)
  }
}
