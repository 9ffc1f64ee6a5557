import Codecs
import TestKit
import Testing

struct CBORRoundTripTests {
  @Test func `random values read back`() throws {
    var random = SeededGenerator()
    for _ in 0..<2_000 {
      let value = random.value(depth: 4)
      let bytes = CBOR.encode(value)
      #expect(try CBOR.decode(bytes) == value, "\(random)")
      #expect(CBOR.encode(try CBOR.decode(bytes)) == bytes, "\(random)")
    }
  }

  @Test func `every double reads back in the narrowest format`() throws {
    var random = SeededGenerator()
    for _ in 0..<5_000 {
      let double = random.double()
      let bytes = CBOR.encode(.double(double))
      #expect(try CBOR.decode(bytes) == .double(double), "\(random)")
      let isHalf = double.isNaN || Double(Float16(double)) == double
      let isSingle = Double(Float(double)) == double
      #expect(bytes.count == (isHalf ? 3 : isSingle ? 5 : 9), "\(random)")
    }
  }

  @Test func `every half float reads back or is a foreign NaN`() {
    for pattern in UInt16.min ... .max {
      let bytes = [0xf9, UInt8(pattern >> 8), UInt8(pattern & 0xff)]
      let decoded = try? CBOR.decode(bytes)
      let half = Float16(bitPattern: pattern)
      #expect((decoded != nil) == (!half.isNaN || pattern == 0x7e00))
      if let decoded { #expect(CBOR.encode(decoded) == bytes) }
    }
  }

  @Test func `every truncation is refused`() {
    var random = SeededGenerator()
    for _ in 0..<200 {
      for bytes in everyTruncation(of: CBOR.encode(random.value(depth: 3))) {
        let error = #expect(throws: CBORError.self, "\(random)") { try CBOR.decode(bytes) }
        #expect(error?.kind == .truncated, "\(random)")
      }
    }
  }

  @Test func `whatever is accepted after a bit flip is canonical`() {
    var random = SeededGenerator()
    for _ in 0..<100 {
      for (bit, bytes) in everyBitFlip(of: CBOR.encode(random.value(depth: 3))) {
        guard let value = try? CBOR.decode(bytes) else { continue }
        #expect(CBOR.encode(value) == bytes, "bit \(bit), \(random)")
      }
    }
  }

  @Test func `random bytes are refused or canonical, and skipping agrees with decoding`() {
    var random = SeededGenerator()
    for _ in 0..<20_000 {
      let bytes = random.bytes(Int.random(in: 0...12, using: &random))
      let decoded = Result { try CBOR.decode(bytes) }
      let skipped = Result { try CBORRefusalTests.skip(bytes) }
      switch (decoded, skipped) {
      case (.success(let value), .success): #expect(CBOR.encode(value) == bytes, "\(random)")
      case (.failure(let left), .failure(let right)):
        #expect(left as? CBORError == right as? CBORError, "\(random)")
      default: Issue.record("decoding and skipping disagree on \(bytes), \(random)")
      }
    }
  }
}
