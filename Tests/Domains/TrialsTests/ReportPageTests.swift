import Codecs
import Files
import TestKit
import Testing

@testable import Trials

@Suite struct ReportPageTests {
  private func page(_ story: ReportFixture.Story) throws -> String {
    try #require(try story.report.get()["comparative-report.html"])
  }

  @Test func `the page is well-formed, needs nothing from elsewhere and runs no program`() throws {
    for story in ReportFixture.Story.allCases { try PageCheck.expectSound(try page(story)) }
  }

  @Test func `every link within the page leads to one place`() throws {
    let page = try page(.nothing)
    var identifiers: [String: Int] = [:]
    for part in page.split(separator: " id=\"", omittingEmptySubsequences: false).dropFirst() {
      identifiers[String(part.prefix { $0 != "\"" }), default: 0] += 1
    }
    #expect(identifiers.allSatisfy { $0.value == 1 })
    let links = page.split(separator: "href=\"#", omittingEmptySubsequences: false).dropFirst()
    #expect(links.count > 10)
    for link in links {
      let target = String(link.prefix { $0 != "\"" })
      #expect(identifiers[target] != nil, "'\(target)' leads nowhere")
    }
  }

  @Test func `what somebody wrote cannot become markup`() throws {
    var fixture = ReportFixture(.gain)
    fixture.variants = ["<b>role</b>", "goal & \"co\" | *x* [y](z)"]
    fixture.tasks = ["<script>alert(1)</script>", "T|2"]
    fixture.excluded = [3]
    fixture.exclusionReason = "a <img src=x onerror=y> | *reason*\nand more"
    let files = try fixture.report()
    let page = try #require(files.first { $0.path == "comparative-report.html" }).text
    try Markers.expectWellFormed(page, void: ["meta", "!doctype"])
    let markup = ["<script", "<img", "<b>role"].filter { page.contains($0) }
    #expect(markup == [])
    let isEscaped = page.contains("&lt;script&gt;alert(1)&lt;/script&gt;")
    #expect(isEscaped)
    let text = try #require(files.first { $0.path == "comparative-report.md" }).text
    let isPlain = text.contains("a \\<img src=x onerror=y> \\| \\*reason\\* and more")
    #expect(isPlain)
    for line in text.split(separator: "\n") where line.hasPrefix("| `<script>") {
      #expect(line.hasSuffix(" |"))
    }
  }

  @Test func `rows of a Markdown table have as many cells as its head`() throws {
    var fixture = ReportFixture(.gain)
    fixture.tasks = ["a|b", "c`d"]
    for file in try fixture.report() where file.path.hasSuffix(".md") {
      var width: Int?
      for line in file.text.split(separator: "\n", omittingEmptySubsequences: false) {
        guard line.hasPrefix("|") else {
          width = nil
          continue
        }
        let bars = line.replacing("\\|", with: "").count { $0 == "|" }
        #expect(width == nil || width == bars, "\(file.path): \(line)")
        width = bars
      }
    }
  }

  @Test func `the same evidence gives the same bytes`() throws {
    let first = try ReportFixture.Story.gain.report.get()
    let second = try ReportFixture(.gain).report()
    #expect(first.keys.sorted() == second.map(\.path).sorted())
    let different = second.filter { first[$0.path] != $0.text }.map(\.path)
    #expect(different == [])
  }

  @Test func `no file of the report holds a place on the machine or an environment`() throws {
    for (path, text) in try ReportFixture.Story.gain.report.get() {
      let found = ["/opt/", "/nowhere", "runledger-test-"].filter { text.contains($0) }
      #expect(found == [], "\(path)")
    }
  }

  @Test func `links and images of the Markdown lead to files of the report`() throws {
    let files = try ReportFixture.Story.gain.report.get()
    let paths = Set(files.keys)
    for (source, text) in files where source.hasSuffix(".md") {
      for part in text.split(separator: "](", omittingEmptySubsequences: false).dropFirst() {
        let target = String(part.prefix { $0 != ")" })
        let path = PathName.normalize(PathName.join(PathName.parent(source), target))
        #expect(paths.contains(path), "\(source): \(target)")
      }
    }
  }
}
