import Bytes
import Codecs
import TestKit
import Testing

/// The pull reader, over a layout with unsigned keys and a tag, as envelopes have them.
struct CBORReaderTests {
  private func envelope() -> [UInt8] {
    var writer = CBORWriter(capacity: 64)
    writer.tag(18)
    writer.map(5)
    writer.unsigned(0)
    writer.unsigned(.max)
    writer.unsigned(1)
    writer.array(4)
    writer.int(-8)
    writer.text("é")
    writer.null()
    writer.bool(true)
    writer.unsigned(2)
    writer.digest(.zero)
    writer.unsigned(3)
    writer.double(0.5)
    writer.unsigned(24)
    writer.map(["b": 1, "a": [2]])
    return writer.bytes
  }

  @Test func `items are read in the order they were written`() throws {
    let bytes = envelope()
    var reader = CBORReader(bytes.span)
    #expect(try reader.readTag() == 18)
    #expect(try reader.readMapHeader() == 5)
    try reader.readKey(0)
    #expect(try reader.readUnsigned() == .max)
    #expect(try reader.readKey(after: 0) == 1)
    try reader.readArrayHeader(count: 4)
    #expect(try reader.readInt() == -8)
    #expect(try reader.readText() == "é")
    try reader.readNull()
    #expect(try reader.readBool() == true)
    #expect(try reader.readKey(after: 1) == 2)
    #expect(try reader.readDigest() == .zero)
    #expect(try reader.readKey(after: 2) == 3)
    #expect(try reader.readDouble() == 0.5)
    #expect(try reader.readKey(after: 3) == 24)
    let raw = try reader.readRawValue()
    try reader.finish()
    #expect(reader.offset == bytes.count)
    #expect(try CBOR.decodeMap(raw) == ["a": [2], "b": 1])
  }

  @Test(arguments: [
    ("00", CBOR.Kind.unsigned), ("20", .negative), ("40", .bytes), ("60", .text), ("80", .array),
    ("a0", .map), ("c0", .tag), ("f4", .bool), ("f5", .bool), ("f6", .null), ("f9", .double),
    ("fa", .double), ("fb", .double),
  ])
  func `the next kind can be seen without reading it`(hex: String, kind: CBOR.Kind) throws {
    let bytes = try #require(Hex.decode(hex))
    let reader = CBORReader(bytes.span)
    #expect(try reader.peekKind() == kind)
    #expect(reader.offset == 0)
  }

  @Test func `an item of another kind is refused by name`() {
    #expect(throws: CBORError(kind: .unexpected(.text), offset: 0)) { try readUnsigned([0x60]) }
    #expect(throws: CBORError(kind: .unexpected(.negative), offset: 0)) {
      try readUnsigned([0x20])
    }
  }

  @Test func `an unsigned integer may use all 64 bits`() throws {
    #expect(try readUnsigned([0x1b] + [UInt8](repeating: 0xff, count: 8)) == .max)
  }

  @Test func `keys must ascend`() throws {
    #expect(try readKey([0x02], after: nil) == 2)
    #expect(try readKey([0x02], after: 1) == 2)
    #expect(throws: CBORError(kind: .duplicateKey, offset: 0)) { try readKey([0x02], after: 2) }
    #expect(throws: CBORError(kind: .unsortedKey, offset: 0)) { try readKey([0x02], after: 3) }
    #expect(throws: CBORError(kind: .unexpected(.text), offset: 0)) {
      try readKey([0x61, 0x61], after: 3)
    }
  }

  @Test func `a byte string of another length is refused`() throws {
    #expect(try readBytes([0x42, 1, 2], count: 2) == [1, 2])
    #expect(throws: CBORError(kind: .wrongValue, offset: 0)) {
      try readBytes([0x42, 1, 2], count: 3)
    }
  }

  @Test func `every truncation of an envelope is refused`() {
    for bytes in everyTruncation(of: envelope()) {
      #expect(throws: CBORError.self) { try walk(bytes) }
    }
    #expect(throws: Never.self) { try walk(envelope()) }
  }

  private func readUnsigned(_ bytes: [UInt8]) throws(CBORError) -> UInt64 {
    var reader = CBORReader(bytes.span)
    return try reader.readUnsigned()
  }

  private func readKey(_ bytes: [UInt8], after previous: UInt64?) throws(CBORError) -> UInt64 {
    var reader = CBORReader(bytes.span)
    return try reader.readKey(after: previous)
  }

  private func readBytes(_ bytes: [UInt8], count: Int) throws(CBORError) -> [UInt8] {
    var reader = CBORReader(bytes.span)
    return try reader.readBytes(count: count)
  }

  private func walk(_ bytes: [UInt8]) throws(CBORError) {
    var reader = CBORReader(bytes.span)
    _ = try reader.readTag()
    try reader.readMapHeader(count: 5)
    try reader.readKey(0)
    _ = try reader.readUnsigned()
    for key: UInt64 in [1, 2, 3, 24] {
      try reader.readKey(key)
      try reader.skipValue()
    }
    try reader.finish()
  }
}
