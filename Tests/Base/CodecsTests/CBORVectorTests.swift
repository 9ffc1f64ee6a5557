import Bytes
import Codecs
import TestKit
import Testing

/// Known encodings, after the examples of RFC 8949 appendix A that the profile allows.
struct CBORVectorTests {
  static let vectors: [(value: Value, hex: String)] = [
    (0, "00"), (1, "01"), (10, "0a"), (23, "17"), (24, "1818"), (25, "1819"), (100, "1864"),
    (255, "18ff"), (256, "190100"), (1000, "1903e8"), (65_535, "19ffff"), (65_536, "1a00010000"),
    (1_000_000, "1a000f4240"), (4_294_967_295, "1affffffff"),
    (4_294_967_296, "1b0000000100000000"), (1_000_000_000_000, "1b000000e8d4a51000"),
    (9_007_199_254_740_993, "1b0020000000000001"), (.int(.max), "1b7fffffffffffffff"),
    (-1, "20"), (-10, "29"), (-24, "37"), (-25, "3818"), (-100, "3863"), (-256, "38ff"),
    (-257, "390100"), (-1000, "3903e7"), (.int(.min), "3b7fffffffffffffff"),
    (0.0, "f90000"), (-0.0, "f98000"), (1.0, "f93c00"), (1.5, "f93e00"), (65_504.0, "f97bff"),
    (5.960464477539063e-8, "f90001"), (0.00006103515625, "f90400"), (-4.0, "f9c400"),
    (100_000.0, "fa47c35000"), (65_505.0, "fa477fe100"), (3.4028234663852886e+38, "fa7f7fffff"),
    (1.1, "fb3ff199999999999a"), (0.1, "fb3fb999999999999a"), (1.0e+300, "fb7e37e43c8800759c"),
    (-4.1, "fbc010666666666666"), (1e21, "fb444b1ae4d6e2ef50"),
    (.double(.infinity), "f97c00"), (.double(-.infinity), "f9fc00"), (.double(.nan), "f97e00"),
    (false, "f4"), (true, "f5"), (.null, "f6"),
    (.bytes([]), "40"), (.bytes([1, 2, 3, 4]), "4401020304"),
    ("", "60"), ("a", "6161"), ("IETF", "6449455446"), ("\"\\", "62225c"), ("\u{fc}", "62c3bc"),
    ("\u{6c34}", "63e6b0b4"), ("\u{10151}", "64f0908591"),
    ([], "80"), ([1, 2, 3], "83010203"), ([1, [2, 3], [4, 5]], "8301820203820405"),
    (
      .array((1...25).map { .int($0) }),
      "98190102030405060708090a0b0c0d0e0f101112131415161718181819"
    ),
    ([:], "a0"), (["a": 1, "b": [2, 3]], "a26161016162820203"),
    (["a", ["b": "c"]], "826161a161626163"),
    (
      ["a": "A", "b": "B", "c": "C", "d": "D", "e": "E"],
      "a56161614161626142616361436164614461656145"
    ),
    (["z": 3, "aa": 4, "": 5], "a36005617a0362616104"),
  ]

  @Test(arguments: vectors.indices)
  func `a known value has its known encoding`(index: Int) throws {
    let (value, hex) = CBORVectorTests.vectors[index]
    #expect(Hex.encode(CBOR.encode(value)) == hex)
    #expect(try CBOR.decode(#require(Hex.decode(hex))) == value)
  }

  @Test(arguments: vectors.indices)
  func `skipping accepts what decoding does`(index: Int) throws {
    let bytes = try #require(Hex.decode(CBORVectorTests.vectors[index].hex))
    var reader = CBORReader(bytes.span)
    let raw = try reader.readRawValue()
    try reader.finish()
    #expect(raw == bytes)
  }

  @Test func `a map decodes as a map and nothing else does`() throws {
    let map: ValueMap = ["a": 1]
    #expect(try CBOR.decodeMap(CBOR.encode(map)) == map)
    #expect(CBOR.encode(map) == CBOR.encode(Value.map(map)))
    #expect(throws: CBORError(kind: .unexpected(.array), offset: 0)) {
      try CBOR.decodeMap([0x80])
    }
  }
}
