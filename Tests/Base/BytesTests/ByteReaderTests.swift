import Bytes
import TestKit
import Testing

struct ByteReaderTests {
  /// A layout with a field of every kind.
  private struct Record: Equatable {
    var version: UInt8
    var port: UInt16
    var count: UInt32
    var size: UInt64
    var digest: Digest
    var name: [UInt8]

    func encoded() -> [UInt8] {
      var writer = ByteWriter(capacity: 64)
      writer.append(version)
      writer.append(uint16: port)
      writer.append(uint32: count)
      writer.append(uint64: size)
      writer.append(digest)
      writer.append(UInt8(name.count))
      writer.append(name)
      return writer.bytes
    }

    static func decode(_ bytes: [UInt8]) throws(ReadError) -> Record {
      var reader = ByteReader(bytes.span)
      let record = Record(
        version: try reader.readUInt8(), port: try reader.readUInt16(),
        count: try reader.readUInt32(), size: try reader.readUInt64(),
        digest: try reader.readDigest(), name: try reader.readBytes(Int(try reader.readUInt8())))
      try reader.finish()
      return record
    }
  }

  private let record = Record(
    version: 1, port: 0x0203, count: 0x0405_0607, size: 0x0809_0a0b_0c0d_0e0f, digest: .zero,
    name: [7, 8, 9])

  @Test func `integers are written big-endian`() {
    #expect(record.encoded().prefix(15) == (1...15).map { UInt8($0) }[...])
  }

  @Test func `a record reads back`() throws {
    #expect(try Record.decode(record.encoded()) == record)
  }

  @Test func `every truncation is refused`() {
    for bytes in everyTruncation(of: record.encoded()) {
      let error = #expect(throws: ReadError.self) { try Record.decode(bytes) }
      #expect(error?.kind == .endOfInput)
    }
  }

  @Test func `leftover bytes are refused`() {
    let bytes = record.encoded()
    #expect(throws: ReadError(kind: .trailingBytes, offset: bytes.count)) {
      try Record.decode(bytes + [0])
    }
  }

  @Test func `a failed read consumes nothing`() {
    let bytes: [UInt8] = [1, 2, 3]
    var reader = ByteReader(bytes.span)
    #expect((try? reader.readUInt32()) == nil)
    #expect(reader.position == 0)
    #expect((try? reader.readUInt16()) == 0x0102)
    #expect(reader.remaining == 1)
    #expect(reader.isAtEnd == false)
    #expect((try? reader.readUInt8()) == 3)
    #expect(reader.isAtEnd == true)
  }

  @Test(arguments: [-1, Int.min, 4, Int.max])
  func `a count that the input cannot hold is refused`(count: Int) {
    let bytes: [UInt8] = [1, 2, 3]
    var reader = ByteReader(bytes.span)
    #expect((try? reader.readBytes(count)) == nil)
    #expect(reader.position == 0)
  }

  @Test func `a span is read without its neighbours`() throws {
    let bytes: [UInt8] = [1, 2, 3, 4]
    var reader = ByteReader(bytes.span)
    _ = try reader.readUInt8()
    let span = try reader.readSpan(2)
    let copy = [UInt8](span)
    #expect(copy == [2, 3])
  }

  @Test func `errors name the offset`() {
    #expect("\(ReadError(kind: .endOfInput, offset: 7))".hasSuffix("at offset 7"))
    #expect("\(ReadError(kind: .trailingBytes, offset: 9))".hasSuffix("at offset 9"))
  }
}
