import Codecs
import TestKit
import Testing

struct JSONTests {
  @Test(arguments: [
    (1.0, "1.0"), (0.1, "0.1"), (1e-5, "1e-05"), (0.0001, "0.0001"), (-0.0, "-0.0"), (0.0, "0.0"),
    (1e15, "1000000000000000.0"), (1e16, "1e+16"), (1e21, "1e+21"), (123456.789, "123456.789"),
    (2.5, "2.5"), (1.0 / 3, "0.3333333333333333"), (.leastNonzeroMagnitude, "5e-324"),
    (1.7976931348623157e308, "1.7976931348623157e+308"),
    (9_007_199_254_740_992.0, "9007199254740992.0"),
    (.nan, "\"NaN\""), (.infinity, "\"Infinity\""), (-.infinity, "\"-Infinity\""),
  ])
  func `a double is the shortest decimal that reads back`(double: Double, text: String) throws {
    #expect(JSON.string(.double(double)) == text)
    if double.isFinite { #expect(try JSON.decode(Array(text.utf8)) == .double(double)) }
  }

  @Test func `keys are sorted by bytes, whatever their length`() {
    #expect(JSON.string(["b": 1, "aa": 2, "é": 3, "Z": 4]) == #"{"Z":4,"aa":2,"b":1,"é":3}"#)
  }

  @Test func `only what must be escaped is`() {
    let text = "\"\\/\u{8}\u{c}\n\r\t\u{0}\u{1f}\u{7f}é\u{2028}𝄞"
    let expected = #""\"\\/\b\f\n\r\t\u0000\u001f"# + "\u{7f}é\u{2028}𝄞\""
    #expect(JSON.string(.text(text)) == expected)
  }

  @Test func `bytes are lower-case hexadecimal`() {
    #expect(JSON.string(.bytes([0xab, 0x01])) == #""ab01""#)
  }

  @Test func `pretty text is indented by two and ends its last line`() {
    let value: Value = ["b": [1, [], [:]], "a": .null, "c": ["x": true]]
    let expected = """
      {
        "a": null,
        "b": [
          1,
          [],
          {}
        ],
        "c": {
          "x": true
        }
      }

      """
    #expect(JSON.string(value, pretty: true) == expected)
    #expect(JSON.string(value) == #"{"a":null,"b":[1,[],{}],"c":{"x":true}}"#)
  }

  @Test func `random values without bytes and special doubles read back`() throws {
    var random = SeededGenerator()
    var compared = 0
    for _ in 0..<2_000 {
      let value = random.value(depth: 4)
      guard isJSON(value) else { continue }
      compared += 1
      #expect(try JSON.decode(JSON.encode(value)) == value, "\(random)")
      #expect(try JSON.decode(JSON.encode(value, pretty: true)) == value, "\(random)")
    }
    #expect(compared > 500, "\(random)")
  }

  @Test func `every truncation of a container is refused`() {
    let text = JSON.encode(["a": [1, 2.5, "x\n", .null, true], "b": ["c": -1]])
    for bytes in everyTruncation(of: text) {
      #expect(throws: JSONError.self) { try JSON.decode(bytes) }
    }
  }

  private func isJSON(_ value: Value) -> Bool {
    switch value {
    case .bytes: false
    case .double(let double): double.isFinite
    case .array(let array): array.allSatisfy(isJSON)
    case .map(let map): map.allSatisfy { isJSON($0.value) }
    default: true
    }
  }
}
