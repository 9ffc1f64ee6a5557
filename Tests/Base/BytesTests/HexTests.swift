import Bytes
import TestKit
import Testing

struct HexTests {
  @Test func `bytes become two lower-case digits each`() {
    #expect(Hex.encode([]) == "")
    #expect(Hex.encode([0x00, 0x0f, 0xf0, 0xab, 0xff]) == "000ff0abff")
  }

  @Test func `every byte reads back`() {
    let bytes = (0...255).map { UInt8($0) }
    #expect(Hex.decode(Hex.encode(bytes)) == bytes)
  }

  @Test(arguments: ["0", "abc", "0g", "AB", "aB", " 00", "0x00", "00 ", "é", "٠٠"])
  func `what is not lower-case hexadecimal is refused`(text: String) {
    #expect(Hex.decode(text) == nil)
  }

  @Test func `no text is no bytes`() {
    #expect(Hex.decode("") == [])
  }
}
