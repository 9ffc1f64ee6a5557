import Bytes
import Codecs
import Study
import Testing

/// Fields that are read from the encoding of a map, and written into one.
@Suite struct FieldsTests {
  /// A map of more members than lie near at hand.
  private static let wide = ValueMap((0..<40).map { ("field\($0)", Value.int($0)) })

  @Test func `any of many members is found`() throws {
    let fields = try Fields(CBOR.encode(Self.wide))
    for number in 0..<40 { #expect(try fields.int("field\(number)") == Int64(number)) }
    #expect(!fields.has("field40"))
    #expect(try fields.textIfPresent("field40") == nil)
  }

  @Test func `a part of other bytes is read as the map it is`() throws {
    let map = CBOR.encode(["name": "loss"] as ValueMap)
    let bytes = [0x01, 0x02] + map + [0x03]
    #expect(try Fields(bytes, in: 2..<2 + map.count).text("name") == "loss")
    #expect(throws: FieldError.self) { try Fields(bytes, in: 2..<bytes.count) }
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
    #expect(throws: FieldError.self) { try Fields(bytes) }
  }

  @Test func `a field of another type is named`() throws {
    let fields = try Fields(CBOR.encode(["list": ["a", 1], "n": 1, "x": 1.5] as ValueMap))
    func path(_ body: () throws(FieldError) -> Void) -> String? {
      do throws(FieldError) {
        try body()
        return nil
      } catch {
        return error.path
      }
    }
    #expect(path { () throws(FieldError) in _ = try fields.texts("list") } == "list")
    #expect(path { () throws(FieldError) in _ = try fields.text("n") } == "n")
    #expect(path { () throws(FieldError) in _ = try fields.int("x") } == "x")
    #expect(path { () throws(FieldError) in _ = try fields.bool("gone") } == "gone")
    #expect(try fields.double("n") == 1 && fields.double("x") == 1.5)
    #expect(try fields.list("list") == ["a", 1] && fields.list("gone").isEmpty)
  }

  @Test func `what is written in any order is one encoding`() throws {
    var builder = FieldsBuilder()
    builder.put("zeta", 1)
    builder.put("alpha", "a")
    builder.put("nothing", nil as String?)
    builder.put("none", [] as [String])
    builder.put("b", ["x": .null] as ValueMap)
    let map: ValueMap = ["zeta": 1, "alpha": "a", "b": ["x": .null]]
    #expect(builder.encoded == CBOR.encode(map))
    #expect(builder.map == map)
  }

  @Test func `lines that a stage reported are found without making values of them`() throws {
    let lines = ReportedLines([
      ["metric": ["name": "loss", "value": 0.5]], ["progress": 0.25], "no map", [:],
      ["progress": 0.75, "z": 1], ["z": 2],
    ])
    #expect(lines.count == 6 && lines.values.count == 6)
    #expect(lines.has(["metric"]) && lines.has(["loss", "z"]) && !lines.has(["name", "loss"]))
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
