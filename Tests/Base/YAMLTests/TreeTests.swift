import Testing
import YAML

@Suite struct `A YAML tree` {
  @Test func `every value knows its line and column`() throws {
    let root = try parse(
      """
      # a study
      study: wdbc
      levels:
        A: {seeds: 2}
        B:
          - x
          -   "y"
      """)
    #expect(root.mark == Mark(line: 2, column: 1))
    let study = try #require(root["study"])
    #expect(study.asText == "wdbc")
    #expect(study.mark == Mark(line: 2, column: 8))
    let levels = try #require(root["levels"])
    #expect(levels.mark == Mark(line: 4, column: 3))
    #expect(levels["A"]?.mark == Mark(line: 4, column: 6))
    #expect(levels["A"]?["seeds"]?.mark == Mark(line: 4, column: 14))
    let list = try #require(levels["B"]?.asSequence)
    #expect(list.map(\.mark) == [Mark(line: 6, column: 7), Mark(line: 7, column: 9)])
    #expect(root.asMapping?[1].key.mark == Mark(line: 3, column: 1))
  }

  @Test func `a byte order mark before the text is no part of it`() throws {
    let root = try YAMLDocument.parse([0xEF, 0xBB, 0xBF] + Array("a: 1\nb: 2\n".utf8))
    #expect(root["a"]?.mark == Mark(line: 1, column: 4))
    #expect(root["b"]?.asInt == 2)
  }

  @Test func `keys keep their order`() throws {
    let root = try parse("{z: 1, a: 2, m: 3}")
    #expect(root.asMapping?.compactMap(\.key.asText) == ["z", "a", "m"])
  }

  @Test func `a column counts characters, not bytes`() throws {
    let root = try parse("{é: 1, b: 2}")
    #expect(root["b"]?.mark == Mark(line: 1, column: 11))
  }

  @Test func `a block text keeps its lines`() throws {
    let root = try parse("text: |\n  one\n  two\nfolded: >\n  one\n  two\n")
    #expect(root["text"]?.asText == "one\ntwo\n")
    #expect(root["folded"]?.asText == "one two\n")
  }

  @Test func `a quoted text may hold any character`() throws {
    let root = try parse(#"a: "x\0y\u00e9\n""#)
    #expect(root["a"]?.asText == "x\0y\u{e9}\n")
  }

  @Test func `kinds have names`() throws {
    let root = try parse("[a, 1, 1.5, true, null, '1', [], {}]")
    #expect(
      root.asSequence?.map(\.kindName)
        == ["text", "number", "number", "boolean", "null", "text", "list", "mapping"])
  }

  @Test func `what is no mapping has no keys`() throws {
    #expect(try parse("[a]")["a"] == nil)
    #expect(try parse("a")["a"] == nil)
    #expect(try parse("a: 1")["b"] == nil)
  }
}

func parse(_ text: String) throws -> Node { try YAMLDocument.parse(Array(text.utf8)) }
