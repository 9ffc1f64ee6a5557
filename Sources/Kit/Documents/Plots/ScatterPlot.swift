/// Points of several groups, told apart by their shapes.
public struct ScatterPlot: Sendable {
  /// One point.
  public struct Point: Sendable {
    /// The x value.
    public let x: Double
    /// The y value.
    public let y: Double
    /// What it is.
    public let label: String

    /// A point; one that is not finite is not drawn, and counted in the description.
    public init(_ x: Double, _ y: Double, _ label: String = "") {
      (self.x, self.y, self.label) = (x, y, label)
    }
  }

  /// The points of one kind.
  public struct Group: Sendable {
    /// What they are.
    public let label: String
    public let points: [Point]

    public init(_ label: String, _ points: [Point]) { (self.label, self.points) = (label, points) }
  }

  /// Two quantities of the same kind on one scale, with the line on which both are equal.
  public struct Diagonal: Sendable {
    /// What is said above the line.
    public let above: String
    /// What is said below it.
    public let below: String
    /// What the line means.
    public let on: String

    /// The words on both sides and for the line.
    public init(above: String, below: String, on: String) {
      (self.above, self.below, self.on) = (above, below, on)
    }
  }

  /// Name, title and caption.
  public let text: PlotText
  /// What is measured across.
  public let x: PlotAxis
  /// What is measured upwards.
  public let y: PlotAxis
  /// The groups, in the order of the legend.
  public let groups: [Group]
  /// What stands above the legend.
  public let legend: String
  /// The line on which both are equal, where both share one scale.
  public let diagonal: Diagonal?

  public init(
    _ text: PlotText, x: PlotAxis, y: PlotAxis, groups: [Group], legend: String = "",
    diagonal: Diagonal? = nil
  ) {
    self.text = text
    self.x = x
    self.y = y
    self.groups = groups
    self.legend = legend
    self.diagonal = diagonal
  }

  public var figure: Figure {
    var drawing = Drawing()
    let frame = Frame(left: 78, top: 48, right: 508, bottom: 478)
    let (across, upwards) = scales
    drawing.text(12, 22, text.title, "strong")
    frame.drawVertical(upwards, y.title(upwards), on: &drawing, gap: 56) { y.text($0, upwards) }
    frame.drawHorizontal(across, x.title(across), on: &drawing) { x.text($0, across) }
    if let diagonal {
      drawing.line(frame.left, frame.bottom, frame.right, frame.top, "reference")
      drawing.text(frame.left + 12, frame.top + 20, diagonal.above, "small quiet")
      drawing.text(frame.right - 12, frame.bottom - 12, diagonal.below, "small quiet", .end)
    }
    for (index, group) in groups.enumerated() {
      for point in group.points where point.x.isFinite && point.y.isFinite {
        Marker(at: index).draw(
          frame.x(point.x, across), frame.y(point.y, upwards), on: &drawing,
          title: [group.label, point.label].filter { !$0.isEmpty }.joined(separator: " "))
      }
    }
    drawLegend(on: &drawing)
    return text.figure(
      drawing, description: description, height: max(526, 120 + Double(groups.count) * 38))
  }

  private func drawLegend(on drawing: inout Drawing) {
    drawing.text(536, 62, legend, "small quiet")
    for (index, group) in groups.enumerated() {
      let y = 86 + Double(index) * 38
      Marker(at: index).draw(542, y - 4, on: &drawing)
      drawing.text(556, y, TextWidth.fit(group.label, 190), "")
      drawing.text(556, y + 15, sides(group), "small quiet")
    }
    guard let diagonal else { return }
    let y = 98 + Double(groups.count) * 38
    drawing.line(534, y - 4, 552, y - 4, "reference")
    drawing.text(558, y, diagonal.on, "")
  }

  /// With a diagonal both directions share one scale, in decades where positive values range
  /// widely.
  private var scales: (AxisScale, AxisScale) {
    let points = groups.flatMap(\.points)
    guard diagonal != nil else {
      return (x.scale(points.map(\.x)), y.scale(points.map(\.y)))
    }
    let values = points.flatMap { [$0.x, $0.y] }.filter(\.isFinite)
    let low = values.min() ?? 0
    let high = values.max() ?? 0
    if low > 0, high / low >= 8 {
      let shared = AxisScale(logarithmicAround: values)
      return (shared, shared)
    }
    let shared = AxisScale(around: values, including: low < high / 2 ? [0] : [])
    return (shared, shared)
  }

  private func sides(_ group: Group) -> String {
    let drawn = group.points.filter { $0.x.isFinite && $0.y.isFinite }
    let lost = group.points.count - drawn.count
    let missing = lost > 0 ? ", \(lost) without a value" : ""
    guard diagonal != nil else { return Numeral.count(drawn.count, "point") + missing }
    let above = drawn.count { $0.y > $0.x }
    let below = drawn.count { $0.y < $0.x }
    return "\(above) above, \(below) below, \(drawn.count - above - below) on the line\(missing)"
  }

  private var description: String {
    groups.map { group in
      var line = "\(group.label): \(sides(group))"
      if diagonal == nil {
        let drawn = group.points.filter { $0.x.isFinite && $0.y.isFinite }
        if let low = drawn.map(\.x).min(), let high = drawn.map(\.x).max(),
          let bottom = drawn.map(\.y).min(), let top = drawn.map(\.y).max()
        {
          line +=
            ", across from \(Numeral.significant(low, 4)) to "
            + "\(Numeral.significant(high, 4)), upwards from \(Numeral.significant(bottom, 4)) to "
            + Numeral.significant(top, 4)
        }
      }
      return line + "."
    }.joined(separator: " ")
  }
}
