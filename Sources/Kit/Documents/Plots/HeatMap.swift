/// A value for every row and column, shown by number and strength.
public struct HeatMap: Sendable {
  /// A mark for cells on one side of a limit.
  public struct Alarm: Sendable {
    /// Cells below it are marked.
    public let below: Double

    /// A mark below a limit.
    public init(below: Double) { self.below = below }
  }

  /// Name, title and caption.
  public let text: PlotText
  /// The names above the columns.
  public let columns: [String]
  /// The rows from top to bottom; a value a column, nil where there is none that is finite.
  public let rows: [(label: String, values: [Double?])]
  /// The values of the faintest and the strongest cell.
  public let range: ClosedRange<Double>
  /// What the values are, above the legend.
  public let legend: String
  /// What is said where there is no value.
  public let absent: String
  /// How many decimals a cell shows.
  public let decimals: Int
  /// Marks cells beyond a limit.
  public let alarm: Alarm?

  /// A heat map; without a range, that of the values.
  public init(
    _ text: PlotText, columns: [String], rows: [(label: String, values: [Double?])],
    range: ClosedRange<Double>? = nil, legend: String = "", absent: String = "none",
    decimals: Int = 2, alarm: Alarm? = nil
  ) {
    let values = rows.flatMap { $0.values.compactMap(\.self) }.filter(\.isFinite)
    self.text = text
    self.columns = columns
    self.rows = rows.map { ($0.label, $0.values.map { $0.flatMap { $0.isFinite ? $0 : nil } }) }
    self.range = range ?? (values.min() ?? 0)...(values.max() ?? 1)
    self.legend = legend
    self.absent = absent
    self.decimals = decimals
    self.alarm = alarm
  }

  private static let left = 230.0
  private static let top = 66.0
  private static let height = 36.0

  /// Cells become narrower with more columns, so that figure and legend keep their place.
  private var width: Double { min(150, 300 / Double(max(1, columns.count))) }
  private var hasNumbers: Bool { width >= 34 }

  public var figure: Figure {
    var drawing = Drawing()
    drawing.text(12, 22, text.title, "strong")
    for (column, name) in columns.enumerated() {
      let x = Self.left + (Double(column) + 0.5) * width
      drawing.text(
        x, Self.top - 10, TextWidth.fit(name, width, size: width < 60 ? 11 : 12),
        width < 60 ? "small" : "", .middle)
    }
    let cell = columns.count > 4 ? min(Self.height, 26) : Self.height
    for (row, entry) in rows.enumerated() {
      let y = Self.top + Double(row) * cell
      drawing.text(Self.left - 12, y + cell / 2 + 4, TextWidth.fit(entry.label, 210), "", .end)
      for (column, value) in zip(columns, entry.values).enumerated() {
        let x = Self.left + Double(column) * width
        draw(
          value.1, at: (x, y), cell,
          "\(entry.label), \(value.0)", on: &drawing)
      }
    }
    drawLegend(Self.left + Double(columns.count) * width + 36, on: &drawing)
    return text.figure(
      drawing, description: description,
      height: max(Self.top + Double(rows.count) * cell + 16, 206))
  }

  private func draw(
    _ value: Double?, at corner: (x: Double, y: Double), _ height: Double, _ place: String,
    on drawing: inout Drawing
  ) {
    let middle = (x: corner.x + width / 2, y: corner.y + height / 2 + 4)
    guard let value else {
      drawing.rectangle(
        corner.x + 1, corner.y + 1, width - 2, height - 2, "blank",
        fill: .pattern(FigureStyle.blank(text.name)), title: "\(place): \(absent)")
      if width > TextWidth.estimate(absent, size: 11) {
        drawing.text(middle.x, middle.y, absent, "small", .middle)
      }
      return
    }
    let strength = self.strength(value)
    drawing.rectangle(
      corner.x, corner.y, width, height, "cell", fill: .strength(strength),
      title: "\(place): \(Numeral.fixed(value, decimals + 1))")
    let isLow = alarm.map { value < $0.below } ?? false
    let ink = Self.ink(strength)
    if hasNumbers {
      drawing.text(
        middle.x, middle.y, (isLow ? "▾ " : "") + Numeral.fixed(value, decimals), ink, .middle)
    }
    if isLow {
      drawing.rectangle(
        corner.x + 4, corner.y + 4, width - 8, height - 8, "alarm \(ink)")
    }
  }

  /// The ink that stands off a cell of some strength by 4.5 to 1 at least, on light paper and on
  /// dark: between the two limits it is black on both.
  static func ink(_ strength: Double) -> String {
    strength > 0.82 ? "on-strong" : strength > 0.585 ? "on-middle" : "on-faint"
  }

  private func drawLegend(_ x: Double, on drawing: inout Drawing) {
    drawing.text(x, Self.top - 10, legend, "small quiet")
    for (index, share) in [1, 0.75, 0.5, 0.25, 0].enumerated() {
      let y = Self.top + Double(index) * 20
      let value = range.lowerBound + share * (range.upperBound - range.lowerBound)
      drawing.rectangle(x, y, 26, 20, "cell", fill: .strength(0.1 + 0.85 * share))
      drawing.text(x + 34, y + 14, Numeral.fixed(value, decimals), "small")
    }
    guard let alarm else { return }
    drawing.rectangle(x + 2, Self.top + 112, 22, 14, "alarm")
    drawing.text(x + 34, Self.top + 123, "▾ below \(Numeral.fixed(alarm.below, decimals))", "small")
  }

  /// Strong colour for high values; never so faint that a cell looks empty.
  private func strength(_ value: Double) -> Double {
    let width = range.upperBound - range.lowerBound
    guard width > 0 else { return 0.5 }
    return 0.1 + 0.85 * min(max((value - range.lowerBound) / width, 0), 1)
  }

  private var description: String {
    let lines = rows.map { row in
      let values = zip(columns, row.values).map { name, value in
        "\(name) \(value.map { Numeral.fixed($0, decimals) } ?? absent)"
      }
      return "\(row.label): \(values.joined(separator: ", "))."
    }
    return lines.joined(separator: " ")
  }
}
