/// Bars in groups, one bar a series, with whiskers where a spread is known.
public struct BarPlot: Sendable {
  /// The value of one series in one group.
  public struct Bar: Sendable {
    /// The height.
    public let value: Double
    /// The ends of the whisker.
    public let spread: (low: Double, high: Double)?
    /// What stands below the bar; nil means the value.
    public let label: String?
    /// The value in words.
    public let words: String?

    public init(
      _ value: Double, spread: (low: Double, high: Double)? = nil, label: String? = nil,
      words: String? = nil
    ) {
      (self.value, self.spread, self.label, self.words) = (value, spread, label, words)
    }
  }

  /// One place on the axis.
  public struct Group: Sendable {
    /// What stands below it.
    public let label: String
    /// One bar a series; nil where a series has nothing here.
    public let bars: [Bar?]
    /// Whether it stands out from the others, as their whole.
    public let isWhole: Bool

    public init(_ label: String, _ bars: [Bar?], isWhole: Bool = false) {
      (self.label, self.bars, self.isWhole) = (label, bars, isWhole)
    }
  }

  /// Name, title and caption.
  public let text: PlotText
  /// The names of the series.
  public let series: [String]
  /// The groups, from left to right.
  public let groups: [Group]
  /// What the heights measure.
  public let axis: PlotAxis
  /// The scale, where it is not to follow the values.
  public let scale: AxisScale?

  /// A plot of bars; heights start at zero, so the scale includes it.
  public init(
    _ text: PlotText, series: [String], groups: [Group], axis: PlotAxis, scale: AxisScale? = nil
  ) {
    self.text = text
    self.series = series
    self.groups = groups
    self.axis = axis
    self.scale = scale
  }

  public var figure: Figure {
    var drawing = Drawing()
    let frame = Frame(left: 62, top: 46, right: 748, bottom: 290)
    let scale = self.scale ?? fitted
    drawing.text(12, 22, text.title, "strong")
    if series.count > 1 {
      Swatch.drawLegend(series, in: text.name, right: 748, y: 22, on: &drawing)
    }
    frame.drawVertical(scale, axis.title, on: &drawing) { axis.text($0, scale) }
    let step = frame.width / Double(max(1, groups.count))
    for (index, group) in groups.enumerated() {
      let left = frame.left + Double(index) * step
      if group.isWhole, groups.count > 1 {
        drawing.rectangle(left, frame.top, step, frame.height, "band")
      }
      drawing.text(
        left + step / 2, frame.bottom + 36, TextWidth.fit(group.label, step - 4, size: 11),
        group.isWhole ? "small strong" : "small", .middle)
      draw(group, from: left, step, frame, scale, on: &drawing)
    }
    let zero = frame.y(max(scale.lower, min(0, scale.upper)), scale)
    drawing.line(frame.left, zero, frame.right, zero, "axis")
    return text.figure(drawing, description: description, height: 340)
  }

  private var fitted: AxisScale {
    let bars = groups.flatMap { $0.bars.compactMap(\.self) }
    let ends = bars.flatMap { [$0.value, $0.spread?.low ?? $0.value, $0.spread?.high ?? $0.value] }
    return AxisScale(around: ends, including: [0])
  }

  private func draw(
    _ group: Group, from left: Double, _ step: Double, _ frame: Frame, _ scale: AxisScale,
    on drawing: inout Drawing
  ) {
    let count = Double(max(1, group.bars.count))
    let width = min(34, step * 0.72 / count)
    let zero = frame.y(max(scale.lower, min(0, scale.upper)), scale)
    for (index, bar) in group.bars.enumerated() {
      let swatch = Swatch(at: index)
      let offset = Double(index) - count / 2
      let x = left + step / 2 + offset * width + (offset + 0.5) * 3
      let middle = x + width / 2
      guard let bar, bar.value.isFinite else {
        drawing.text(middle, frame.bottom + 17, "none", "small quiet", .middle)
        continue
      }
      let end = frame.y(bar.value, scale)
      drawing.rectangle(
        x, min(end, zero), width, abs(end - zero), swatch.area, fill: swatch.fill(in: text.name),
        title: "\(group.label): \(words(bar))")
      if width >= 16 || bar.label != nil {
        drawing.text(middle, frame.bottom + 17, label(bar), "small quiet", .middle)
      }
      if let spread = bar.spread, spread.low < spread.high {
        draw(spread, at: middle, frame, scale, on: &drawing)
      }
    }
  }

  /// A whisker; where it is cut at the end of the scale it has no cap.
  private func draw(
    _ spread: (low: Double, high: Double), at x: Double, _ frame: Frame, _ scale: AxisScale,
    on drawing: inout Drawing
  ) {
    var commands = [
      Drawing.move(x, frame.y(spread.low, scale)), Drawing.line(x, frame.y(spread.high, scale)),
    ]
    for end in [spread.low, spread.high] where end >= scale.lower && end <= scale.upper {
      let y = frame.y(end, scale)
      commands += [Drawing.move(x - 4, y), Drawing.line(x + 4, y)]
    }
    drawing.path(commands, "whisker")
  }

  private var description: String {
    let lines = groups.map { group in
      let bars = zip(series, group.bars).map { name, bar in
        "\(name) \(bar.map(words) ?? "nothing")"
      }
      return "\(group.label): \(bars.joined(separator: ", "))."
    }
    return lines.joined(separator: " ")
  }

  private func label(_ bar: Bar) -> String { bar.label ?? Numeral.significant(bar.value, 3) }

  private func words(_ bar: Bar) -> String {
    if let words = bar.words { return words }
    let spread = bar.spread.map {
      " [\(Numeral.significant($0.low, 4)), \(Numeral.significant($0.high, 4))]"
    }
    return Numeral.significant(bar.value, 4) + (spread ?? "")
  }
}
