/// A document as Markdown, with figures, tables and appendices as files beside it.
public struct MarkdownPage {
  /// What it shows.
  public let document: Document

  /// Texts that stand in files of their own and are named at the end.
  public var appendices: [(path: String, document: Document)] = []

  /// Whether tables are also files beside the text, to which it then leads.
  public var hasTableFiles = true

  /// Whether figures are files beside the text; without, it says in words what they show.
  public var hasFigureFiles = true

  /// What leads from this file to the directory of the report: empty, or `../`.
  public var prefix = ""

  /// A page of a document.
  public init(
    document: Document, appendices: [(path: String, document: Document)] = [],
    hasTableFiles: Bool = true, hasFigureFiles: Bool = true, prefix: String = ""
  ) {
    self.document = document
    self.appendices = appendices
    self.hasTableFiles = hasTableFiles
    self.hasFigureFiles = hasFigureFiles
    self.prefix = prefix
  }

  /// The file.
  public var text: String {
    var parts = ["# \(Markup.escapeMarkdown(document.title))\n"]
    if !document.subtitle.isEmpty {
      parts.append(document.subtitle.map { inline($0) }.joined(separator: "\\\n") + "\n")
    }
    parts += blocks.map(block)
    parts += appendices.map { appendix in
      "## \(Markup.escapeMarkdown(appendix.document.title))\n\n"
        + "See [\(appendix.path)](\(appendix.path)).\n"
    }
    return parts.joined(separator: "\n")
  }

  /// The blocks, without a heading that would say the title again.
  private var blocks: ArraySlice<Document.Block> {
    guard case .heading(_, let number, let text, _) = document.blocks.first,
      document.title == "\(number): \(text)"
    else { return document.blocks[...] }
    return document.blocks.dropFirst()
  }

  /// A sentence as it stands in an item of a list.
  public static func line(_ prose: Prose) -> String {
    MarkdownPage(document: Document(title: "")).inline(prose, atStart: true)
  }

  private func block(_ block: Document.Block) -> String {
    switch block {
    case .heading(let level, let number, let text, _):
      let marks = String(repeating: "#", count: level)
      guard document.isNumbered else { return "\(marks) \(Markup.escapeMarkdown(text))\n" }
      let separator = number.hasPrefix("Appendix") ? ":" : "."
      return "\(marks) \(number)\(level == 2 ? separator : "") \(Markup.escapeMarkdown(text))\n"
    case .paragraph(let prose): return inline(prose, atStart: true) + "\n"
    case .list(let items, let isNumbered):
      return items.enumerated().map { index, item in
        (isNumbered ? "\(index + 1). " : "- ") + inline(item, atStart: true) + "\n"
      }.joined()
    case .table(let table, let number): return lines(table, number)
    case .figure(let figure, let number):
      let alternative = Markup.escapeMarkdown(figure.description)
      let caption = "*Figure \(number). \(Markup.escapeMarkdown(figure.caption))*\n"
      guard hasFigureFiles else { return "\(caption)\n\(alternative)\n" }
      return """
        ![\(alternative)](\(prefix)\(figure.path))

        \(caption)
        """
    case .notice(_, let title, let prose):
      return "> **\(Markup.escapeMarkdown(title)).** \(inline(prose))\n"
    }
  }

  private func lines(_ table: Table, _ number: Int) -> String {
    let link = hasTableFiles ? " ([CSV](\(prefix)\(table.path)))" : ""
    let caption = "*Table \(number). \(inline(table.caption))*\(link)\n"
    if table.rows.isEmpty { return caption + "\nNone.\n" }
    var text = caption + "\n"
    // A place where a word may be divided is of use on a page, not in a text.
    let titles = table.columns.map { $0.title.replacing("\u{ad}", with: "") }
    text += row(titles.map { Markup.escapeMarkdown($0) })
    text += "|" + table.columns.map { $0.isNumber ? "---:|" : "---|" }.joined() + "\n"
    for cells in table.rows { text += row(cells.map { inline($0.shown) }) }
    return text
  }

  private func row(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |\n" }

  private func inline(_ prose: Prose, atStart: Bool = false) -> String {
    prose.pieces.enumerated().map { index, piece in
      switch piece {
      case .plain(let text), .place(let text, _):
        Markup.escapeMarkdown(text, atStart: atStart && index == 0)
      case .strong(let text): "**\(Markup.escapeMarkdown(text))**"
      case .emphasis(let text): "*\(Markup.escapeMarkdown(text))*"
      case .code(let text): code(text)
      case .file(let text, let path):
        "[\(Markup.escapeMarkdown(text))](\(Markup.address(path)))"
      }
    }.joined()
  }

  /// Code is set between more backticks than it holds; a bar would end a cell of a table.
  private func code(_ text: String) -> String {
    let clean = text.map { $0.isNewline ? " " : $0 == "|" ? "\\|" : String($0) }.joined()
    guard clean.contains("`") else { return "`\(clean)`" }
    return "`` \(clean) ``"
  }
}
