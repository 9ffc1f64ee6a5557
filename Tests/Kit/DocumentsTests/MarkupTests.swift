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
    try PageCheck.expectSound(page)
    #expect(document.tables[0].file == "name,value\n<x>,0.30000000000000004\nnone,\n")
    let text = MarkdownPage(document: document).text
    #expect(text.contains("## 1. First"))
    #expect(text.contains("| \\<x> | 0.30 |"))
    #expect(text.contains("![") && text.contains("](figures/curves.svg)"))
  }

  @Test func `the check of pages finds what is wrong with one`() throws {
    var document = Document(title: "page")
    document.table(
      Table("numbers", caption: "Numbers.", [.init("name", "name")], [[.init("x")]]))
    document.figure(FigureSamples.all[0])
    let page = HTMLPage(document: document).text
    try PageCheck.expectSound(page)
    let changes = [
      ("</main>", "<img src=\"https://example.org/a.png\"/></main>"), (" scope=\"col\"", ""),
      ("<caption>", "<b>"), ("<title id=", "<title name="), ("<figcaption", "<p"),
      ("--quiet: #57606a", "--quiet: #aaaaaa"), ("href=\"#", "href=\"#no"),
      ("@media print", "@media none"),
    ]
    for (old, new) in changes {
      #expect(page.contains(old), "\(old)")
      withKnownIssue { try PageCheck.expectSound(page.replacing(old, with: new)) }
    }
  }

  // Ratios of WCAG 2: black on white is 21, #767676 on white 4.54 (its own example).
  @Test func `contrast is that of WCAG, and the text of figures has enough`() throws {
    func colour(_ text: String) throws -> Colour { try #require(Colour(text)) }
    #expect(abs(try colour("#000000").contrast(with: colour("#ffffff")) - 21) < 1e-9)
    #expect(abs(try colour("#767676").contrast(with: colour("#ffffff")) - 4.5422) < 1e-3)
    for (ink, paper) in [("#1c2127", "#ffffff"), ("#e4e8ed", "#14181d")] {
      #expect(FigureStyle.sheet.contains("color: \(ink)"))
      #expect(FigureStyle.sheet.contains(".paper { fill: \(paper); }"))
      let quiet = try colour(ink).over(colour(paper), share: 0.72)
      #expect(try quiet.contrast(with: colour(paper)) >= 4.5)
    }
    #expect(FigureStyle.sheet.contains(".quiet { fill-opacity: 0.72; }"))
  }
}
