/// A shape for the points of one group, so that groups differ without colour.
public enum Marker: Int, CaseIterable, Sendable {
  case circle, square, triangle, diamond, cross, bar

  /// The marker of the group at a position; they repeat after the sixth.
  public init(at index: Int) { self = Marker.allCases[index % Marker.allCases.count] }

  /// The classes of its strokes.
  public var style: String { "mark mark\(rawValue + 1)" }

  /// Draws the shape around a point.
  public func draw(_ x: Double, _ y: Double, on drawing: inout Drawing, title: String? = nil) {
    drawing.path(outline(x, y), style, title: title)
  }

  private func outline(_ x: Double, _ y: Double) -> [String] {
    switch self {
    case .circle:
      let arc = "A4.5 4.5 0 1 0 "
      return [
        Drawing.move(x - 4.5, y), arc, end(x + 4.5, y), arc, end(x - 4.5, y), Drawing.close,
      ]
    case .square: return polygon([(-4, -4), (4, -4), (4, 4), (-4, 4)], x, y)
    case .triangle: return polygon([(0, -5), (5, 4), (-5, 4)], x, y)
    case .diamond: return polygon([(0, -5.5), (5.5, 0), (0, 5.5), (-5.5, 0)], x, y)
    case .cross:
      return [
        Drawing.move(x - 4, y - 4), Drawing.line(x + 4, y + 4), Drawing.move(x - 4, y + 4),
        Drawing.line(x + 4, y - 4),
      ]
    case .bar: return polygon([(-2.5, -5.5), (2.5, -5.5), (2.5, 5.5), (-2.5, 5.5)], x, y)
    }
  }

  private func end(_ x: Double, _ y: Double) -> String {
    "\(Drawing.number(x)) \(Drawing.number(y))"
  }

  private func polygon(_ corners: [(Double, Double)], _ x: Double, _ y: Double) -> [String] {
    let commands = corners.enumerated().map { index, corner in
      index == 0
        ? Drawing.move(x + corner.0, y + corner.1) : Drawing.line(x + corner.0, y + corner.1)
    }
    return commands + [Drawing.close]
  }
}
