/// A run of text with emphasis, written as a string whose interpolations are never markup.
///
/// `"the difference was \(strong: words) (\(code: run))"`: only what is written in the program can
/// stress a word; what comes from data stays plain text.
struct Prose: Equatable {
  /// A stretch of text of one kind.
  enum Piece: Equatable {
    case plain(String)
    case strong(String)
    case emphasis(String)
    case code(String)
    /// A place within the document: what it is called, and its identifier.
    case place(String, identifier: String)
  }

  private(set) var pieces: [Piece]

  init(_ text: String) { pieces = text.isEmpty ? [] : [.plain(text)] }

  private init(pieces: [Piece]) { self.pieces = pieces }

  /// Text as a program would read it.
  static func code(_ text: String) -> Prose { Prose(pieces: [.code(text)]) }

  /// A stressed text.
  static func strong(_ text: String) -> Prose { Prose(pieces: [.strong(text)]) }

  /// The text without any emphasis.
  var plain: String {
    pieces.map { piece in
      switch piece {
      case .plain(let text), .strong(let text), .emphasis(let text), .code(let text): text
      case .place(let text, _): text
      }
    }.joined()
  }

  /// Sentences one behind the other, a space between them; empty ones leave no gap.
  static func sentences(_ sentences: Prose...) -> Prose {
    var pieces: [Piece] = []
    for sentence in sentences where !sentence.pieces.isEmpty {
      if !pieces.isEmpty { pieces.append(.plain(" ")) }
      pieces += sentence.pieces
    }
    return Prose(pieces: pieces)
  }

  static func + (left: Prose, right: Prose) -> Prose {
    Prose(pieces: left.pieces + right.pieces)
  }
}

extension Prose: ExpressibleByStringInterpolation {
  /// Collects the pieces of a literal.
  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var pieces: [Piece] = []

    init(literalCapacity: Int, interpolationCount: Int) {}

    mutating func appendLiteral(_ text: String) {
      if !text.isEmpty { pieces.append(.plain(text)) }
    }

    mutating func appendInterpolation(_ text: String) { appendLiteral(text) }

    mutating func appendInterpolation(_ number: Int) { appendLiteral(String(number)) }

    mutating func appendInterpolation(_ prose: Prose) { pieces += prose.pieces }

    mutating func appendInterpolation(strong text: String) { pieces.append(.strong(text)) }

    mutating func appendInterpolation(emphasis text: String) { pieces.append(.emphasis(text)) }

    mutating func appendInterpolation(code text: String) { pieces.append(.code(text)) }

    mutating func appendInterpolation(_ text: String, to identifier: String) {
      pieces.append(.place(text, identifier: identifier))
    }
  }

  init(stringLiteral text: String) { self.init(text) }

  init(stringInterpolation: StringInterpolation) { pieces = stringInterpolation.pieces }
}
