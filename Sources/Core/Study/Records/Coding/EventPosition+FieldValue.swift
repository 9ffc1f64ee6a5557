import Bytes
public import Codecs

/// A place in the log stands in a record as a list of entry and ordinal.
extension EventPosition: FieldValue {
  /// A list of two integers.
  public static var kind: EventDefinition.Kind { .list }

  public static func read(
    _ reader: inout CBORReader, of bytes: [UInt8], from base: Int
  ) throws(FieldError) -> EventPosition {
    do throws(CBORError) {
      try reader.readArrayHeader(count: 2)
      let (entry, ordinal) = (try reader.readInt(), try reader.readInt())
      if entry >= 0, ordinal >= 0 {
        return EventPosition(entry: UInt64(entry), ordinal: Int(ordinal))
      }
    } catch {
      // What follows is said of anything else, too.
    }
    throw FieldError(path: "", expectation: "is not an entry and ordinal")
  }

  public func write(to writer: inout CBORWriter, depth: Int) {
    writer.array(2)
    writer.int(Int64(entry))
    writer.int(Int64(ordinal))
  }
}
