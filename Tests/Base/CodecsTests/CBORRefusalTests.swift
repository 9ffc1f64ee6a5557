import Bytes
import Codecs
import TestKit
import Testing

/// Encodings that other decoders accept and the profile refuses.
struct CBORRefusalTests {
  typealias Case = (hex: String, kind: CBORError.Kind, offset: Int)

  static let refusals: [Case] = [
    // Integers and lengths that are not the shortest.
    ("1800", .longInteger, 0), ("1817", .longInteger, 0), ("1900ff", .longInteger, 0),
    ("1a0000ffff", .longInteger, 0), ("1b00000000ffffffff", .longInteger, 0),
    ("3817", .longInteger, 0), ("5800", .longInteger, 0), ("780161", .longInteger, 0),
    ("9800", .longInteger, 0), ("b800", .longInteger, 0), ("8201185000", .trailingBytes, 4),
    ("82011800", .longInteger, 2),
    // Floats that fit a narrower format, and every NaN but one.
    ("fa3fc00000", .longFloat, 0), ("fb3ff8000000000000", .longFloat, 0),
    ("fb40f86a0000000000", .longFloat, 0), ("fa00000000", .longFloat, 0),
    ("fa7f800000", .longFloat, 0), ("fbfff0000000000000", .longFloat, 0),
    ("fa7fc00000", .longFloat, 0), ("fb7ff8000000000000", .longFloat, 0),
    ("f97e01", .longFloat, 0), ("f97c01", .longFloat, 0), ("f9fe00", .longFloat, 0),
    // Map keys out of order, repeated, or not texts.
    ("a2616201616102", .unsortedKey, 4), ("a262616101617a02", .unsortedKey, 5),
    ("a2616101616102", .duplicateKey, 4), ("a10102", .unexpected(.unsigned), 1),
    ("a12002", .unexpected(.negative), 1), ("a1410102", .unexpected(.bytes), 1),
    ("a1f402", .unexpected(.bool), 1), ("a26161010202", .unexpected(.unsigned), 4),
    // Indefinite lengths and the break.
    ("5f42010243030405ff", .indefiniteLength, 0),
    ("7f657374726561646d696e67ff", .indefiniteLength, 0),
    ("9fff", .indefiniteLength, 0), ("bf61610161629f0203ffff", .indefiniteLength, 0),
    ("ff", .unknownItem, 0),
    // Tags, undefined, other simple values, reserved heads.
    ("c11a514b67b0", .unexpected(.tag), 0), ("81c100", .unexpected(.tag), 1),
    ("f7", .unknownItem, 0), ("f0", .unknownItem, 0), ("f8ff", .unknownItem, 0),
    ("f818", .unknownItem, 0), ("1c", .unknownItem, 0), ("1d", .unknownItem, 0),
    ("1e", .unknownItem, 0), ("1f", .indefiniteLength, 0), ("fc", .unknownItem, 0),
    // Integers beyond 64 bits with sign.
    ("1b8000000000000000", .integerRange, 0), ("1bffffffffffffffff", .integerRange, 0),
    ("3b8000000000000000", .integerRange, 0), ("3bffffffffffffffff", .integerRange, 0),
    // Texts that are not UTF-8: a stray byte, an overlong form, a surrogate, a scalar too large.
    ("61ff", .invalidUTF8, 0), ("62c080", .invalidUTF8, 0), ("63eda080", .invalidUTF8, 0),
    ("64f4908080", .invalidUTF8, 0), ("61c3", .invalidUTF8, 0), ("a161ff00", .invalidUTF8, 1),
    // Leftover bytes, and lengths beyond the input.
    ("0000", .trailingBytes, 1), ("f6f6", .trailingBytes, 1), ("", .truncated, 0),
    ("42", .truncated, 0), ("8101ff", .trailingBytes, 2), ("8201", .truncated, 0),
    ("a1", .truncated, 0), ("a16161", .truncated, 3), ("5b7fffffffffffffff", .truncated, 0),
    ("7bffffffffffffffff", .truncated, 0), ("9bffffffffffffffff", .truncated, 0),
    ("bb8000000000000000", .truncated, 0), ("bbffffffffffffffff", .truncated, 0),
    ("9a7fffffff", .truncated, 0), ("19", .truncated, 1), ("fb3ff1", .truncated, 1),
  ]

  @Test(arguments: refusals.indices)
  func `what is not canonical is refused where it stands`(index: Int) throws {
    let (hex, kind, offset) = CBORRefusalTests.refusals[index]
    let bytes = try #require(Hex.decode(hex))
    let error = CBORError(kind: kind, offset: offset)
    #expect(throws: error, "\(hex)") { try CBOR.decode(bytes) }
    #expect(throws: error, "skipping \(hex)") { try CBORRefusalTests.skip(bytes) }
    #expect(error.description.contains("at byte \(offset)"))
  }

  @Test func `sixteen nested containers are accepted and seventeen are not`() throws {
    for header: UInt8 in [0x81, 0xa1] {
      let open: [UInt8] = header == 0x81 ? [0x81] : [0xa1, 0x61, 0x61]
      let deepest = Array(repeatElement(open, count: 16).joined()) + [0x00]
      #expect(try CBOR.decode(deepest).depth == 16)
      #expect(throws: Never.self) { try CBORRefusalTests.skip(deepest) }
      let error = CBORError(kind: .tooDeep, offset: 16 * open.count)
      #expect(throws: error) { try CBOR.decode(open + deepest) }
      #expect(throws: error) { try CBORRefusalTests.skip(open + deepest) }
    }
  }

  @Test func `a value too deep to be read traps when written`() async {
    await #expect(processExitsWith: .failure) {
      var value: Value = []
      for _ in 0..<CBOR.depthLimit { value = [value] }
      _ = CBOR.encode(value)
    }
  }

  /// Reads past the one value in `bytes`.
  static func skip(_ bytes: [UInt8]) throws(CBORError) {
    var reader = CBORReader(bytes.span)
    try reader.skipValue()
    try reader.finish()
  }
}
