import Codecs

extension States {
  /// A record as the row of its state.
  static func encode(_ record: [UInt8]) -> [UInt8] {
    var writer = CBORWriter(capacity: record.count + 2)
    writer.array(2)
    writer.int(coding)
    writer.raw(record)
    return writer.bytes
  }

  /// The record of a row.
  static func decode<S: Recordable>(_ row: [UInt8], key: String) throws -> S {
    guard let (coding, record) = head(row) else {
      throw StateError(key: key, problem: "is malformed; 'runledger rebuild' makes it anew")
    }
    guard coding == Self.coding else {
      throw StateError(key: key, problem: "is of another build; 'runledger rebuild' makes it anew")
    }
    return try S(FieldReader(row, in: record))
  }

  /// Whether a row is of another number, and so says nothing to this build.
  public static func isOfAnotherBuild(_ row: [UInt8]) -> Bool {
    head(row).map { $0.coding != coding } ?? false
  }

  /// The number of a row's coding, and where its record lies; nil when it is no row.
  private static func head(_ row: [UInt8]) -> (coding: Int64, record: Range<Int>)? {
    do throws(CBORError) {
      var reader = CBORReader(row.span)
      try reader.readArrayHeader(count: 2)
      let coding = try reader.readInt()
      return (coding, reader.offset..<row.count)
    } catch {
      return nil
    }
  }
}
