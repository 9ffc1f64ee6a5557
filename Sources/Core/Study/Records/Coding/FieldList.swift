/// Lists the fields of a record, and the records inside it.
public struct FieldList: FieldCoder {
  /// A record that stands inside events.
  public struct Part: Sendable {
    /// Its type's name.
    public var type: String
    public var fields: [EventDefinition.Field]
  }

  private var fields: [EventDefinition.Field] = []
  private var parts: [any Recordable.Type] = []

  /// The fields of a record, in the order in which it hands them over.
  public static func fields<R: Recordable>(of type: R.Type) -> [EventDefinition.Field] {
    list(type).fields
  }

  /// The records inside some others, each once, those that are met first in front.
  public static func parts(inside records: [any Recordable.Type]) -> [Part] {
    var found: [any Recordable.Type] = []
    for record in records { find(record, in: &found) }
    return found.map { Part(type: "\($0)", fields: list($0).fields) }
  }

  /// Values stay as they are.
  public var isReading: Bool { false }

  /// Lists a field that has to be there.
  public mutating func field<V: FieldValue>(_ name: String, _ value: inout V, _ summary: String) {
    add(name, V.self, isOptional: false, summary)
  }

  /// Lists a field that may be left out.
  public mutating func field<V: FieldValue>(_ name: String, _ value: inout V?, _ summary: String) {
    add(name, V.self, isOptional: true, summary)
  }

  /// Lists a list.
  public mutating func field<V: FieldValue>(_ name: String, _ values: inout [V], _ summary: String)
  {
    add(name, V.self, kind: .list, isOptional: true, summary)
  }

  /// Lists a field that is left out when it has its usual value.
  public mutating func field<V: FieldValue>(
    _ name: String, _ value: inout V, unless usual: @autoclosure () -> V, _ summary: String
  ) {
    add(name, V.self, isOptional: true, summary)
  }

  /// Nothing is read.
  public mutating func refuse(_ name: String, _ expectation: String) {}
}

extension FieldList {
  private static func list<R: Recordable>(_ type: R.Type) -> FieldList {
    var list = FieldList()
    var record = R()
    record.code(&list)
    return list
  }

  private static func find<R: Recordable>(
    _ record: R.Type, in found: inout [any Recordable.Type]
  ) {
    for part in list(record).parts where !found.contains(where: { $0 == part }) {
      found.append(part)
      find(part, in: &found)
    }
  }

  private mutating func add<V: FieldValue>(
    _ name: String, _ type: V.Type, kind: EventDefinition.Kind = V.kind, isOptional: Bool,
    _ summary: String
  ) {
    fields.append(
      EventDefinition.Field(name: name, kind: kind, isOptional: isOptional, summary: summary))
    if let part = V.self as? any Recordable.Type { parts.append(part) }
  }
}
