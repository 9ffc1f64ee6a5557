public import LedgerFormat

/// Lets a guard be bypassed.
public struct GrantOverride: Command {
  public static let rule = CommandRule.row("grant_override")

  var override = OverrideArguments()

  public init(_ override: OverrideArguments) {
    self.override = override
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    override.code(&coder)
  }

  public var stream: Stream { override.stream }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.grantOverride(override, states)
  }
}

/// Lets a guard hold again.
public struct RevokeOverride: Command {
  public static let rule = CommandRule.row("revoke_override")

  var override = OverrideArguments()

  public init(_ override: OverrideArguments) {
    self.override = override
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    override.code(&coder)
  }

  public var stream: Stream { override.stream }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.revokeOverride(override, states)
  }
}
