/// The distributions of four metrics, both variants side by side in every class of values.
struct MetricHistograms {
  /// One of the four.
  struct Panel {
    let title: String
    /// What is measured, with its unit.
    let label: String
    /// The first variant's values, then the second's.
    let values: [[Double]]
    /// The classes of values.
    let classes: Classes
  }

  /// How values are put into classes.
  enum Classes {
    /// One class for each of these values, with a name.
    case named([(value: Double, name: String)])
    /// Whole numbers from zero, one class each, as long as they are few.
    case counts
    /// Classes of equal, round width.
    case ranges
  }

  let variants: [String]
  let panels: [Panel]

  private static let name = "metric-distributions"

  var figure: Figure {
    var drawing = Drawing()
    drawing.text(12, 22, "Distribution of the metrics over runs", "strong")
    Swatch.drawLegend(variants, in: Self.name, right: 748, y: 22, on: &drawing)
    var lines: [String] = []
    for (index, panel) in panels.enumerated() {
      let left = 62 + Double(index % 2) * 378
      let top = 66 + Double(index / 2) * 246
      let frame = Frame(left: left, top: top, right: left + 308, bottom: top + 158)
      let bins = Bins(panel)
      draw(panel, bins, in: frame, on: &drawing)
      lines.append("\(panel.title): \(words(bins)).")
    }
    let rows = Double((panels.count + 1) / 2)
    return Figure(
      name: Self.name, title: "Distribution of the metrics over runs, by variant",
      caption: "How many runs of each variant had which values, metric by metric.",
      description: lines.joined(separator: " "),
      width: 760, height: 36 + rows * 246, drawing)
  }

  private func draw(_ panel: Panel, _ bins: Bins, in frame: Frame, on drawing: inout Drawing) {
    drawing.text(frame.left, frame.top - 12, panel.title, "small strong")
    let most = bins.counts.flatMap(\.self).max() ?? 0
    let axis = Axis(around: [0, Double(max(1, most))], count: 4)
    frame.drawVertical(axis, "runs", on: &drawing, gap: 38, label: axis.label)
    let step = frame.width / Double(max(1, bins.labels.count))
    let width = min(40, step * 0.44)
    for index in bins.labels.indices {
      let middle = frame.left + (Double(index) + 0.5) * step
      for (swatch, counts) in zip(Swatch.allCases, bins.counts) where counts[index] > 0 {
        let top = frame.y(Double(counts[index]), axis)
        let x = swatch == .first ? middle - width : middle
        drawing.rectangle(
          x, top, width, frame.bottom - top, swatch.style, fill: swatch.fill(in: Self.name),
          title: "\(bins.names[index]): \(counts[index]) runs")
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
    let every = bins.edges.count > 9 ? 2 : 1
    for (index, edge) in bins.edges.enumerated() where index % every == 0 {
      let x = frame.left + Double(index) * step
      drawing.line(x, frame.bottom, x, frame.bottom + 4, "axis")
      drawing.text(x, frame.bottom + 16, edge, "small", .middle)
    }
  }

  private func words(_ bins: Bins) -> String {
    bins.names.indices.map { index in
      let counts = zip(variants, bins.counts).map { "\($0) \($1[index])" }
      return "\(bins.names[index]) \(counts.joined(separator: " and "))"
    }.joined(separator: "; ")
  }
}
