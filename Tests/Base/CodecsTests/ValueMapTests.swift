import Codecs
import TestKit
import Testing

struct ValueMapTests {
  @Test func `keys are ordered by length and then by bytes`() {
    let map: ValueMap = ["bb": 1, "a": 2, "": 3, "z": 4, "ab": 5, "é": 6, "aaa": 7]
    #expect(map.keys == ["", "a", "z", "ab", "bb", "é", "aaa"])
    #expect(map.values == [3, 2, 4, 5, 1, 6, 7])
  }

  @Test func `insertion, replacement and removal behave like a dictionary in order`() {
    var random = SeededGenerator()
    var map = ValueMap()
    var model: [String: Int64] = [:]
    for step in 0..<2_000 {
      let key =
        String(repeating: "k", count: Int.random(in: 0...3, using: &random))
        + String(Int.random(in: 0...50, using: &random))
      if Bool.random(using: &random) {
        map[key] = .int(Int64(step))
        model[key] = Int64(step)
      } else {
        let removed = map.removeValue(forKey: key)
        #expect(removed == model.removeValue(forKey: key).map { Value.int($0) }, "\(random)")
      }
      #expect(map.count == model.count, "\(random)")
    }
    for (key, value) in model { #expect(map[key] == .int(value), "\(random)") }
    #expect(map == ValueMap(model.map { ($0.key, .int($0.value)) }), "\(random)")
  }

  @Test func `setting nil removes and an absent key is nil`() {
    var map: ValueMap = ["a": 1, "b": 2]
    map["a"] = nil
    map["c"] = nil
    #expect(map == ["b": 2])
    #expect(map["a"] == nil)
    #expect(map.removeValue(forKey: "a") == nil)
  }

  @Test func `an explicit null is a value`() {
    var map: ValueMap = [:]
    map["a"] = .null
    #expect(map["a"] == .null)
    #expect(map.count == 1)
  }

  @Test func `keys that only look alike are different keys`() {
    let composed = "\u{e9}"
    let decomposed = "e\u{301}"
    let map = ValueMap([(composed, 1), (decomposed, 2)])
    #expect(map.count == 2)
    #expect(map[composed] == 1)
    #expect(map[decomposed] == 2)
  }

  @Test func `a repeated key traps`() async {
    await #expect(processExitsWith: .failure) {
      _ = ValueMap([("a", 1), ("b", 2), ("a", 3)])
    }
  }

  @Test func `a map is a collection of pairs`() {
    let map: ValueMap = ["b": 2, "a": 1]
    #expect(map.map { "\($0.key)\($0.value.asInt ?? 0)" } == ["a1", "b2"])
    #expect(map[0].key == "a")
    #expect(map.last?.value == 2)
    #expect(map.isEmpty == false)
  }
}
