/// The runs of a study were drawn.
public struct ScheduleDrawn: EventPayload {
  /// The number of the schedule, from 1; later ones add runs that are named after it.
  public var round: Int
  /// Why.
  public var reason: String
  /// The pairs of a paired study, in the order in which they are executed.
  public var slots: [PairSlot]

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "schedule.drawn", on: .study, summary: "The runs of the study were drawn.",
    fields: [
      .integer("round", "number of the schedule, from 1"), .text("reason", "why"),
      .list("slots", "pairs in the order of execution, each with variants and seeds"),
    ])

  /// A schedule and why it was drawn.
  public init(round: Int, reason: String, slots: [PairSlot] = []) {
    self.round = round
    self.reason = reason
    self.slots = slots
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    round = try fields.count("round")
    reason = try fields.text("reason")
    slots = try fields.records("slots")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("round", round)
    fields.put("reason", reason)
    fields.put("slots", slots)
  }
}

/// The next level may begin.
public struct LevelReached: EventPayload {
  /// The level that may begin.
  public var level: String
  /// The level whose gates allowed it.
  public var from: String

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "level.reached", on: .study, summary: "The gates of a level allow the next one.",
    fields: [
      .text("level", "the level that may begin"),
      .text("from", "the level whose gates allowed it"),
    ])

  /// A step from one level to the next.
  public init(level: String, from: String) {
    self.level = level
    self.from = from
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    level = try fields.text("level")
    from = try fields.text("from")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("level", level)
    fields.put("from", from)
  }
}
