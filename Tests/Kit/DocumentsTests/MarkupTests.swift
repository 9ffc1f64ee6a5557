import Documents
import TestKit
import Testing

@Suite struct MarkupTests {
  @Test func `characters mean nothing in Markdown but themselves`() {
    #expect(Markup.escapeMarkdown("a_b*c _d_") == "a_b\\*c \\_d\\_")
    #expect(Markup.escapeMarkdown("1. x", atStart: true) == "1\\. x")
    #expect(Markup.escapeMarkdown("+3.5 points") == "+3.5 points")
    #expect(Markup.escapeMarkdown("# x", atStart: true) == "\\# x")
    #expect(Markup.escapeMarkdown("p < 0.1 & <i>") == "p \\< 0.1 & \\<i>")
    #expect(Markup.escapeMarkdown("[x](y) [x][y]") == "[x]\\(y) [x]\\[y]")
    #expect(Markup.escapeMarkdown("&amp; &#38;") == "&amp;amp; &amp;#38;")
    #expect(Markup.escapeMarkdown("a\nb\u{1}") == "a b\u{fffd}")
  }

  @Test func `characters mean nothing in HTML but themselves`() {
    #expect(
      Markup.escape("<a href=\"x\">'&'\u{7}")
        == "&lt;a href=&quot;x&quot;&gt;'&amp;'\u{fffd}")
    #expect(Markup.address("a b/ü.md") == "a%20b/%C3%BC.md")
    #expect(Markup.identifier("Größe & more!") == "gr-e-more")
  }

  @Test func `a page with everything is well-formed, and needs nothing from elsewhere`() throws {
    var document = Document(title: "A <b> page")
    document.subtitle("made of \(code: "<data>")")
    document.section("First")
    document.paragraph("see \("there", to: "first") and \(strong: "stress")")
    document.list(["one", "two"], isNumbered: true)
    document.notice(.caution, "Careful", "a & b")
    document.table(
      Table(
        "numbers", caption: "Numbers.", [.init("name", "name"), .number("value", "value")],
        [[.init("<x>"), .init(0.1 + 0.2, 2)], [.init("none"), .init(nil, 2)]]))
    for figure in FigureSamples.all.prefix(6) { document.figure(figure) }
    let page = HTMLPage(document: document).text
    try Markers.expectWellFormed(page, void: ["meta", "!doctype"])
    for word in ["<script", "https:", "<link", "<img", "url(http", "javascript", "onload"] {
      #expect(!page.contains(word), "\(word)")
    }
    for part in ["@media print", "prefers-color-scheme: dark", "<html lang=\"en\">", "<caption>"] {
      #expect(page.contains(part), "\(part)")
    }
    #expect(document.tables[0].file == "name,value\n<x>,0.30000000000000004\nnone,\n")
    let text = MarkdownPage(document: document).text
    #expect(text.contains("## 1. First"))
    #expect(text.contains("| \\<x> | 0.30 |"))
    #expect(text.contains("![") && text.contains("](figures/curves.svg)"))
  }
}
