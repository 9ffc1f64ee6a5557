import Testing
import YAML

@Suite struct `A YAML document is refused` {
  struct Refusal: Sendable {
    var text: String
    var message: String
    var line: Int
    var column: Int
  }

  static let refusals = [
    Refusal(text: "", message: "the document is empty", line: 1, column: 1),
    Refusal(text: "# nothing\n", message: "the document is empty", line: 1, column: 1),
    Refusal(text: "---\n...\n", message: "the document is empty", line: 1, column: 1),
    Refusal(
      text: "a: 1\n---\nb: 2\n", message: "a second document starts here; a file holds one",
      line: 2, column: 1),
    Refusal(
      text: "a: 1\nb: 2\na: 3\n", message: "key 'a' is written twice, on lines 1 and 3",
      line: 3, column: 1),
    Refusal(
      text: "x: {a: 1, 'a': 2}", message: "key 'a' is written twice, on lines 1 and 1",
      line: 1, column: 11),
    Refusal(
      text: "a: &anchor 1", message: "anchors are not supported; remove '&anchor'",
      line: 1, column: 4),
    Refusal(
      text: "a: &one {}\nb: *one", message: "anchors are not supported; remove '&one'",
      line: 1, column: 4),
    Refusal(
      text: "a: *name", message: "aliases are not supported; write out the value of '*name'",
      line: 1, column: 4),
    Refusal(
      text: "a: !thing 1",
      message: "tags are not supported; remove '!thing', or quote a value to make it text",
      line: 1, column: 4),
    Refusal(
      text: "a: !!int 1",
      message: "tags are not supported; remove 'tag:yaml.org,2002:int', or quote a value to make "
        + "it text", line: 1, column: 4),
    Refusal(text: "? [a]\n: 1", message: "a key must be text, not a list", line: 1, column: 3),
    Refusal(
      text: "a: 1\n\tb: 2",
      message: "found a tab character that violates indentation "
        + "(while scanning a plain scalar that starts at 1:4)", line: 2, column: 1),
    Refusal(
      text: "a:\n\t- 1",
      message: "found character that cannot start any token "
        + "(while scanning for the next token that starts at 2:1)", line: 2, column: 1),
    Refusal(
      text: "a: [1, 2\nb: 3\n",
      message: "did not find expected ',' or ']' "
        + "(while parsing a flow sequence that starts at 1:4)", line: 2, column: 2),
    Refusal(
      text: "a: 1\n b: 2\n", message: "mapping values are not allowed in this context",
      line: 2, column: 3),
    Refusal(text: "a: \u{1}", message: "control characters are not allowed", line: 1, column: 4),
  ]

  @Test(arguments: refusals) func `where it cannot be read plainly`(refusal: Refusal) {
    let error = #expect(throws: YAMLError.self) { try parse(refusal.text) }
    #expect(error?.message == refusal.message)
    #expect(error?.line == refusal.line)
    #expect(error?.column == refusal.column)
  }

  @Test func `that is not UTF-8, naming the place`() {
    let bytes = Array("a: é\nb: x".utf8) + [0xFF]
    let error = #expect(throws: YAMLError.self) { try YAMLDocument.parse(bytes) }
    #expect(error?.description == "2:5: the text is not valid utf-8")
  }

  @Test func `beyond its depth, and read at it`() throws {
    let deepest = YAMLDocument.depthMax - 1
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + "x" + String(repeating: "]", count: depth)
    }
    _ = try parse(nested(deepest))
    let error = #expect(throws: YAMLError.self) { try parse(nested(deepest + 1)) }
    #expect(error?.message == "values are nested more than 32 deep")
    #expect(error?.column == deepest + 2)
  }

  @Test func `that nests without end`() {
    #expect(throws: YAMLError.self) { try parse(String(repeating: "[", count: 1 << 20)) }
    #expect(throws: YAMLError.self) { try parse(String(repeating: "{a: ", count: 1 << 18)) }
    #expect(throws: YAMLError.self) { try parse(String(repeating: "- ", count: 1 << 19)) }
  }

  @Test func `beyond its size, and read at it`() throws {
    let longest = "a: " + String(repeating: "x", count: YAMLDocument.byteCountMax - 3)
    _ = try parse(longest)
    let error = #expect(throws: YAMLError.self) { try parse(longest + "x") }
    #expect(error?.message == "the document has more than 1048576 bytes")
  }

  @Test func `beyond its number of values, and read at it`() throws {
    let most = String(repeating: "- 1\n", count: YAMLDocument.nodeCountMax - 1)
    _ = try parse(most)
    let error = #expect(throws: YAMLError.self) { try parse(most + "- 1\n") }
    #expect(error?.message == "the document has more than 100000 values")
    #expect(error?.line == YAMLDocument.nodeCountMax)
  }

  @Test func `at every cut without a trap`() {
    let text = "a: {b: [1, \"two\\n\", 'é'], c: |\n  x\n}\nd:\n  - e: ~\n"
    let bytes = Array(text.utf8)
    for end in bytes.indices { _ = try? YAMLDocument.parse(Array(bytes[..<end])) }
  }
}
