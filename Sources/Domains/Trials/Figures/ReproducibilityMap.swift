/// How reproducible each task was with each variant.
struct ReproducibilityMap {
  let variants: [String]
  /// For each task the first variant's mean and the second's; nil where nothing was repeated.
  let rows: [(task: String, values: [Double?])]
  /// What was required.
  let threshold: Double

  private static let name = "reproducibility"

  var figure: Figure {
    var drawing = Drawing()
    let (left, top, cell) = (230.0, 66.0, (width: 150.0, height: 36.0))
    drawing.text(12, 22, "Reproducibility by task and variant", "strong")
    for (column, variant) in variants.enumerated() {
      let x = left + (Double(column) + 0.5) * cell.width
      drawing.text(x, top - 10, TextWidth.fit(variant, cell.width), "", .middle)
    }
    for (row, entry) in rows.enumerated() {
      let y = top + Double(row) * cell.height
      drawing.text(left - 12, y + cell.height / 2 + 4, TextWidth.fit(entry.task, 210), "", .end)
      for (column, value) in entry.values.enumerated() {
        let x = left + Double(column) * cell.width
        draw(
          value, at: (x, y), cell, "\(entry.task), \(variants[column])", on: &drawing)
      }
    }
    let height = top + Double(rows.count) * cell.height
    legend(left + 2 * cell.width + 36, top, on: &drawing)
    return Figure(
      name: Self.name, title: "Reproducibility by task and variant", caption: caption,
      description: description,
      width: 760, height: max(height + 16, 206), drawing)
  }

  private func draw(
    _ value: Double?, at corner: (x: Double, y: Double), _ cell: (width: Double, height: Double),
    _ place: String, on drawing: inout Drawing
  ) {
    let middle = (x: corner.x + cell.width / 2, y: corner.y + cell.height / 2 + 4)
    guard let value else {
      drawing.rectangle(
        corner.x + 1, corner.y + 1, cell.width - 2, cell.height - 2, "blank",
        fill: .pattern(FigureStyle.blank(Self.name)), title: "\(place): not repeated")
      drawing.text(middle.x, middle.y, "not repeated", "small", .middle)
      return
    }
    let strength = Self.strength(value)
    drawing.rectangle(
      corner.x, corner.y, cell.width, cell.height, "cell", fill: .strength(strength),
      title: "\(place): \(Numeral.fixed(value, 3))")
    let isLow = value < threshold
    drawing.text(
      middle.x, middle.y, (isLow ? "▾ " : "") + Numeral.fixed(value, 2),
      strength > 0.5 ? "on-strong" : "on-faint", .middle)
    if isLow {
      drawing.rectangle(
        corner.x + 4, corner.y + 4, cell.width - 8, cell.height - 8,
        strength > 0.5 ? "alarm on-strong" : "alarm on-faint")
    }
  }

  private func legend(_ x: Double, _ top: Double, on drawing: inout Drawing) {
    drawing.text(x, top - 10, "share of identical repeats", "small quiet")
    for (index, value) in [1, 0.75, 0.5, 0.25, 0].enumerated() {
      let y = top + Double(index) * 20
      drawing.rectangle(x, y, 26, 20, "cell", fill: .strength(Self.strength(value)))
      drawing.text(x + 34, y + 14, Numeral.fixed(value, 2), "small")
    }
    drawing.rectangle(x + 2, top + 112, 22, 14, "alarm")
    drawing.text(x + 34, top + 123, "▾ below \(Numeral.fixed(threshold, 2))", "small")
  }

  /// Strong colour for high values; never so faint that a cell looks empty.
  private static func strength(_ value: Double) -> Double { 0.1 + 0.85 * min(max(value, 0), 1) }

  private var caption: String {
    """
    Mean share of repeats whose outputs were identical, by task and variant. What lies below \
    \(Numeral.fixed(threshold, 2)) is outlined and marked.
    """
  }

  private var description: String {
    let lines = rows.map { row in
      let values = zip(variants, row.values).map { name, value in
        "\(name) \(value.map { Numeral.fixed($0, 2) } ?? "not repeated")"
      }
      return "\(row.task): \(values.joined(separator: ", "))."
    }
    return lines.joined(separator: " ")
  }
}
