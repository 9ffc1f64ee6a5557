import Bytes
import Codecs
import Study
import Testing

/// Fields that are read from the encoding of a map, and written into one.
@Suite struct FieldsTests {
  /// A map of more members than lie near at hand.
  private static let wide = ValueMap((0..<40).map { ("field\($0)", Value.int($0)) })

  /// One field of any name and type.
  private struct One<V: FieldValue>: Recordable {
    var name = ""
    var value: V?

    mutating func code(_ coder: inout some FieldCoder) { coder.field(name, &value) }
  }

  private static func read<V: FieldValue>(
    _ name: String, as: V.Type = V.self, in map: ValueMap
  ) throws(FieldError) -> V? {
    var one = One<V>(name: name)
    var reader = try FieldReader(CBOR.encode(map))
    one.code(&reader)
    if let failure = reader.failure { throw failure }
    return one.value
  }

  @Test func `any of many members is found`() throws {
    for number in 0..<40 {
      #expect(try Self.read("field\(number)", as: Int64.self, in: Self.wide) == Int64(number))
    }
    #expect(try Self.read("field40", as: String.self, in: Self.wide) == nil)
  }

  @Test func `a part of other bytes is read as the map it is`() throws {
    let map = CBOR.encode(["name": "loss", "value": 0.5] as ValueMap)
    let bytes = [0x01, 0x02] + map + [0x03]
    let metric = MetricValue(name: "loss", value: 0.5)
    #expect(try MetricValue(FieldReader(bytes, in: 2..<2 + map.count)) == metric)
    #expect(throws: FieldError.self) { try FieldReader(bytes, in: 2..<bytes.count) }
  }

  @Test(
    arguments: [
      // Not a map, keys out of order, the same key twice, a longer integer than needed, cut short.
      [0x80], [0xa2, 0x61, 0x62, 0x01, 0x61, 0x61, 0x02],
      [0xa2, 0x61, 0x61, 0x01, 0x61, 0x61, 0x02],
      [0xa1, 0x61, 0x61, 0x18, 0x01], [0xa1, 0x61, 0x61], [0xa1, 0x61, 0xff, 0x01],
      [0xa2, 0x62, 0x61, 0x61, 0x01, 0x61, 0x62, 0x02],
    ] as [[UInt8]])
  func `anything but the one encoding of a map is refused`(bytes: [UInt8]) {
    #expect(throws: FieldError.self) { try FieldReader(bytes) }
  }

  @Test func `a field of another type is named`() throws {
    let map: ValueMap = ["n": 1, "x": 1.5, "big": .int(Int64(Int32.max) + 1), "below": -1]
    func problem<V: FieldValue>(_ name: String, _ type: V.Type) -> String? {
      do throws(FieldError) {
        _ = try Self.read(name, as: V.self, in: map)
        return nil
      } catch {
        return error.description
      }
    }
    #expect(problem("n", String.self) == "field 'n' is not a text")
    #expect(problem("x", Int64.self) == "field 'x' is not an integer")
    #expect(problem("n", Bool.self) == "field 'n' is not true or false")
    #expect(problem("big", Int.self) == "field 'big' is not a count")
    #expect(problem("below", Int.self) == "field 'below' is not a count")
    #expect(problem("n", EventPosition.self) == "field 'n' is not an entry and ordinal")
    #expect(try Self.read("n", as: Double.self, in: map) == 1)
    #expect(try Self.read("x", as: Double.self, in: map) == 1.5)
  }

  @Test func `what is missing, and the element of a list that is wrong, are named`() {
    func problem(_ map: ValueMap) -> String? {
      do throws(FieldError) {
        _ = try PairRejected(encoded: CBOR.encode(map))
        return nil
      } catch {
        return error.description
      }
    }
    #expect(problem(["runs": ["a", "b"], "differences": []]) == nil)
    #expect(problem([:]) == nil)
    #expect(problem(["runs": ["a", 1]]) == "field 'runs[1]' is not a text")
    #expect(problem(["runs": "a"]) == "field 'runs' is not a list")
    let lacking = #expect(throws: FieldError.self) { try MetricValue(encoded: [0xa0]) }
    #expect(lacking?.description == "field 'name' is missing")
  }

  @Test func `what is written in any order is one encoding`() throws {
    var writer = FieldWriter()
    writer.put("zeta", 1)
    writer.put("alpha", "a")
    var nothing: String?
    writer.field("nothing", &nothing)
    var none: [String] = []
    writer.field("none", &none)
    writer.put("b", ["x": .null] as ValueMap)
    #expect(
      writer.encoded == CBOR.encode(["zeta": 1, "alpha": "a", "b": ["x": .null]] as ValueMap))
  }

  @Test func `lines that a stage reported are found without making values of them`() throws {
    let lines = ReportedLines([
      ["metric": ["name": "loss", "value": 0.5]], ["progress": 0.25], "no map", [:],
      ["progress": 0.75, "z": 1], ["z": 2],
    ])
    #expect(lines.count == 6 && lines.values.count == 6)
    #expect(lines.has(.metric) && lines.has([.window, .metric]))
    #expect(!lines.has([.violation, .window, .candidate]) && !ReportedLines.none.has(.metric))
    // Any member of a line counts, and none of what a member holds.
    let hidden = ReportedLines([["a": 1, "violation": "x"], ["metric": ["window": 1]]])
    #expect(hidden.has(.violation) && !hidden.has([.window, .candidate]))
    #expect(lines.last("progress") == 0.75)
    #expect(lines.last("violation") == nil)
    var kinds: [String] = []
    lines.forEachMember { name, _, isFirst in
      if isFirst { kinds.append(String(decoding: [UInt8](name), as: UTF8.self)) }
    }
    #expect(kinds == ["metric", "progress", "z", "z"])
    #expect(ReportedLines([]).count == 0 && ReportedLines([]).values.isEmpty)
  }

  @Test func `a stream's name is taken apart once and found again`() {
    var names = StreamNames()
    // More names than there is room for, so that some take the place of others.
    for round in 0..<2 {
      for number in 0..<3_000 {
        let path: [UInt8] = Array("run/study/s\(number)".utf8)
        #expect(names.stream(path.span) == .run("study", "s\(number)"), "\(round)")
      }
    }
    let none: [UInt8] = Array("nowhere/x".utf8)
    #expect(names.stream(none.span) == nil)
  }
}
