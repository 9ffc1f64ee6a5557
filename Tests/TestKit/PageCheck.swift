public import Testing

/// What every page for people has to be, whichever room writes it.
public enum PageCheck {
  /// Nothing from elsewhere, every figure titled and described, every heading of a table scoped,
  /// every link within the page with one target, and text that can be read, on light and dark
  /// screens, narrow ones and paper.
  public static func expectSound(
    _ page: String, _ location: SourceLocation = #_sourceLocation
  ) throws {
    try Markers.expectWellFormed(page, void: ["meta", "!doctype"], location)
    let problems = foreign(page) + figures(page) + tables(page) + links(page) + media(page)
    #expect(problems == [], sourceLocation: location)
    for scheme in schemes(page) {
      for problem in scheme.faint { Issue.record("\(problem)", sourceLocation: location) }
    }
    #expect(schemes(page).count == 2, "light and dark", sourceLocation: location)
  }

  /// The opening tags of an element.
  private static func tags(_ name: String, _ page: String) -> [Substring] {
    page.split(separator: "<\(name)", omittingEmptySubsequences: false).dropFirst()
      .filter { $0.first == ">" || $0.first == " " }.map { $0.prefix { $0 != ">" } }
  }

  private static func values(_ attribute: String, _ page: String) -> [String] {
    page.split(separator: " \(attribute)=\"", omittingEmptySubsequences: false).dropFirst()
      .map { String($0.prefix { $0 != "\"" }) }
  }

  private static func foreign(_ page: String) -> [String] {
    var problems = ["script", "link", "iframe", "object", "embed", "img"].filter {
      !tags($0, page).isEmpty
    }
    problems += ["@import", "javascript:", " onload=", "url(http", "url(//"].filter {
      page.contains($0)
    }
    problems += (values("src", page) + values("href", page)).filter {
      $0.contains("://") || $0.hasPrefix("//") || $0.hasPrefix("/") || $0.hasPrefix("data:")
    }
    return problems
  }

  /// A figure has a caption, and its drawing a title and a description that it is named by.
  private static func figures(_ page: String) -> [String] {
    var problems: [String] = []
    for part in page.split(separator: "<figure", omittingEmptySubsequences: false).dropFirst() {
      let figure = part.split(separator: "</figure>", omittingEmptySubsequences: false)[0]
      if !figure.contains("<figcaption") { problems.append("a figure without a caption") }
    }
    for part in page.split(separator: "<svg", omittingEmptySubsequences: false).dropFirst() {
      let drawing = part.split(separator: "</svg>", omittingEmptySubsequences: false)[0]
      guard let names = values("aria-labelledby", String(drawing.prefix { $0 != ">" })).first,
        drawing.contains("role=\"img\"")
      else {
        problems.append("a drawing without a name: \(drawing.prefix(80))")
        continue
      }
      for (name, element) in zip(names.split(separator: " "), ["title", "desc"])
      where !drawing.contains("<\(element) id=\"\(name)\">") {
        problems.append("a drawing without its \(element): \(names)")
      }
    }
    return problems
  }

  private static func tables(_ page: String) -> [String] {
    let open = tags("th", page).filter { !$0.contains(" scope=\"") }.map { "<th\($0)>" }
    let tables = tags("table", page).count
    let captions = tags("caption", page).count
    return open + (tables == captions ? [] : ["\(tables) tables with \(captions) captions"])
  }

  private static func links(_ page: String) -> [String] {
    let targets = values("id", page)
    let repeated = Set(targets.filter { one in targets.count { $0 == one } > 1 }).sorted()
    let dead = values("href", page).filter {
      $0.hasPrefix("#") && !targets.contains(String($0.dropFirst()))
    }
    return repeated.map { "id '\($0)' twice" } + dead.map { "'\($0)' leads nowhere" }
  }

  private static func media(_ page: String) -> [String] {
    let parts = [
      "<html lang=\"", "<meta name=\"viewport\"", "<title>", "@media print", "overflow-x: auto",
      "break-after: avoid", "table-header-group", "prefers-color-scheme: dark",
    ]
    return parts.filter { !page.contains($0) }.map { "no \($0)" }
  }

  /// The colours that a style sheet gives its variables, once for each scheme.
  private static func schemes(_ page: String) -> [Scheme] {
    page.split(separator: ":root {", omittingEmptySubsequences: false).dropFirst().map { part in
      var colours: [String: Colour] = [:]
      for line in part.prefix(while: { $0 != "}" }).split(separator: ";") {
        let words = line.split(separator: ":").map { $0.filter { !$0.isWhitespace } }
        if words.count == 2, let colour = Colour(words[1]) { colours[words[0]] = colour }
      }
      return Scheme(colours: colours)
    }
  }

  private struct Scheme {
    var colours: [String: Colour]

    /// The pairs of text and ground below a contrast of 4.5 to 1.
    var faint: [String] {
      var problems: [String] = []
      for text in ["--ink", "--quiet", "--link"] {
        for ground in ["--paper", "--wash"] {
          guard let one = colours[text], let other = colours[ground] else {
            problems.append("no colour \(text) or \(ground)")
            continue
          }
          let contrast = one.contrast(with: other)
          if contrast < 4.5 { problems.append("\(text) on \(ground): \(contrast)") }
        }
      }
      return problems
    }
  }
}
