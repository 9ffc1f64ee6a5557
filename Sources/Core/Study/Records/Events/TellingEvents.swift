/// A message was sent to a running stage.
public struct StageTold: EventPayload {
  /// The attempt.
  public var id = AttemptID()
  /// What it was told.
  public var text = ""

  public static let definition = EventDefinition(
    "stage.told", of: Self.self, on: .run, summary: "A message was sent to a running stage.")

  /// Something said to a stage.
  public init(id: AttemptID, text: String) {
    self.id = id
    self.text = text
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    id.code(&coder)
    coder.field("text", &text, "what it was told")
  }
}

/// A running stage answered.
public struct StageAnswered: EventPayload {
  /// The attempt.
  public var id = AttemptID()
  /// Its answer.
  public var text = ""

  public static let definition = EventDefinition(
    "stage.answered", of: Self.self, on: .run, summary: "A running stage answered.")

  /// What a stage answered.
  public init(id: AttemptID, text: String) {
    self.id = id
    self.text = text
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    id.code(&coder)
    coder.field("text", &text, "its answer")
  }
}
