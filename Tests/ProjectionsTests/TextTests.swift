import Documents
import Testing

@testable import Projections

@Suite struct TextTests {
  @Test(arguments: [
    (0.0, "0"), (-0.0, "0"), (0.5, "0.5"), (-0.25, "-0.25"), (1.0 / 3, "0.333333"),
    (2.0 / 3, "0.666667"), (0.9999999, "1"), (-0.0000004, "-4e-07"), (12345.6789, "12345.6789"),
    (1e9, "1000000000"), (1e300, "1e+300"), (.infinity, "inf"), (.nan, "nan"),
  ])
  func `numbers for reading have six decimals at most`(value: Double, text: String) {
    #expect(Text.decimals(value) == text)
  }

  @Test func `free text stays on one line`() {
    #expect(Text.line("plain ünïcode") == "plain ünïcode")
    #expect(Text.line("a\nb\tc\r\u{7}\u{7f}") == "a\\nb\\tc\\r\\x07\\x7f")
    #expect(Text.line("a\r\nb") == "a\\r\\nb")
  }

  @Test func `arguments are quoted as a shell needs it`() {
    #expect(
      Text.command(["awk", "-v", "a=1", "it's", "", "$x"]) == #"awk -v a=1 'it'\''s' '' '$x'"#)
  }

  @Test func `durations are cut to the millisecond`() {
    #expect(Text.elapsed(0) == "0.000s")
    #expect(Text.elapsed(1_234_567_890) == "1.234s")
    #expect(Text.elapsed(61_000_999_999) == "61.000s")
  }

  @Test func `what people wrote cannot become markup`() {
    var text = Document(title: "<script>", isNumbered: false)
    text.paragraph(Prose(Text.line("# no heading, *no* stress, [no](link) & no\nbreak")))
    text.lines("t", "A table.", ["a"], [["x | y"], ["> 1"]])
    let markdown = MarkdownPage(document: text, hasTableFiles: false).text
    #expect(
      markdown.hasPrefix("# \\<script>\n\n\\# no heading, \\*no\\* stress, [no]\\(link) & no"))
    #expect(markdown.hasSuffix("| a |\n|---|\n| x \\| y |\n| > 1 |\n"))
    let page = HTMLPage(document: text).text
    #expect(page.contains("<h1>&lt;script&gt;</h1>"))
    #expect(page.contains("<td>&gt; 1</td>"))
    #expect(!page.contains("<script>"))
  }
}
