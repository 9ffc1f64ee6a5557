/// A path or pattern by which a stage names the outputs that stand among its run's files.
///
/// `*` and `?` match within one name, `[a-z]` and `[!a-z]` one character, `**` any number of names,
/// and `\` makes the next character plain: the language in which outputs are declared.
struct PublishPattern {
  private let text: String
  private let names: [[Piece]?]

  private enum Piece {
    case plain(Unicode.Scalar)
    case any
    case run
    case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)

    func accepts(_ scalar: Unicode.Scalar) -> Bool {
      switch self {
      case .plain(let expected): expected == scalar
      case .any: true
      case .run: false
      case .set(let ranges, let isNegated):
        ranges.contains { $0.contains(scalar) } != isNegated
      }
    }
  }

  init(_ text: String) {
    self.text = text
    // Nil stands for any number of names.
    names = text.split(separator: "/").map { $0 == "**" ? nil : Self.pieces($0) }
  }

  /// Whether a recorded path is meant.
  func matches(_ path: String) -> Bool {
    path == text || Self.matches(names[...], path.split(separator: "/")[...])
  }

  private static func matches(
    _ names: ArraySlice<[Piece]?>, _ path: ArraySlice<Substring>
  ) -> Bool {
    guard let first = names.first else { return path.isEmpty }
    guard let pieces = first else {
      return (0...path.count).contains { matches(names.dropFirst(), path.dropFirst($0)) }
    }
    guard let name = path.first, matches(pieces, Array(name.unicodeScalars)) else { return false }
    return matches(names.dropFirst(), path.dropFirst())
  }

  /// Goes back to the latest `*` only: at most pieces x scalars steps.
  private static func matches(_ pieces: [Piece], _ name: [Unicode.Scalar]) -> Bool {
    var piece = 0
    var place = 0
    var retry: (piece: Int, place: Int)?
    while place < name.count {
      if piece < pieces.count, case .run = pieces[piece] {
        piece += 1
        retry = (piece, place)
      } else if piece < pieces.count, pieces[piece].accepts(name[place]) {
        piece += 1
        place += 1
      } else if let last = retry {
        piece = last.piece
        place = last.place + 1
        retry = (last.piece, place)
      } else {
        return false
      }
    }
    return pieces[piece...].allSatisfy { if case .run = $0 { true } else { false } }
  }

  private static func pieces(_ name: Substring) -> [Piece] {
    var pieces: [Piece] = []
    var rest = name.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "*": pieces.append(.run)
      case "?": pieces.append(.any)
      case "\\": pieces.append(.plain(rest.popFirst() ?? scalar))
      case "[": pieces.append(set(&rest) ?? .plain(scalar))
      default: pieces.append(.plain(scalar))
      }
    }
    return pieces
  }

  /// Reads `a-z]` behind its bracket; nil, with nothing read, when it never closes.
  private static func set(_ rest: inout Substring.UnicodeScalarView) -> Piece? {
    var inside = rest
    var isNegated = false
    if inside.first == "!" || inside.first == "^" {
      isNegated = true
      inside.removeFirst()
    }
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    while let low = inside.popFirst() {
      // A bracket that comes first is a member.
      if low == "]", !ranges.isEmpty {
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
