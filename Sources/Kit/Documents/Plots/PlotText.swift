/// What is said about a plot: its file, its title, and how to read it.
public struct PlotText: Equatable, Sendable {
  /// The name of the file without the ending, and the start of every identifier inside.
  public var name: String
  /// What is to be seen.
  public var title: String
  /// What is to be seen and how to read it, in a sentence or two.
  public var caption: String

  /// A plot's name and words; without a caption the title is the caption.
  public init(name: String, title: String, caption: String? = nil) {
    self.name = Markup.identifier(name)
    self.title = title
    self.caption = caption ?? title + "."
  }

  /// The figure of a drawing.
  func figure(
    _ drawing: Drawing, description: String, width: Double = 760, height: Double
  ) -> Figure {
    Figure(
      name: name, title: title, caption: caption, description: description, width: width,
      height: height, drawing)
  }
}

/// What an axis measures and how it runs.
public struct PlotAxis: Sendable {
  /// What is measured, with its unit: `time (days)`.
  public var title: String
  /// Whether equal steps are equal ratios; a series that is not positive throughout is then drawn
  /// with equal differences after all.
  public var isLogarithmic: Bool
  /// Values that must lie within the axis, such as 0.
  public var including: [Double]
  /// How a tick is written; nil means with as many decimals as the ticks need.
  public var label: (@Sendable (Double) -> String)?

  public init(
    _ title: String, isLogarithmic: Bool = false, including: [Double] = [],
    label: (@Sendable (Double) -> String)? = nil
  ) {
    self.title = title
    self.isLogarithmic = isLogarithmic
    self.including = including
    self.label = label
  }

  /// The scale for some values, of which those that are not finite do not count.
  func scale(_ values: [Double], count: Int = 5) -> AxisScale {
    let all = (values + including).filter(\.isFinite)
    if isLogarithmic, !all.isEmpty, all.allSatisfy({ $0 > 0 }) {
      return AxisScale(logarithmicAround: all)
    }
    return AxisScale(around: all, count: count)
  }

  /// The title, which says where a scale is logarithmic.
  func title(_ scale: AxisScale) -> String {
    scale.kind == .logarithmic ? "\(title), logarithmic" : title
  }

  func text(_ tick: Double, _ scale: AxisScale) -> String { label?(tick) ?? scale.label(tick) }
}
