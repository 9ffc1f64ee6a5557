/// The body of an SVG picture, written element by element.
///
/// Coordinates are in user units with at most two decimals, so that the same drawing always has
/// the same bytes.
public struct Drawing: Sendable {
  /// Where a text stands relative to its point.
  public enum Anchor: String, Sendable { case start, middle, end }

  /// How an area is filled.
  public enum Fill: Equatable, Sendable {
    /// By what the class says.
    case byClass
    /// With the pattern of that identifier.
    case pattern(String)
    /// By what the class says, as strongly as a share from 0 to 1.
    case strength(Double)
  }

  /// The elements that were drawn, in order.
  public private(set) var elements = ""

  public init() {}

  /// A straight line of a class of the style sheet.
  public mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ class: String
  ) {
    let ends = "x1=\"\(n(x1))\" y1=\"\(n(y1))\" x2=\"\(n(x2))\" y2=\"\(n(y2))\""
    element("line", "\(ends) class=\"\(`class`)\"")
  }

  /// A rectangle; with a `title`, a reader that points at it is told what it says.
  public mutating func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ class: String,
    fill: Fill = .byClass, title: String? = nil
  ) {
    var attributes = "x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(width))\" height=\"\(n(height))\""
    switch fill {
    case .byClass: break
    case .pattern(let name): attributes += " fill=\"url(#\(name))\""
    case .strength(let share): attributes += " fill-opacity=\"\(n(share))\""
    }
    element("rect", "\(attributes) class=\"\(`class`)\"", title: title)
  }

  /// A path of the commands that `move`, `line` and `close` make.
  public mutating func path(_ commands: [String], _ class: String, title: String? = nil) {
    element("path", "d=\"\(commands.joined())\" class=\"\(`class`)\"", title: title)
  }

  /// A text at a point of its base line; whatever it holds stays text.
  public mutating func text(
    _ x: Double, _ y: Double, _ text: String, _ class: String, _ anchor: Anchor = .start,
    rotated degrees: Double = 0
  ) {
    var attributes = "x=\"\(n(x))\" y=\"\(n(y))\" class=\"\(`class`)\""
    if anchor != .start { attributes += " text-anchor=\"\(anchor.rawValue)\"" }
    if degrees != 0 { attributes += " transform=\"rotate(\(n(degrees)) \(n(x)) \(n(y)))\"" }
    elements += "<text \(attributes)>\(Markup.escape(text))</text>\n"
  }

  private mutating func element(_ name: String, _ attributes: String, title: String? = nil) {
    guard let title else {
      elements += "<\(name) \(attributes)/>\n"
      return
    }
    elements += "<\(name) \(attributes)><title>\(Markup.escape(title))</title></\(name)>\n"
  }

  /// A coordinate.
  public static func number(_ value: Double) -> String {
    precondition(value.isFinite, "a drawing has no place for what is not a number")
    return Numeral.trimmed(value, 2)
  }

  private func n(_ value: Double) -> String { Drawing.number(value) }
}

extension Drawing {
  /// Moves the pen of a path.
  public static func move(_ x: Double, _ y: Double) -> String { "M\(number(x)) \(number(y))" }

  /// Draws a straight line of a path.
  public static func line(_ x: Double, _ y: Double) -> String { "L\(number(x)) \(number(y))" }

  /// Closes a path.
  public static let close = "Z"
}
