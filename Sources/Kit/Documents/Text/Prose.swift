/// A run of text with emphasis, written as a string whose interpolations are never markup.
///
/// `"the difference was \(strong: words) (\(code: run))"`: only what is written in the program can
/// stress a word; what comes from data stays plain text.
public struct Prose: Equatable, Sendable {
  /// A stretch of text of one kind.
  public enum Piece: Equatable, Sendable {
    /// Text as it is.
    case plain(String)
    /// Bold text.
    case strong(String)
    /// Text in italics.
    case emphasis(String)
    /// Text as a program would read it.
    case code(String)
    /// A place within the document: what it is called, and its identifier.
    case place(String, identifier: String)
    /// A file beside the document: what it is called, and its path.
    case file(String, path: String)
  }

  /// The stretches, in order.
  public private(set) var pieces: [Piece]

  /// Text without emphasis.
  public init(_ text: String) { pieces = text.isEmpty ? [] : [.plain(text)] }

  private init(pieces: [Piece]) { self.pieces = pieces }

  /// Text as a program would read it.
  public static func code(_ text: String) -> Prose { Prose(pieces: [.code(text)]) }

  /// A file beside the document.
  public static func file(_ text: String, path: String) -> Prose {
    Prose(pieces: [.file(text, path: path)])
  }

  /// A stressed text.
  public static func strong(_ text: String) -> Prose { Prose(pieces: [.strong(text)]) }

  /// The text without any emphasis.
  public var plain: String {
    pieces.map { piece in
      switch piece {
      case .plain(let text), .strong(let text), .emphasis(let text), .code(let text): text
      case .place(let text, _), .file(let text, _): text
      }
    }.joined()
  }

  /// Sentences one behind the other, a space between them; empty ones leave no gap.
  public static func sentences(_ sentences: Prose...) -> Prose {
    var pieces: [Piece] = []
    for sentence in sentences where !sentence.pieces.isEmpty {
      if !pieces.isEmpty { pieces.append(.plain(" ")) }
      pieces += sentence.pieces
    }
    return Prose(pieces: pieces)
  }

  /// One text behind the other.
  public static func + (left: Prose, right: Prose) -> Prose {
    Prose(pieces: left.pieces + right.pieces)
  }
}

extension Prose: ExpressibleByStringInterpolation {
  /// Collects the pieces of a literal.
  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var pieces: [Piece] = []

    /// Nothing yet.
    public init(literalCapacity: Int, interpolationCount: Int) {}

    /// What the program says itself.
    public mutating func appendLiteral(_ text: String) {
      if !text.isEmpty { pieces.append(.plain(text)) }
    }

    /// Text from data, as it is.
    public mutating func appendInterpolation(_ text: String) { appendLiteral(text) }

    /// A whole number.
    public mutating func appendInterpolation(_ number: Int) { appendLiteral(String(number)) }

    /// A text with its emphasis.
    public mutating func appendInterpolation(_ prose: Prose) { pieces += prose.pieces }

    /// Bold text.
    public mutating func appendInterpolation(strong text: String) { pieces.append(.strong(text)) }

    /// Text in italics.
    public mutating func appendInterpolation(emphasis text: String) {
      pieces.append(.emphasis(text))
    }

    /// Text as a program would read it.
    public mutating func appendInterpolation(code text: String) { pieces.append(.code(text)) }

    /// A place within the document.
    public mutating func appendInterpolation(_ text: String, to identifier: String) {
      pieces.append(.place(text, identifier: identifier))
    }

    /// A file beside the document.
    public mutating func appendInterpolation(_ text: String, path: String) {
      pieces.append(.file(text, path: path))
    }
  }

  public init(stringLiteral text: String) { self.init(text) }

  public init(stringInterpolation: StringInterpolation) { pieces = stringInterpolation.pieces }
}
