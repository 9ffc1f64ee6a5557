extension PathPattern {
  /// What stands between two slashes of a pattern.
  enum Component: Sendable, Hashable {
    /// A name without wildcards.
    case literal(String)
    /// `**`
    case anyNames
    /// A name with wildcards.
    case name([Piece])
  }

  /// One element of a name.
  enum Piece: Sendable, Hashable {
    case character(Unicode.Scalar)
    case any
    case run
    case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
  }
}

extension PathPattern.Component {
  /// Reads one name.
  init(_ text: Substring) {
    if text == "**" {
      self = .anyNames
      return
    }
    var pieces: [PathPattern.Piece] = []
    var literal = ""
    var isLiteral = true
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "*": pieces.append(.run)
      case "?": pieces.append(.any)
      case "[":
        if let set = Self.readSet(&rest) {
          pieces.append(set)
        } else {
          pieces.append(.character(scalar))
        }
      default: pieces.append(.character(scalar == "\\" ? rest.popFirst() ?? scalar : scalar))
      }
      if case .character(let plain)? = pieces.last {
        literal.unicodeScalars.append(plain)
      } else {
        isLiteral = false
      }
    }
    self = isLiteral ? .literal(literal) : .name(pieces)
  }

  var isLiteral: Bool { if case .literal = self { true } else { false } }

  /// The name without its escapes, where it has no wildcards.
  var literal: String { if case .literal(let text) = self { text } else { "" } }

  /// Whether it begins with a dot that is written out.
  var writesDot: Bool {
    switch self {
    case .literal(let text): text.hasPrefix(".")
    case .anyNames: false
    case .name(let pieces): pieces.first == .character(".")
    }
  }

  /// Whether a name matches.
  func matches(_ name: Substring) -> Bool {
    switch self {
    case .literal(let text): text.utf8.elementsEqual(name.utf8)
    case .anyNames: true
    case .name(let pieces): Self.matches(pieces, Array(name.unicodeScalars))
    }
  }

  /// Matches with one point of return, the latest `*`: at most pieces x scalars steps.
  private static func matches(_ pieces: [PathPattern.Piece], _ scalars: [Unicode.Scalar]) -> Bool {
    var piece = 0
    var scalar = 0
    var retry: (piece: Int, scalar: Int)?
    while scalar < scalars.count {
      if piece < pieces.count, pieces[piece] == .run {
        retry = (piece + 1, scalar)
        piece += 1
      } else if piece < pieces.count, pieces[piece].accepts(scalars[scalar]) {
        piece += 1
        scalar += 1
      } else if let last = retry {
        piece = last.piece
        scalar = last.scalar + 1
        retry = (last.piece, scalar)
      } else {
        return false
      }
    }
    return pieces[piece...].allSatisfy { $0 == .run }
  }

  /// Reads `a-z]` after its bracket; nil, with nothing consumed, if it never closes.
  private static func readSet(_ rest: inout Substring.UnicodeScalarView) -> PathPattern.Piece? {
    var inside = rest
    var isNegated = false
    if inside.first == "!" || inside.first == "^" {
      isNegated = true
      inside.removeFirst()
    }
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    while let low = inside.popFirst() {
      // A bracket that comes first is a member.
      if low == "]" && !ranges.isEmpty {
        rest = inside
        return .set(ranges, isNegated: isNegated)
      }
      var high = low
      let next = inside.dropFirst()
      if inside.first == "-", let end = next.first, end != "]" {
        high = end
        inside = next.dropFirst()
      }
      ranges.append(low <= high ? low...high : high...low)
    }
    return nil
  }
}

extension PathPattern.Piece {
  func accepts(_ scalar: Unicode.Scalar) -> Bool {
    switch self {
    case .character(let expected): expected == scalar
    case .any: true
    case .run: false
    case .set(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
    }
  }
}
