public import Study

/// A batch of a sweep: what was declared, and what came of it.
public struct BatchView: Equatable, Sendable {
  /// What was declared.
  public let manifest: BatchManifest
  /// The parameters and inputs of the plan under which it was declared.
  public let plan: Plan?
  /// When it was declared, by whom, and the event.
  public let stamp: Stamp
  /// How it ended; nil while it has not.
  public internal(set) var closed: BatchClosed?
}

/// What happened to a baseline.
public struct BaselineMove: Equatable, Sendable {
  /// What kind of move.
  public enum Kind: String, Equatable, Sendable {
    /// Promoted to another target.
    case promote
    /// Rolled back to an earlier target.
    case rollback
    /// The evidence did not allow it.
    case refused
  }

  public var baseline: String
  /// What kind of move.
  public var kind: Kind
  /// What it pointed at.
  public var from: String
  /// What it points at, or was to point at.
  public var to: String
  /// The events that allowed it, or the reasons why not.
  public var grounds: [String]
  /// The number of the baseline's last window since the move before; nil when there was none.
  public var window: Int?
  /// The reason, if one was given.
  public var reason: String
  /// The identifier of the command.
  public var command: String
  /// When, by whom, and the event.
  public var stamp: Stamp
}
