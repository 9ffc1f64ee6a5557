/// The runs of a study were drawn.
public struct ScheduleDrawn: EventPayload {
  /// The number of the schedule, from 1; later ones add runs that are named after it.
  public var round = 0
  public var reason = ""
  /// The pairs of a paired study, in the order in which they are executed.
  public var slots: [PairSlot] = []

  public static let definition = EventDefinition(
    "schedule.drawn", of: Self.self, on: .study, summary: "The runs of the study were drawn.")

  /// A schedule and why it was drawn.
  public init(round: Int, reason: String, slots: [PairSlot] = []) {
    self.round = round
    self.reason = reason
    self.slots = slots
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("round", &round, "number of the schedule, from 1")
    coder.field("reason", &reason, "why")
    coder.field("slots", &slots, "pairs in the order of execution, each with variants and seeds")
  }
}

/// The next level may begin.
public struct LevelReached: EventPayload {
  /// The level that may begin.
  public var level = ""
  /// The level whose gates allowed it.
  public var from = ""

  public static let definition = EventDefinition(
    "level.reached", of: Self.self, on: .study, summary: "The gates of a level allow the next one.")

  /// A step from one level to the next.
  public init(level: String, from: String) {
    self.level = level
    self.from = from
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("level", &level, "the level that may begin")
    coder.field("from", &from, "the level whose gates allowed it")
  }
}
