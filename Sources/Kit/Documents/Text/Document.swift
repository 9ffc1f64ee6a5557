/// A text of numbered sections with tables and figures, to be written as Markdown or HTML.
///
/// Sections, tables and figures number themselves in the order in which they are added.
public struct Document: Sendable {
  /// A part of the text.
  public enum Block: Sendable {
    /// A heading; level 2 is a section, 3 and 4 lie below it.
    case heading(level: Int, number: String, text: String, identifier: String)
    /// Sentences.
    case paragraph(Prose)
    /// Items, with numbers or with dots.
    case list([Prose], isNumbered: Bool)
    /// A table and which of the document's tables it is, from 1.
    case table(Table, number: Int)
    /// A figure and which of the document's figures it is, from 1.
    case figure(Figure, number: Int)
    /// A paragraph that must not be overlooked.
    case notice(Notice, title: String, Prose)
  }

  /// What a notice is about, which is said in words and shown by a border.
  public enum Notice: String, Sendable {
    /// What was found.
    case finding
    /// What a reader must bear in mind.
    case caution
  }

  /// How sections are numbered.
  enum Numbering {
    /// `1`, `1.1`, `1.1.1`.
    case digits
    /// `A`, `A.1`; only within an appendix.
    case letter(Character)
  }

  /// What stands above everything.
  public let title: String
  /// The lines below the title.
  public private(set) var subtitle: [Prose] = []
  /// The parts, in order.
  public private(set) var blocks: [Block] = []
  private var numbering = Numbering.digits
  private var counters: [Int] = [0, 0, 0]
  private var tableCount = 0
  private var figureCount = 0

  /// Whether sections carry numbers.
  public let isNumbered: Bool

  public init(title: String, isNumbered: Bool = true) {
    self.title = title
    self.isNumbered = isNumbered
  }

  /// Adds a line below the title.
  public mutating func subtitle(_ prose: Prose) { subtitle.append(prose) }

  /// Begins a numbered section.
  public mutating func section(_ text: String) {
    numbering = .digits
    head(2, text)
  }

  /// Begins an appendix, which is named by a letter.
  public mutating func appendix(_ letter: Character, _ text: String) {
    numbering = .letter(letter)
    counters = [0, 0, 0]
    add(.heading(level: 2, number: "Appendix \(letter)", text: text, identifier: identifier(text)))
  }

  /// Begins a part of a section.
  public mutating func part(_ text: String) { head(3, text) }

  /// Begins a part of a part.
  public mutating func detail(_ text: String) { head(4, text) }

  /// Adds a paragraph.
  public mutating func paragraph(_ prose: Prose) { add(.paragraph(prose)) }

  /// Adds a list; nothing where it is empty.
  public mutating func list(_ items: [Prose], isNumbered: Bool = false) {
    if !items.isEmpty { add(.list(items, isNumbered: isNumbered)) }
  }

  /// Adds a paragraph that must not be overlooked.
  public mutating func notice(_ kind: Notice, _ title: String, _ prose: Prose) {
    add(.notice(kind, title: title, prose))
  }

  /// Adds a table under the next number.
  public mutating func table(_ table: Table) {
    tableCount += 1
    add(.table(table, number: tableCount))
  }

  /// Adds a figure under the next number.
  public mutating func figure(_ figure: Figure) {
    figureCount += 1
    add(.figure(figure, number: figureCount))
  }

  /// The tables, in the order of the text.
  public var tables: [Table] {
    blocks.compactMap { if case .table(let table, _) = $0 { table } else { nil } }
  }

  /// The figures, in the order of the text.
  public var figures: [Figure] {
    blocks.compactMap { if case .figure(let figure, _) = $0 { figure } else { nil } }
  }

  /// The headings of sections and their parts, for a table of contents.
  public var headings: [(level: Int, number: String, text: String, identifier: String)] {
    blocks.compactMap { block in
      guard case .heading(let level, let number, let text, let identifier) = block else {
        return nil
      }
      return (level, number, text, identifier)
    }
  }

  /// Adds everything of another text behind this one, with its tables and figures counted on.
  public mutating func append(_ other: Document) {
    for block in other.blocks {
      switch block {
      case .table(let table, _): self.table(table)
      case .figure(let figure, _): self.figure(figure)
      default: add(block)
      }
    }
  }

  private mutating func add(_ block: Block) { blocks.append(block) }

  private mutating func head(_ level: Int, _ text: String) {
    counters[level - 2] += 1
    for deeper in (level - 1)..<3 { counters[deeper] = 0 }
    let number =
      switch numbering {
      case .digits: counters[...(level - 2)].map(String.init).joined(separator: ".")
      case .letter(let letter):
        "\(letter)." + counters[1...(level - 2)].map(String.init).joined(separator: ".")
      }
    add(.heading(level: level, number: number, text: text, identifier: identifier(text)))
  }

  /// An identifier that no other heading has.
  private func identifier(_ text: String) -> String {
    let base = Markup.identifier(text)
    let taken = headings.map(\.identifier)
    guard taken.contains(base) else { return base }
    let count = (2...).first { !taken.contains("\(base)-\($0)") } ?? 2
    return "\(base)-\(count)"
  }
}
