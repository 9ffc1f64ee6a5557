public import Codecs

/// What the rules remember of a baseline.
///
/// What was ever promoted to it stands in the batches and candidates themselves, so that this stays
/// small however often it moves.
public struct BaselineState: Recordable {
  /// How many of the things it pointed at before are remembered, for going back one by one.
  public static let formerMax = 64

  /// What it points at.
  public var current: String?
  /// What it pointed at before, newest last: what a rollback goes back to when it is told nothing.
  public var former: [String] = []
  /// Where it last moved.
  public var movedAt: EventPosition?
  /// How often it was promoted or rolled back.
  public var moves = 0
  /// Whether it last moved by a rollback.
  public var isRestored = false
  /// What the one it points at measured when it was promoted.
  public var values = ValueMap()
  /// Windows in a row that passed since it last moved.
  public var streak = 0
  /// The number of the last window since it last moved.
  public var window: Int?
  /// How many windows have failed since it last moved.
  public var failures = 0

  /// A baseline that points at nothing.
  public init() {}

  /// Whether a window has failed since it last moved.
  public var isBreached: Bool { failures > 0 }

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("current", &current)
    coder.field("former", &former)
    coder.field("moved_at", &movedAt)
    coder.field("moves", &moves)
    coder.field("restored", &isRestored)
    coder.field("values", &values)
    coder.field("streak", &streak)
    coder.field("window", &window)
    coder.field("failures", &failures)
  }
}

extension BaselineState {
  /// Points at something else, and forgets the windows of what it pointed at.
  mutating func move(to subject: String, at position: EventPosition, values: ValueMap) {
    current = subject
    movedAt = position
    moves += 1
    self.values = values
    streak = 0
    window = nil
    failures = 0
  }

  /// Remembers what it points at, as something to go back to.
  mutating func keepCurrent() {
    guard let current else { return }
    former.append(current)
    former.removeFirst(max(0, former.count - Self.formerMax))
  }

  /// Records a window of what it points at.
  mutating func take(_ closed: WindowClosed) {
    streak = closed.streak ?? 0
    window = max(window ?? 0, closed.window)
    failures += closed.failed.isEmpty ? 0 : 1
  }
}
