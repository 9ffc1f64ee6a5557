import Codecs

/// Candidates, promotion and rollback.
extension Decider {
  static func registerCandidate(
    _ slug: String, _ name: String, _ candidate: CandidateRegistered, _ states: States
  ) throws(Rejection) -> [Event] { [] }

  static func rejectCandidate(
    _ slug: String, _ name: String, reasons: [String], _ states: States
  ) throws(Rejection) -> [Event] { [] }

  static func promote(
    _ slug: String, _ baseline: String, to target: String, at moment: Moment, _ states: States
  ) throws(Rejection) -> [Event] { [] }

  static func rollBack(
    _ slug: String, _ baseline: String, to target: String?, reason: String, _ states: States
  ) throws(Rejection) -> [Event] { [] }

  static func publishReport(
    _ slug: String, _ report: String, _ published: ReportPublished, _ states: States
  ) throws(Rejection) -> [Event] { [] }
}
