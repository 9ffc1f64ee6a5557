/// One picture: a complete SVG document with a title and a description in words.
public struct Figure: Equatable, Sendable {
  /// The name of its file without the ending, and the start of every identifier inside.
  public let name: String
  /// What is to be seen, for readers that do not see.
  public let title: String
  /// What is to be seen and how to read it, in a sentence or two.
  public let caption: String
  /// What it shows, in words, for readers that do not see.
  public let description: String
  /// The width in user units, which are pixels in a file of its own.
  public let width: Double
  /// The height in user units.
  public let height: Double
  private let body: String

  /// Makes a figure of a drawing.
  public init(
    name: String, title: String, caption: String, description: String, width: Double,
    height: Double,
    _ drawing: Drawing
  ) {
    self.name = name
    self.title = title
    self.caption = caption
    self.description = description
    self.width = width
    self.height = height
    body = drawing.elements
  }

  /// The path of its file beside a page.
  public var path: String { "figures/\(name).svg" }

  /// The file.
  public var document: String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + element(scaled: true)
  }

  /// The element as it stands inside a page, which has the common style already.
  public var inline: String { element(scaled: false) }

  private func element(scaled: Bool) -> String {
    let size = "\(Drawing.number(width)) \(Drawing.number(height))"
    let measures =
      scaled ? " width=\"\(Drawing.number(width))\" height=\"\(Drawing.number(height))\"" : ""
    let style = scaled ? "<style>\n\(FigureStyle.sheet)</style>\n" : ""
    return """
      <svg xmlns="http://www.w3.org/2000/svg" class="figure" viewBox="0 0 \(size)"\(measures) \
      role="img" aria-labelledby="\(name)-title \(name)-description">
      <title id="\(name)-title">\(Markup.escape(title))</title>
      <desc id="\(name)-description">\(Markup.escape(description))</desc>
      \(style)\(FigureStyle.patterns(name, usedIn: body))\
      <rect x="0" y="0" width="\(Drawing.number(width))" height="\(Drawing.number(height))" \
      class="paper"/>
      \(body)</svg>

      """
  }
}
