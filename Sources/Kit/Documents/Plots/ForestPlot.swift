/// Effect sizes with their intervals, one row each, around a line of no effect.
public struct ForestPlot: Sendable {
  /// One effect.
  public struct Row: Sendable {
    /// Its name.
    public let label: String
    /// What it is an effect on.
    public let metric: String
    /// The effect; nil where there is none.
    public let effect: Double?
    /// The ends of its interval.
    public let interval: (lower: Double, upper: Double)?
    /// Whether it is drawn filled.
    public let isSignificant: Bool
    /// What is said where there is no effect size.
    public let remark: String

    public init(
      label: String, metric: String, effect: Double?, interval: (lower: Double, upper: Double)?,
      isSignificant: Bool, remark: String
    ) {
      self.label = label
      self.metric = metric
      self.effect = effect
      self.interval = interval
      self.isSignificant = isSignificant
      self.remark = remark
    }
  }

  /// The words of a forest plot.
  public struct Words: Sendable {
    /// What the axis measures.
    public var axis: String
    /// What is said left of no effect.
    public var lower: String
    /// What is said right of no effect.
    public var higher: String
    /// What stands above the numbers.
    public var numbers: String
    /// What a filled square means.
    public var filled: String
    /// What a hollow square means.
    public var hollow: String
    /// What the band in the middle means.
    public var band: String

    public init(
      axis: String, lower: String, higher: String, numbers: String, filled: String, hollow: String,
      band: String
    ) {
      self.axis = axis
      self.lower = lower
      self.higher = higher
      self.numbers = numbers
      self.filled = filled
      self.hollow = hollow
      self.band = band
    }
  }

  /// Name, title and caption.
  public let text: PlotText
  /// What its parts are called.
  public let words: Words
  /// The effects, from top to bottom.
  public let rows: [Row]
  /// Below this size an effect counts as negligible.
  public let negligible: Double

  /// A forest plot; effects below `negligible` lie in a band.
  public init(_ text: PlotText, words: Words, rows: [Row], negligible: Double) {
    self.text = text
    self.words = words
    self.rows = rows
    self.negligible = negligible
  }

  public var figure: Figure {
    var drawing = Drawing()
    let height = Double(rows.count) * 40
    let frame = Frame(left: 190, top: 62, right: 570, bottom: 62 + height)
    let axis = self.axis
    drawing.text(12, 22, text.title, "strong")
    let low = frame.x(-negligible, axis)
    drawing.rectangle(
      low, frame.top, frame.x(negligible, axis) - low, frame.height, "band",
      title: words.band)
    frame.drawHorizontal(
      axis, words.axis, on: &drawing, label: axis.label)
    let zero = frame.x(0, axis)
    drawing.line(zero, frame.top, zero, frame.bottom, "reference")
    drawing.text(zero - 10, frame.top - 10, "← \(words.lower)", "small quiet", .end)
    drawing.text(zero + 10, frame.top - 10, "\(words.higher) →", "small quiet")
    drawing.text(586, frame.top - 10, words.numbers, "small quiet")
    for (index, row) in rows.enumerated() {
      draw(row, frame.top + (Double(index) + 0.5) * 40, frame, axis, on: &drawing)
    }
    key(frame.bottom + 62, on: &drawing)
    return text.figure(drawing, description: description, height: frame.bottom + 78)
  }

  private func draw(
    _ row: Row, _ y: Double, _ frame: Frame, _ axis: AxisScale, on drawing: inout Drawing
  ) {
    drawing.text(12, y - 2, row.label, row.isSignificant ? "strong" : "")
    drawing.text(12, y + 13, row.metric, "small quiet")
    guard let effect = row.effect else {
      drawing.text(586, y + 4, TextWidth.fit(row.remark, 170, size: 11), "small quiet")
      return
    }
    if let interval = row.interval {
      drawing.line(
        frame.x(interval.lower, axis), y, frame.x(interval.upper, axis), y, "whisker")
      for end in [interval.lower, interval.upper] {
        let x = frame.x(end, axis)
        drawing.line(x, y - 5, x, y + 5, "whisker")
      }
    }
    let x = frame.x(effect, axis)
    drawing.rectangle(
      x - 5, y - 5, 10, 10, row.isSignificant ? "point" : "hollow",
      title: "\(row.label): \(numbers(row))")
    drawing.text(586, y + 4, numbers(row), row.isSignificant ? "strong" : "")
  }

  private func key(_ y: Double, on drawing: inout Drawing) {
    drawing.rectangle(190, y - 9, 10, 10, "point")
    drawing.text(207, y, words.filled, "small")
    drawing.rectangle(370, y - 9, 10, 10, "hollow")
    drawing.text(387, y, words.hollow, "small")
    drawing.rectangle(486, y - 10, 22, 12, "band")
    drawing.text(515, y, words.band, "small")
  }

  /// Zero lies in the middle, so that both directions have the same room.
  private var axis: AxisScale {
    let values = rows.flatMap { row in
      [row.effect, row.interval?.lower, row.interval?.upper].compactMap { $0.map(abs) }
    }
    let reach = max(0.5, values.max() ?? 0)
    return AxisScale(around: [-reach, reach], count: 8)
  }

  private func numbers(_ row: Row) -> String {
    guard let effect = row.effect else { return row.remark }
    let interval = row.interval.map {
      " [\(Numeral.prose($0.lower, 2)), \(Numeral.prose($0.upper, 2))]"
    }
    return Numeral.prose(effect, 2) + (interval ?? "")
  }

  private var description: String {
    let lines = rows.map { row in
      let verdict = row.isSignificant ? words.filled : words.hollow
      return "\(row.label) (\(row.metric)): \(numbers(row)), \(verdict)."
    }
    return lines.joined(separator: " ")
  }
}
