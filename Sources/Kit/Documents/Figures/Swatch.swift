/// How one of several series looks wherever it is drawn: by texture or dash as well as by colour.
public struct Swatch: Equatable, Sendable {
  /// How many looks there are; series beyond them repeat the first ones.
  public static let count = 6

  /// Which series it is, from 0.
  public let index: Int

  /// The look of a series.
  public init(at index: Int) { self.index = index % Swatch.count }

  /// The class of its areas.
  public var area: String { "area\(index + 1)" }

  /// The class of its lines.
  public var line: String { "curve mark\(index + 1)" }

  /// The fill of its areas in a figure; the second is filled evenly, the others have textures.
  public func fill(in figure: String) -> Drawing.Fill {
    index == 1 ? .byClass : .pattern(FigureStyle.texture(index, of: figure))
  }

  /// Draws the swatches of areas with their names, from right to left up to `right`.
  public static func drawLegend(
    _ names: [String], in figure: String, right: Double, y: Double, on drawing: inout Drawing
  ) {
    var x = right
    for (index, name) in names.enumerated().reversed() {
      let swatch = Swatch(at: index)
      x -= TextWidth.estimate(name)
      drawing.text(x, y, name, "")
      x -= 24
      drawing.rectangle(x, y - 11, 18, 13, swatch.area, fill: swatch.fill(in: figure))
      x -= 18
    }
  }
}

/// How wide a text is going to be, roughly: nobody can measure here.
public enum TextWidth {
  /// The width of a text of 12 units, on the generous side.
  public static func estimate(_ text: String, size: Double = 12) -> Double {
    Double(text.count) * size * 0.56
  }

  /// The text, cut where it would be wider.
  public static func fit(_ text: String, _ width: Double, size: Double = 12) -> String {
    let limit = max(1, Int(width / (size * 0.56)))
    return text.count <= limit ? text : text.prefix(limit - 1) + "…"
  }
}
