public import Codecs

/// Why a command is refused: a rule, what it saw, and what to do instead.
public struct Rejection: Error, Equatable, Sendable, CustomStringConvertible {
  /// The rules that refuse.
  public enum Code: String, CaseIterable, Sendable {
    /// The plan changed after a result.
    case changedStudy = "changed_study"
    /// The run's facts are frozen.
    case locked
    /// The study exists already.
    case exists
    /// The attempt ended already.
    case alreadyEnded = "already_ended"
    /// There is no such subject.
    case notFound = "not_found"
    /// The step comes before one that has to come first.
    case outOfOrder = "out_of_order"
    /// A guarded parameter leaves its default without a grant.
    case bypass
    /// The run is not pinned.
    case unpinned
    /// What is asked for needs a reason.
    case reasonMissing = "reason_missing"
    /// The study is halted.
    case halted
    /// Nothing would change.
    case unchanged
    /// The command's arguments contradict the plan.
    case invalid
    /// What is asked for needs a higher role.
    case roleRefused = "role_refused"
    /// What is asked for has to be done by somebody else.
    case keyRefused = "key_refused"
  }

  /// The families of refusals, by what the caller can do about them.
  public enum Kind: Sendable {
    /// The state of the subject forbids it.
    case conflict
    /// A guard forbids it until something else has happened.
    case guarded
    /// The subject is not there.
    case notFound
    /// The command itself is wrong.
    case usage
    /// It is not this key that may do it.
    case authority
  }

  /// The rule.
  public var code: Code
  /// What the rule saw, for machines.
  public var facts: ValueMap
  /// The sentence for people.
  public var message: String
  /// What to do instead, where the rule knows.
  public var hint: String?

  public init(_ code: Code, _ message: String, facts: ValueMap = [:], hint: String? = nil) {
    self.code = code
    self.message = message
    self.facts = facts
    self.hint = hint
  }

  /// The family of the rule.
  public var kind: Kind {
    switch code {
    case .changedStudy, .locked, .exists, .alreadyEnded, .unchanged: .conflict
    case .outOfOrder, .bypass, .unpinned, .halted: .guarded
    case .notFound: .notFound
    case .reasonMissing, .invalid: .usage
    case .roleRefused, .keyRefused: .authority
    }
  }

  /// Whether the refusal enters the log: conflicts, guards and wrong keys do.
  public var isRecorded: Bool { [.conflict, .guarded, .authority].contains(kind) }

  /// The sentence for people.
  public var description: String { message }
}
