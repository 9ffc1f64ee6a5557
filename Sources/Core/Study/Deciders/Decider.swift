import Codecs
public import LedgerFormat

/// What a rule knows besides the states: where the entry will stand, what its author's clock says,
/// and who that is.
public struct CommandContext: Equatable, Sendable {
  /// The index of the entry.
  public var entry: UInt64
  /// The author's clock, in nanoseconds since the epoch.
  public var at: Int64
  /// The author's key, in hexadecimal.
  public var author: String
  /// What the author may do.
  public var role: Role

  /// A context; an operator's, when nobody is named.
  public init(entry: UInt64, at: Int64, author: String = "", role: Role = .operator) {
    self.entry = entry
    self.at = at
    self.author = author
    self.role = role
  }
}

/// What commands decide with: events, or a refusal.
public enum Decider {
  /// The state of a study that has to exist.
  static func study(_ slug: String, _ states: States) throws(Rejection) -> StudyState {
    guard let study = states.study(slug) else {
      throw Rejection(
        .notFound, "there is no study '\(slug)' in this ledger", facts: ["study": .text(slug)],
        hint: "runledger status lists the studies")
    }
    return study
  }

  /// The state of a run that has to exist.
  static func run(_ slug: String, _ id: String, _ states: States) throws(Rejection) -> RunState {
    guard let run = states.run(slug, id) else {
      throw Rejection(
        .notFound, "there is no run '\(id)' in study '\(slug)'", facts: ["run": .text(id)],
        hint: "runledger status \(slug) lists the runs")
    }
    return run
  }

  /// Refuses anything that would add facts to a locked run.
  static func refuseLocked(_ run: RunState, study slug: String) throws(Rejection) {
    if run.isLocked {
      throw Rejection(
        .locked, "run '\(run.id)' is locked", facts: ["run": .text(run.id)],
        hint: "a correction is a new run: "
          + "runledger rerun \(slug)/\(run.id) --from STAGE -m \"...\"")
    }
  }

  /// Refuses work on a run that another one replaced; `hint` is given that one's identifier.
  static func refuseReplaced(_ run: RunState, hint: (String) -> String) throws(Rejection) {
    if let other = run.replacedBy {
      throw Rejection(
        .outOfOrder, "run '\(run.id)' was replaced by '\(other)'",
        facts: ["run": .text(run.id), "by": .text(other)], hint: hint(other))
    }
  }

  /// Refuses further work in a study that a person stopped.
  static func refuseStopped(_ slug: String, _ states: States) throws(Rejection) {
    if states.study(slug)?.closing == .stopped {
      throw Rejection(
        .outOfOrder, "study '\(slug)' was stopped", facts: ["study": .text(slug)],
        hint: "runledger run \(slug) --again draws its runs anew")
    }
  }

  /// Refuses an empty reason.
  static func demandReason(_ reason: String, for what: String) throws(Rejection) {
    if reason.allSatisfy(\.isWhitespace) {
      throw Rejection(.reasonMissing, "\(what) needs a reason", hint: "add -m \"why\"")
    }
  }
}
