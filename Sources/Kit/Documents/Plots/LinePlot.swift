/// Curves of several series over one quantity, told apart by dash and colour.
public struct LinePlot: Sendable {
  /// One point; where `y` is not finite the curve has a gap.
  public struct Point: Equatable, Sendable {
    /// Across; points are in ascending order of it.
    public var x: Double
    /// The y value.
    public var y: Double

    public init(_ x: Double, _ y: Double) { (self.x, self.y) = (x, y) }
  }

  /// One curve.
  public struct Series: Sendable {
    /// Its name in the legend.
    public let name: String
    /// Its points, in ascending order of `x`.
    public let points: [Point]
    /// Around it, point by point, what it may be: a band from low to high.
    public let band: [(x: Double, low: Double, high: Double)]
    /// Whether values stay until the next one, as a stairway.
    public let isStepped: Bool

    public init(
      _ name: String, _ points: [Point], band: [(x: Double, low: Double, high: Double)] = [],
      isStepped: Bool = false
    ) {
      (self.name, self.points, self.band, self.isStepped) = (name, points, band, isStepped)
    }
  }

  /// A line across at one value.
  public struct Reference: Sendable {
    /// The y value at which the line is drawn.
    public let value: Double
    /// What it means.
    public let label: String

    public init(_ value: Double, _ label: String) { (self.value, self.label) = (value, label) }
  }

  /// Name, title and caption.
  public let text: PlotText
  /// What is measured across.
  public let x: PlotAxis
  /// What is measured upwards.
  public let y: PlotAxis
  /// The curves, in the order of the legend.
  public let series: [Series]
  /// Horizontal reference lines.
  public let references: [Reference]

  public init(
    _ text: PlotText, x: PlotAxis, y: PlotAxis, series: [Series], references: [Reference] = []
  ) {
    self.text = text
    self.x = x
    self.y = y
    self.series = series
    self.references = references
  }

  /// Curves of more points than this are drawn by the extremes of as many pieces.
  public static let pieces = 200

  public var figure: Figure {
    var drawing = Drawing()
    let legendHeight = Double((series.count + 2) / 3) * 20
    let frame = Frame(left: 78, top: 46, right: 742, bottom: 336)
    let curves = series.map { Curve($0.points) }
    let across = x.scale(curves.flatMap { [$0.first?.x, $0.last?.x].compactMap(\.self) }, count: 8)
    let bands = series.flatMap { $0.band.flatMap { [$0.low, $0.high] } }
    let upwards = y.scale(
      curves.flatMap { [$0.lowest, $0.highest].compactMap { $0?.y } } + bands
        + references.map(\.value))
    drawing.text(12, 22, text.title, "strong")
    frame.drawVertical(upwards, y.title(upwards), on: &drawing, gap: 56) { y.text($0, upwards) }
    frame.drawHorizontal(across, x.title(across), on: &drawing, hasGrid: false) {
      x.text($0, across)
    }
    for reference in references where reference.value.isFinite {
      let place = frame.y(reference.value, upwards)
      drawing.line(frame.left, place, frame.right, place, "reference")
      drawing.text(frame.right - 4, place - 5, reference.label, "small quiet", .end)
    }
    for (index, one) in series.enumerated() {
      draw(one.band, index, frame, across, upwards, on: &drawing)
    }
    for (index, curve) in curves.enumerated() {
      draw(curve, series[index], index, frame, across, upwards, on: &drawing)
    }
    drawLegend(from: frame.bottom + 62, on: &drawing)
    return text.figure(
      drawing, description: description(curves), height: frame.bottom + 52 + legendHeight + 10)
  }

  private func draw(
    _ curve: Curve, _ series: Series, _ index: Int, _ frame: Frame, _ across: AxisScale,
    _ upwards: AxisScale, on drawing: inout Drawing
  ) {
    var commands: [String] = []
    for run in curve.thinned(Self.pieces) {
      var last: Double?
      for point in run {
        let (x, y) = (frame.x(point.x, across), frame.y(point.y, upwards))
        if let last, series.isStepped { commands.append(Drawing.line(x, last)) }
        commands.append(last == nil ? Drawing.move(x, y) : Drawing.line(x, y))
        last = y
      }
      // A point between two gaps is no line; a short one across shows it.
      if run.count == 1, let last {
        commands.append(Drawing.line(frame.x(run[0].x, across) + 1, last))
      }
    }
    if !commands.isEmpty {
      drawing.path(commands, Swatch(at: index).line, title: series.name)
    }
  }

  private func draw(
    _ band: [(x: Double, low: Double, high: Double)], _ index: Int, _ frame: Frame,
    _ across: AxisScale, _ upwards: AxisScale, on drawing: inout Drawing
  ) {
    let known = band.filter { $0.low.isFinite && $0.high.isFinite && $0.x.isFinite }
    guard known.count > 1 else { return }
    let upper = known.map { (frame.x($0.x, across), frame.y($0.high, upwards)) }
    let lower = known.reversed().map { (frame.x($0.x, across), frame.y($0.low, upwards)) }
    let commands = (upper + lower).enumerated().map { place, point in
      place == 0 ? Drawing.move(point.0, point.1) : Drawing.line(point.0, point.1)
    }
    drawing.path(
      commands + [Drawing.close], "spread spread\(Swatch(at: index).index + 1)")
  }

  private func drawLegend(from top: Double, on drawing: inout Drawing) {
    for (index, one) in series.enumerated() {
      let x = 78 + Double(index % 3) * 226
      let y = top + Double(index / 3) * 20
      drawing.path(
        [Drawing.move(x, y - 4), Drawing.line(x + 30, y - 4)], Swatch(at: index).line)
      drawing.text(x + 38, y, TextWidth.fit(one.name, 180), "")
    }
  }

  private func description(_ curves: [Curve]) -> String {
    zip(series, curves).map { one, curve in
      guard let first = curve.first, let last = curve.last, let low = curve.lowest,
        let high = curve.highest
      else { return "\(one.name): no values." }
      let gaps = curve.gaps > 0 ? ", \(Numeral.count(curve.gaps, "value")) missing" : ""
      return "\(one.name): from \(n(first.y)) at \(n(first.x)) to \(n(last.y)) at \(n(last.x)), "
        + "lowest \(n(low.y)) at \(n(low.x)), highest \(n(high.y)) at \(n(high.x))\(gaps)."
    }.joined(separator: " ")
  }

  private func n(_ value: Double) -> String { Numeral.significant(value, 4) }
}
