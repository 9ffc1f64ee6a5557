/// A running stage was told something.
public struct StageTold: EventPayload {
  /// The attempt.
  public var id: AttemptID
  /// What it was told.
  public var text: String

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "stage.told", on: .run, summary: "A running stage was told something.",
    fields: AttemptID.definitions + [.text("text", "what it was told")])

  /// Something said to a stage.
  public init(id: AttemptID, text: String) {
    self.id = id
    self.text = text
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    id = try AttemptID(fields)
    text = try fields.text("text")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    id.put(into: &fields)
    fields.put("text", text)
  }
}

/// A running stage answered.
public struct StageAnswered: EventPayload {
  /// The attempt.
  public var id: AttemptID
  /// Its answer.
  public var text: String

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "stage.answered", on: .run, summary: "A running stage answered.",
    fields: AttemptID.definitions + [.text("text", "its answer")])

  /// What a stage answered.
  public init(id: AttemptID, text: String) {
    self.id = id
    self.text = text
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    id = try AttemptID(fields)
    text = try fields.text("text")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    id.put(into: &fields)
    fields.put("text", text)
  }
}
