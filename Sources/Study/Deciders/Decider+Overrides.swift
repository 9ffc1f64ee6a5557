import Codecs

/// Guards that are bypassed, approvals, and statements about recorded runs.
extension Decider {
  static func grantOverride(
    _ override: OverrideCommand, _ states: States
  ) throws(Rejection) -> [Event] { [] }

  static func revokeOverride(
    _ override: OverrideCommand, _ states: States
  ) throws(Rejection) -> [Event] { [] }

  static func approve(
    _ slug: String, _ address: UnitAddress, meaning: String, at moment: Moment, _ states: States
  ) throws(Rejection) -> [Event] { [] }

  static func invalidateRun(
    _ slug: String, _ id: String, policy: String?, reason: String, _ states: States
  ) throws(Rejection) -> [Event] { [] }

  static func importRun(
    _ slug: String, _ id: String, _ imported: RunImported, _ states: States
  ) throws(Rejection) -> [Event] { [] }
}
