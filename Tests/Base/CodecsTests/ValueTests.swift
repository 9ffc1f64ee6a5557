import Codecs
import TestKit
import Testing

struct ValueTests {
  @Test func `values are equal exactly when their encodings are`() {
    let values: [Value] = [
      .null, false, true, 0, 1, -1, 0.0, -0.0, 1.0, .double(.nan), .double(.infinity), "", "1",
      "\u{e9}", "e\u{301}", [], [1], [1.0], .bytes([]), .bytes([1]), [:], ["a": 1], ["a": 1.0],
      ["b": 1],
    ]
    for left in values {
      for right in values {
        #expect((left == right) == (CBOR.encode(left) == CBOR.encode(right)))
      }
    }
    #expect(Value.double(.nan) == .double(-.nan))
    #expect(Value.double(Double(nan: 7, signaling: false)) == .double(.nan))
  }

  @Test func `each accessor answers for its own kind only`() {
    let values: [Value] = [.null, true, 7, 2.5, "t", .bytes([1]), [1], ["k": 1]]
    #expect(values.map(\.isNull) == [true] + Array(repeating: false, count: 7))
    #expect(values.compactMap(\.asBool) == [true])
    #expect(values.compactMap(\.asInt) == [7])
    #expect(values.compactMap(\.asDouble) == [7, 2.5])
    #expect(values.compactMap(\.asText) == ["t"])
    #expect(values.compactMap(\.asBytes) == [[1]])
    #expect(values.compactMap(\.asArray) == [[1]])
    #expect(values.compactMap(\.asMap) == [["k": 1]])
  }

  @Test func `depth counts nested containers`() {
    #expect(Value.int(1).depth == 0)
    #expect(([] as Value).depth == 1)
    #expect(([[], ["a": [1]], 2] as Value).depth == 3)
    #expect((["a": ["b": []]] as ValueMap).depth == 3)
  }
}
