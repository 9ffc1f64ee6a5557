import Bytes

extension EventType {
  /// The type of a name, or nil when this version has none.
  public static func named(_ name: Span<UInt8>) -> EventType? { table[name] }

  /// The same for a name in a string.
  public static func named(_ name: String) -> EventType? {
    let text = name.utf8Span
    return named(text.span)
  }

  private static let table = NameTable(all) { $0.definition.type }
}
