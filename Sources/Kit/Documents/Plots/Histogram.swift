/// How many values of each series fall into each class, in one panel or several.
public struct Histogram: Sendable {
  /// One quantity.
  public struct Panel: Sendable {
    /// What stands above it.
    public let title: String
    /// What is measured, with its unit.
    public let label: String
    /// The values of each series; those that are not finite are not counted.
    public let values: [[Double]]
    /// The classes of values.
    public let classes: Classes

    public init(title: String, label: String, values: [[Double]], classes: Classes = .ranges) {
      self.title = title
      self.label = label
      self.values = values.map { $0.filter(\.isFinite) }
      self.classes = classes
    }
  }

  /// How values are put into classes.
  public enum Classes: Sendable {
    /// One class for each of these values, with a name.
    case named([(value: Double, name: String)])
    /// Whole numbers from zero, one class each, as long as they are few.
    case counts
    /// Classes of equal, round width.
    case ranges
  }

  /// Name, title and caption.
  public let text: PlotText
  /// The names of the series.
  public let series: [String]
  /// The panels, two in a row; one alone takes the whole width.
  public let panels: [Panel]
  /// What is counted: `runs`.
  public let noun: String

  public init(_ text: PlotText, series: [String], panels: [Panel], counting noun: String) {
    self.text = text
    self.series = series
    self.panels = panels
    self.noun = noun
  }

  public var figure: Figure {
    var drawing = Drawing()
    drawing.text(12, 22, text.title, "strong")
    if series.count > 1 {
      Swatch.drawLegend(series, in: text.name, right: 748, y: 22, on: &drawing)
    }
    let columns = panels.count == 1 ? 1 : 2
    var lines: [String] = []
    for (index, panel) in panels.enumerated() {
      let left = 62 + Double(index % columns) * 378
      let top = 66 + Double(index / columns) * 246
      let width = columns == 1 ? 686.0 : 308
      let frame = Frame(left: left, top: top, right: left + width, bottom: top + 158)
      let bins = Bins(panel)
      draw(panel, bins, in: frame, on: &drawing)
      lines.append("\(panel.title): \(words(bins)).")
    }
    let rows = Double((panels.count + columns - 1) / columns)
    return text.figure(
      drawing, description: lines.joined(separator: " "), height: 36 + rows * 246)
  }

  private func draw(_ panel: Panel, _ bins: Bins, in frame: Frame, on drawing: inout Drawing) {
    drawing.text(frame.left, frame.top - 12, panel.title, "small strong")
    let most = bins.counts.flatMap(\.self).max() ?? 0
    let axis = AxisScale(around: [0, Double(max(1, most))], count: 4)
    frame.drawVertical(axis, noun, on: &drawing, gap: 38, label: axis.label)
    let step = frame.width / Double(max(1, bins.labels.count))
    let count = Double(max(1, bins.counts.count))
    let width = min(40, step * 0.88 / count)
    for index in bins.labels.indices {
      let middle = frame.left + (Double(index) + 0.5) * step
      for (place, counts) in bins.counts.enumerated() where counts[index] > 0 {
        let swatch = Swatch(at: place)
        let top = frame.y(Double(counts[index]), axis)
        drawing.rectangle(
          middle + (Double(place) - count / 2) * width, top, width, frame.bottom - top,
          swatch.area, fill: swatch.fill(in: text.name),
          title: "\(bins.names[index]): \(counts[index]) \(noun)")
      }
      if bins.isEdged { continue }
      drawing.text(middle, frame.bottom + 16, bins.labels[index], "small", .middle)
    }
    if bins.isEdged { edges(bins, step, frame, on: &drawing) }
    drawing.line(frame.left, frame.bottom, frame.right, frame.bottom, "axis")
    drawing.text(
      (frame.left + frame.right) / 2, frame.bottom + 34, panel.label, "small quiet", .middle)
  }

  /// Classes of a range are labelled at their borders, as far as there is room.
  private func edges(_ bins: Bins, _ step: Double, _ frame: Frame, on drawing: inout Drawing) {
    let every = bins.edges.count > 9 && frame.width < 400 ? 2 : 1
    for (index, edge) in bins.edges.enumerated() where index % every == 0 {
      let x = frame.left + Double(index) * step
      drawing.line(x, frame.bottom, x, frame.bottom + 4, "axis")
      drawing.text(x, frame.bottom + 16, edge, "small", .middle)
    }
  }

  private func words(_ bins: Bins) -> String {
    bins.names.indices.map { index in
      let counts = zip(series, bins.counts).map { "\($0) \($1[index])" }
      return "\(bins.names[index]) \(counts.joined(separator: " and "))"
    }.joined(separator: "; ")
  }
}
