/// One component of a glob pattern.
enum GlobComponent {
  /// A name without wildcards.
  case literal(String)
  /// `**`
  case anyDirectories
  /// A name with wildcards.
  case pattern([Piece])

  /// One element of a pattern.
  enum Piece {
    case character(Unicode.Scalar)
    case any
    case run
    case set([ClosedRange<Unicode.Scalar>], negated: Bool)
  }

  /// Every name that does not start with a dot.
  static let everything = GlobComponent.pattern([.run])

  /// Reads one component.
  ///
  /// An unclosed `[` is itself.
  init(_ text: Substring) {
    if text == "**" {
      self = .anyDirectories
      return
    }
    var pieces: [Piece] = []
    var literal = ""
    var isLiteral = true
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "*":
        pieces.append(.run)
        isLiteral = false
      case "?":
        pieces.append(.any)
        isLiteral = false
      case "[":
        if let set = Self.readSet(&rest) {
          pieces.append(set)
          isLiteral = false
        } else {
          pieces.append(.character(scalar))
          literal.unicodeScalars.append(scalar)
        }
      default:
        let plain = scalar == "\\" ? rest.popFirst() ?? scalar : scalar
        pieces.append(.character(plain))
        literal.unicodeScalars.append(plain)
      }
    }
    self = isLiteral ? .literal(literal) : .pattern(pieces)
  }

  /// Whether a name matches.
  func matches(_ name: String) -> Bool {
    switch self {
    case .literal(let text): return text.utf8.elementsEqual(name.utf8)
    case .anyDirectories: return true
    case .pattern(let pieces):
      if name.hasPrefix("."), case .character(".") = pieces.first {
      } else if name.hasPrefix(".") {
        return false
      }
      return Self.matches(pieces, Array(name.unicodeScalars))
    }
  }

  /// Matches with one point of return, the latest `*`: at most pieces x scalars steps.
  private static func matches(_ pieces: [Piece], _ scalars: [Unicode.Scalar]) -> Bool {
    var piece = 0
    var scalar = 0
    var retry: (piece: Int, scalar: Int)?
    while scalar < scalars.count {
      if piece < pieces.count, case .run = pieces[piece] {
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
    return pieces[piece...].allSatisfy { if case .run = $0 { true } else { false } }
  }

  /// Reads `a-z]` after its bracket; nil, with nothing consumed, if it never closes.
  private static func readSet(_ rest: inout Substring.UnicodeScalarView) -> Piece? {
    var inside = rest
    var negated = false
    if inside.first == "!" || inside.first == "^" {
      negated = true
      inside.removeFirst()
    }
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    while let low = inside.popFirst() {
      // A bracket that comes first is a member.
      if low == "]" && !ranges.isEmpty {
        rest = inside
        return .set(ranges, negated: negated)
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

extension GlobComponent.Piece {
  func accepts(_ scalar: Unicode.Scalar) -> Bool {
    switch self {
    case .character(let expected): expected == scalar
    case .any: true
    case .run: false
    case .set(let ranges, let negated): ranges.contains { $0.contains(scalar) } != negated
    }
  }
}
