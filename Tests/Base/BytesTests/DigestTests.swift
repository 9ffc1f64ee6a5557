import Bytes
import TestKit
import Testing

struct DigestTests {
  let hex = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

  @Test func `a digest keeps its 32 bytes in order`() throws {
    let bytes = (0..<32).map { UInt8($0) }
    let digest = try #require(Digest(bytes: bytes))
    #expect(digest.bytes == bytes)
    #expect(Digest(bytes.span) == digest)
    #expect(digest.hex == hex)
    #expect("\(digest)" == hex)
    #expect(Digest(hex: hex) == digest)
    #expect(digest.words.0 == 0x0001_0203_0405_0607)
    #expect(digest.words.3 == 0x1819_1a1b_1c1d_1e1f)
  }

  @Test(arguments: [0, 1, 31, 33, 64])
  func `any other length is refused`(count: Int) {
    #expect(Digest(bytes: [UInt8](repeating: 0, count: count)) == nil)
  }

  @Test func `only 64 lower-case digits are a digest`() {
    #expect(Digest(hex: String(hex.dropLast(2))) == nil)
    #expect(Digest(hex: hex + "00") == nil)
    #expect(Digest(hex: hex.uppercased()) == nil)
    #expect(Digest(hex: "g" + hex.dropFirst()) == nil)
  }

  @Test func `a span of the wrong length traps`() async {
    await #expect(processExitsWith: .failure) {
      let bytes: [UInt8] = [1, 2, 3]
      _ = Digest(bytes.span)
    }
  }

  @Test func `digests are ordered as their bytes are`() throws {
    var random = SeededGenerator()
    for _ in 0..<500 {
      // Equal prefixes of every length exercise every word of the comparison.
      let shared = random.bytes(Int.random(in: 0...32, using: &random))
      let left = shared + random.bytes(32 - shared.count)
      let right = shared + random.bytes(32 - shared.count)
      let (first, second) = (try #require(Digest(bytes: left)), try #require(Digest(bytes: right)))
      #expect((first < second) == left.lexicographicallyPrecedes(right), "\(random)")
      #expect((first < second) == (first.hex < second.hex), "\(random)")
      #expect((first == second) == (left == right), "\(random)")
    }
  }

  @Test func `the zero digest is 32 zero bytes`() {
    #expect(Digest.zero.bytes == [UInt8](repeating: 0, count: 32))
  }
}
