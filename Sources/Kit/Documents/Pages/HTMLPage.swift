/// A document as one page of HTML that needs nothing from elsewhere and runs no program.
public struct HTMLPage {
  /// What it shows.
  public let document: Document

  public init(document: Document) { self.document = document }

  /// The file.
  public var text: String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>\(Markup.escape(document.title))</title>
    <style>
    \(PageStyle.sheet)\(FigureStyle.sheet)</style>
    </head>
    <body>
    <a class="skip" href="#report">Skip to the report</a>
    \(contents)<main id="report">
    <header>
    <h1>\(Markup.escape(document.title))</h1>
    \(document.subtitle.map { "<p class=\"subtitle\">\(inline($0))</p>\n" }.joined())</header>
    \(document.blocks.map(block).joined())</main>
    </body>
    </html>

    """
  }

  /// The table of contents: sections, and their parts one step in.
  private var contents: String {
    var entries: [(section: String, parts: [String])] = []
    for heading in document.headings where heading.level <= 3 {
      let link =
        "<a href=\"#\(heading.identifier)\">\(number(heading.number))"
        + "\(Markup.escape(heading.text))</a>"
      if heading.level == 2 {
        entries.append((link, []))
      } else if let last = entries.indices.last {
        entries[last].parts.append("<li>\(link)</li>\n")
      }
    }
    let lines = entries.map { entry in
      let parts = entry.parts.isEmpty ? "" : "\n<ul>\n\(entry.parts.joined())</ul>\n"
      return "<li>\(entry.section)\(parts)</li>\n"
    }
    return """
      <nav aria-label="Contents">
      <p class="nav-title">Contents</p>
      <ul>
      \(lines.joined())</ul>
      </nav>

      """
  }

  /// A section's number, where sections carry numbers.
  private func number(_ number: String) -> String {
    document.isNumbered ? "<span class=\"number\">\(Markup.escape(number))</span> " : ""
  }

  private func block(_ block: Document.Block) -> String {
    switch block {
    case .heading(let level, let number, let text, let identifier):
      return
        "<h\(level) id=\"\(identifier)\">\(self.number(number))"
        + "\(Markup.escape(text))</h\(level)>\n"
    case .paragraph(let prose): return "<p>\(inline(prose))</p>\n"
    case .list(let items, let isNumbered):
      let name = isNumbered ? "ol" : "ul"
      let lines = items.map { "<li>\(inline($0))</li>\n" }.joined()
      return "<\(name)>\n\(lines)</\(name)>\n"
    case .table(let table, let number): return lines(table, number)
    case .figure(let figure, let number):
      return """
        <figure id="figure-\(figure.name)">
        <div class="scroll">
        \(figure.inline)</div>
        <figcaption><b>Figure \(number).</b> \(Markup.escape(figure.caption))</figcaption>
        </figure>

        """
    case .notice(let kind, let title, let prose):
      return """
        <aside class="notice \(kind.rawValue)">
        <p><b>\(Markup.escape(title)).</b> \(inline(prose))</p>
        </aside>

        """
    }
  }

  private func lines(_ table: Table, _ number: Int) -> String {
    let caption = "<b>Table \(number).</b> \(inline(table.caption))"
    var text = "<div class=\"scroll\" tabindex=\"0\" id=\"table-\(table.name)\">\n<table>\n"
    text += "<caption>\(caption)</caption>\n<thead><tr>"
    for column in table.columns {
      let style = column.isNumber ? " class=\"n\"" : ""
      text += "<th scope=\"col\"\(style)>\(Markup.escape(column.title))</th>"
    }
    text += "</tr></thead>\n<tbody>\n"
    for cells in table.rows {
      text += "<tr>"
      for (cell, column) in zip(cells, table.columns) {
        text += "<td\(column.isNumber ? " class=\"n\"" : "")>\(inline(cell.shown))</td>"
      }
      text += "</tr>\n"
    }
    if table.rows.isEmpty { text += "<tr><td colspan=\"\(table.columns.count)\">None.</td></tr>\n" }
    return text + "</tbody>\n</table>\n</div>\n"
  }

  private func inline(_ prose: Prose) -> String {
    prose.pieces.map { piece in
      switch piece {
      case .plain(let text): Markup.escape(text)
      case .strong(let text): "<strong>\(Markup.escape(text))</strong>"
      case .emphasis(let text): "<em>\(Markup.escape(text))</em>"
      case .code(let text): "<code>\(Markup.escape(text))</code>"
      case .place(let text, let identifier):
        "<a href=\"#\(Markup.escape(identifier))\">\(Markup.escape(text))</a>"
      case .file(let text, let path):
        "<a href=\"\(Markup.address(path))\">\(Markup.escape(text))</a>"
      }
    }.joined()
  }
}
