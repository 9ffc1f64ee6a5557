import Codecs
import Testing

struct DecimalTests {
  @Test(arguments: [
    ("5", "5.0"), ("0.5e1", "5"), ("-0", "0"), ("+7", "007"), ("1e3", "1000"), (".5", "0.50"),
    ("5.", "5"), ("12345678901234567890123", "12345678901234567890123.000"), ("0e9", "0.00"),
  ])
  func `the same number is equal however it is written`(left: String, right: String) {
    #expect(Decimal(left) != nil)
    #expect(Decimal(left) == Decimal(right))
  }

  @Test func `numbers stand in their order, whatever their size`() throws {
    let texts = [
      "-123456789012345678902", "-123456789012345678901", "-1e10", "-10", "-2", "-0.3", "-0.03",
      "0",
      "1e-300", "0.03", "0.3", "2", "2.0000000000000000000001", "10", "9007199254740992",
      "9007199254740993", "1e10000",
    ]
    let numbers = try texts.map { try #require(Decimal($0)) }
    for (left, one) in numbers.enumerated() {
      for (right, other) in numbers.enumerated() {
        let isInside = texts[left] != "1e10" && texts[right] != "1e10"
        #expect((one < other) == (left < right) || !isInside, "\(texts[left]) \(texts[right])")
        #expect((one == other) == (left == right))
      }
    }
  }

  @Test(arguments: [
    "", "-", ".", "e5", "1e", "1e+", "1 ", " 1", "1,5", "0x10", "inf", "1e99999", "--1",
  ])
  func `what is no number is refused`(text: String) { #expect(Decimal(text) == nil) }

  @Test func `a whole double has all its digits`() {
    #expect(Decimal(0x1p60) == Decimal("1152921504606846976"))
    #expect(Decimal(0x1p63) == Decimal("9223372036854775808"))
    #expect(Decimal(0.1) == Decimal("0.1"))
    #expect(Decimal(Double.nan) == nil)
    #expect(Decimal(-Double.infinity) == nil)
  }

  @Test func `five is 5 and 5.0, also in a list`() {
    #expect(Value.int(5).means(.double(5)))
    #expect(Value.array([.double(5), "a"]).means(.array([.int(5), "a"])))
    #expect(!Value.int(5).means(.text("5")))
    #expect(!Value.int(9_007_199_254_740_993).means(.double(9_007_199_254_740_992)))
    #expect(Value.double(0).means(.double(-0.0)))
  }
}
