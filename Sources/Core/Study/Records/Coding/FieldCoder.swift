/// What goes through the fields of a record: it reads them, writes them, or lists them.
///
/// The law: a record hands over the same fields whatever the coder is, so that reader, writer and
/// catalogue cannot disagree. A coder that reads puts values in; any other leaves them as they are.
public protocol FieldCoder {
  /// Whether values are put into the record.
  var isReading: Bool { get }

  /// A field that has to be there.
  mutating func field<V: FieldValue>(_ name: String, _ value: inout V, _ summary: String)

  /// A field that is left out when it is nil.
  mutating func field<V: FieldValue>(_ name: String, _ value: inout V?, _ summary: String)

  /// A list, left out when it is empty.
  mutating func field<V: FieldValue>(_ name: String, _ values: inout [V], _ summary: String)

  /// A field that is left out when it has its usual value.
  mutating func field<V: FieldValue>(
    _ name: String, _ value: inout V, unless usual: @autoclosure () -> V, _ summary: String)

  /// Says what is wrong with what was read; the first problem is the one that is reported.
  mutating func refuse(_ name: String, _ expectation: String)
}

extension FieldCoder {
  /// A field that no catalogue shows, which has to be there.
  public mutating func field<V: FieldValue>(_ name: String, _ value: inout V) {
    field(name, &value, "")
  }

  /// A field that no catalogue shows, left out when it is nil.
  public mutating func field<V: FieldValue>(_ name: String, _ value: inout V?) {
    field(name, &value, "")
  }

  /// A list that no catalogue shows, left out when it is empty.
  public mutating func field<V: FieldValue>(_ name: String, _ values: inout [V]) {
    field(name, &values, "")
  }

  /// A field that no catalogue shows, left out when it has its usual value.
  public mutating func field<V: FieldValue>(
    _ name: String, _ value: inout V, unless usual: @autoclosure () -> V
  ) {
    field(name, &value, unless: usual(), "")
  }
}
