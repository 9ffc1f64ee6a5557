/// What a key may do.
///
/// A higher role may do what a lower one may.
public enum Role: String, Sendable, CaseIterable, Comparable {
  /// Reads; may sign nothing but refusals.
  case viewer
  /// Belongs to a host; signs what machines do unattended.
  case runner
  /// A person who runs studies.
  case `operator`
  /// A person who decides about keys and rules.
  case admin

  var rank: Int {
    switch self {
    case .viewer: 0
    case .runner: 1
    case .operator: 2
    case .admin: 3
    }
  }

  /// Orders roles by what they may do.
  public static func < (a: Role, b: Role) -> Bool { a.rank < b.rank }
}

extension Role {
  /// The least role that may give a command.
  ///
  /// A name that is not in the table needs an operator, so a later build may add commands of
  /// persons without an earlier build rejecting the log. `FORMAT.md` holds the same table.
  public static func least(for command: String) -> Role {
    CommandRule.named(command)?.least ?? .operator
  }
}
