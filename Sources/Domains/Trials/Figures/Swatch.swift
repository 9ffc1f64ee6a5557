/// How one of the two variants looks wherever it is drawn.
enum Swatch: CaseIterable {
  /// Hatched.
  case first
  /// Filled.
  case second

  /// The class of its areas.
  var style: String { self == .first ? "first" : "second" }

  /// The fill of its areas in a figure.
  func fill(in figure: String) -> Drawing.Fill {
    self == .first ? .pattern(FigureStyle.hatch(figure)) : .byClass
  }

  /// Draws both swatches with the variants' names, from right to left up to `right`.
  static func drawLegend(
    _ names: [String], in figure: String, right: Double, y: Double, on drawing: inout Drawing
  ) {
    var x = right
    for (swatch, name) in zip(allCases, names).reversed() {
      x -= TextWidth.estimate(name)
      drawing.text(x, y, name, "")
      x -= 24
      drawing.rectangle(x, y - 11, 18, 13, swatch.style, fill: swatch.fill(in: figure))
      x -= 18
    }
  }
}

/// How wide a text is going to be, roughly: nobody can measure here.
enum TextWidth {
  /// The width of a text of 12 units, on the generous side.
  static func estimate(_ text: String, size: Double = 12) -> Double {
    Double(text.count) * size * 0.56
  }

  /// The text, cut where it would be wider.
  static func fit(_ text: String, _ width: Double, size: Double = 12) -> String {
    let limit = max(1, Int(width / (size * 0.56)))
    return text.count <= limit ? text : text.prefix(limit - 1) + "…"
  }
}
