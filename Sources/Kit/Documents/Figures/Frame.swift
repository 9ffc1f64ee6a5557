/// The rectangle in which values are drawn, with its axes.
public struct Frame: Sendable {
  /// The left edge, in units of the figure; as all four.
  public let left: Double
  /// The upper edge.
  public let top: Double
  /// The right edge.
  public let right: Double
  /// The lower edge.
  public let bottom: Double

  /// A frame by its edges.
  public init(left: Double, top: Double, right: Double, bottom: Double) {
    (self.left, self.top, self.right, self.bottom) = (left, top, right, bottom)
  }

  /// From left to right.
  public var width: Double { right - left }
  /// From top to bottom.
  public var height: Double { bottom - top }

  /// Where a value stands from left to right.
  public func x(_ value: Double, _ axis: AxisScale) -> Double { axis.position(value, left, right) }

  /// Where a value stands from bottom to top.
  public func y(_ value: Double, _ axis: AxisScale) -> Double { axis.position(value, bottom, top) }

  /// Draws lines across at the ticks, their labels on the left, and what is measured.
  public func drawVertical(
    _ axis: AxisScale, _ title: String, on drawing: inout Drawing, gap: Double = 46,
    label: (Double) -> String
  ) {
    for tick in axis.ticks {
      let y = y(tick, axis)
      drawing.line(left, y, right, y, "grid")
      drawing.text(left - 7, y + 4, label(tick), "small", .end)
    }
    drawing.line(left, top, left, bottom, "axis")
    drawing.text(left - gap, (top + bottom) / 2, title, "small quiet", .middle, rotated: -90)
  }

  /// Draws lines upwards at the ticks, their labels below, and what is measured.
  public func drawHorizontal(
    _ axis: AxisScale, _ title: String, on drawing: inout Drawing, hasGrid: Bool = true,
    label: (Double) -> String
  ) {
    for tick in axis.ticks {
      let x = x(tick, axis)
      drawing.line(x, hasGrid ? top : bottom - 4, x, bottom, hasGrid ? "grid" : "axis")
      drawing.text(x, bottom + 17, label(tick), "small", .middle)
    }
    drawing.line(left, bottom, right, bottom, "axis")
    drawing.text((left + right) / 2, bottom + 36, title, "small quiet", .middle)
  }
}
