import Documents

/// A page for people, written from top to bottom and rendered as Markdown or as HTML.
///
/// All text is plain: what people wrote cannot become markup.
struct Page {
  private enum Block {
    case title(String)
    case heading(String)
    case paragraph(String)
    case link(words: String, path: String)
    case table(header: [String], rows: [[String]])
  }

  private var blocks: [Block] = []

  /// The one heading of the first level.
  mutating func title(_ words: String) { blocks.append(.title(Text.line(words))) }

  /// A heading of the second level.
  mutating func heading(_ words: String) { blocks.append(.heading(words)) }

  /// A paragraph.
  mutating func paragraph(_ words: String) { blocks.append(.paragraph(Text.line(words))) }

  /// A paragraph that leads to a file beside the page.
  mutating func link(_ words: String, to path: String) {
    blocks.append(.link(words: Text.line(words), path: path))
  }

  /// A table, or a word when it has no rows.
  mutating func table(_ header: [String], _ rows: [[String]], none: String = "None.") {
    if rows.isEmpty { return paragraph(none) }
    blocks.append(.table(header: header, rows: rows.map { $0.map(Text.line) }))
  }

  /// A level's name, or a word for the only one of a study without levels.
  static func level(_ name: String) -> String { name.isEmpty ? "all" : name }
}

extension Page {
  /// The page as Markdown.
  var markdown: String {
    blocks.map(Page.markdown).joined(separator: "\n")
  }

  private static func markdown(_ block: Block) -> String {
    switch block {
    case .title(let words): return "# \(escaped(words))\n"
    case .heading(let words): return "## \(escaped(words))\n"
    case .paragraph(let words): return "\(escaped(words))\n"
    case .link(let words, let path): return "[\(escaped(words))](\(Markup.address(path)))\n"
    case .table(let header, let rows):
      var text = "| \(header.joined(separator: " | ")) |\n"
      text += "|\(String(repeating: "---|", count: header.count))\n"
      for row in rows { text += "| \(row.map(cell).joined(separator: " | ")) |\n" }
      return text
    }
  }

  /// Text within a table, where only a bar and what lies within a line means anything.
  private static func cell(_ text: String) -> String {
    Markup.escapeMarkdown(text)
  }

  /// Text in which nothing means anything to Markdown.
  private static func escaped(_ text: String) -> String {
    Markup.escapeMarkdown(text, atStart: true)
  }
}

extension Page {
  /// The page as HTML that needs nothing from elsewhere.
  var html: String {
    var text = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
    for case .title(let words) in blocks { text += "<title>\(Markup.escape(words))</title>\n" }
    text += "<style>\n\(Page.style)</style>\n"
    for block in blocks { text += Page.html(block) }
    return text + "</html>\n"
  }

  private static let style = """
    body { font: 16px/1.5 sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
    table { border-collapse: collapse; margin: 1rem 0; display: block; overflow-x: auto; }
    th, td { border: 1px solid #bbb; padding: 0.2rem 0.6rem; text-align: left; }
    th { background: #eee; color: #111; }
    @media (prefers-color-scheme: dark) { body { background: #111; color: #eee; } }

    """

  private static func html(_ block: Block) -> String {
    switch block {
    case .title(let words): return "<h1>\(Markup.escape(words))</h1>\n"
    case .heading(let words): return "<h2>\(Markup.escape(words))</h2>\n"
    case .paragraph(let words): return "<p>\(Markup.escape(words))</p>\n"
    case .link(let words, let path):
      return "<p><a href=\"\(Markup.address(path))\">\(Markup.escape(words))</a></p>\n"
    case .table(let header, let rows):
      let head = header.map { "<th>\(Markup.escape($0))</th>" }.joined()
      var text = "<table>\n<thead><tr>\(head)</tr></thead>\n<tbody>\n"
      for row in rows {
        text += "<tr>\(row.map { "<td>\(Markup.escape($0))</td>" }.joined())</tr>\n"
      }
      return text + "</tbody>\n</table>\n"
    }
  }
}
