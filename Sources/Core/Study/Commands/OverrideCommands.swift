public import LedgerFormat

/// Lets a guard be bypassed.
public struct GrantOverride: Command {
  /// Its row.
  public static let rule = CommandRule.row("grant_override")

  var override = OverrideArguments()

  /// The command.
  public init(_ override: OverrideArguments) {
    self.override = override
  }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every argument to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    override.code(&coder)
  }

  /// Where a refusal is recorded.
  public var stream: Stream { override.stream }

  /// The events that it brings about.
  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.grantOverride(override, states)
  }
}

/// Lets a guard hold again.
public struct RevokeOverride: Command {
  /// Its row.
  public static let rule = CommandRule.row("revoke_override")

  var override = OverrideArguments()

  /// The command.
  public init(_ override: OverrideArguments) {
    self.override = override
  }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every argument to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    override.code(&coder)
  }

  /// Where a refusal is recorded.
  public var stream: Stream { override.stream }

  /// The events that it brings about.
  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.revokeOverride(override, states)
  }
}
