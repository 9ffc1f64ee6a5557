/// The catalogue entry of an event type: its name, version, stream and fields.
///
/// `docs/EVENTS.md` is generated from these, and a test holds the coding to them.
public struct EventDefinition: Sendable {
  /// The type of a field.
  public enum Kind: String, Sendable {
    /// UTF-8 text.
    case text
    /// A signed integer of 64 bits.
    case integer
    /// A float64, or an integer that stands for one.
    case number
    /// True or false.
    case bool
    /// 32 bytes: a SHA-256 digest.
    case digest
    /// Bytes of any length.
    case bytes
    /// A list; an empty one is left out.
    case list
    /// A map with text keys.
    case map
    /// A value of any type.
    case value
  }

  /// A field of an event's data.
  public struct Field: Sendable {
    public var name: String
    /// Its type.
    public var kind: Kind
    /// Whether it may be left out.
    public var isOptional: Bool
    /// What it says.
    public var summary: String
  }

  /// The type's name, such as `stage.finished`.
  public var type: String
  /// The version of the data's shape, from 1.
  public var version: UInt64
  /// The kinds of subject it may be about.
  public var streams: [Stream.Kind]
  /// What the event says, in one sentence.
  public var summary: String
  /// The fields of its data.
  public var fields: [Field]

  /// The definition of a type whose data a record is.
  init<P: EventPayload>(
    _ type: String, of payload: P.Type, on streams: Stream.Kind..., summary: String
  ) {
    self.type = type
    version = 1
    self.streams = streams
    self.summary = summary
    fields = FieldList.fields(of: P.self)
  }

  /// The definition of a type of which no rule knows more than its fields.
  init(_ type: String, on streams: Stream.Kind..., summary: String, fields: [Field] = []) {
    self.type = type
    version = 1
    self.streams = streams
    self.summary = summary
    self.fields = fields
  }
}

extension EventDefinition.Field {
  static func text(_ name: String, _ summary: String) -> Self {
    Self(name: name, kind: .text, isOptional: false, summary: summary)
  }
  static func integer(_ name: String, _ summary: String) -> Self {
    Self(name: name, kind: .integer, isOptional: false, summary: summary)
  }
  /// A float64 or an integer.
  static func number(_ name: String, _ summary: String) -> Self {
    Self(name: name, kind: .number, isOptional: false, summary: summary)
  }
  /// A truth value.
  static func bool(_ name: String, _ summary: String) -> Self {
    Self(name: name, kind: .bool, isOptional: false, summary: summary)
  }
  /// A SHA-256 digest, 32 bytes.
  static func digest(_ name: String, _ summary: String) -> Self {
    Self(name: name, kind: .digest, isOptional: false, summary: summary)
  }
  static func bytes(_ name: String, _ summary: String) -> Self {
    Self(name: name, kind: .bytes, isOptional: false, summary: summary)
  }
  static func list(_ name: String, _ summary: String) -> Self {
    Self(name: name, kind: .list, isOptional: true, summary: summary)
  }
  static func map(_ name: String, _ summary: String) -> Self {
    Self(name: name, kind: .map, isOptional: false, summary: summary)
  }
  static func value(_ name: String, _ summary: String) -> Self {
    Self(name: name, kind: .value, isOptional: false, summary: summary)
  }
  /// The same field, which may be left out.
  var optional: Self {
    var field = self
    field.isOptional = true
    return field
  }
}

/// The data of one event type.
public protocol EventPayload: Recordable {
  static var definition: EventDefinition { get }
}

extension EventPayload {
  /// Reads the data of an event, which has no other fields than the definition's.
  init(event reader: consuming FieldReader) throws(FieldError) {
    self.init()
    code(&reader)
    reader.refuseRest(of: Self.definition)
    if let failure = reader.failure { throw failure }
  }
}
