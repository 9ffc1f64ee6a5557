/// Curves or bars as lines of text, for a terminal.
public struct TextPlot {
  /// The curves or, for bars, the values.
  private let series: [LinePlot.Series]

  /// Curves over one quantity.
  public init(_ series: [LinePlot.Series]) { self.series = series }

  /// What stands for the points of the first, the second and further curves.
  public static let marks: [Character] = ["*", "o", "+", "x", "#", "@"]

  /// The picture: `height` rows of at most `width` columns with both scales, then a line a curve.
  ///
  /// Points of several curves at one place show the later one's mark.
  public func lines(width: Int, height: Int, across: String) -> [String] {
    let points = series.flatMap(\.points).filter { $0.x.isFinite && $0.y.isFinite }
    guard !points.isEmpty else { return ["no values"] }
    let upwards = AxisScale(around: points.map(\.y), count: 4)
    let (low, high) = (points.map(\.x).min() ?? 0, points.map(\.x).max() ?? 1)
    let labels = upwards.ticks.map { Numeral.fixed($0, upwards.decimals) }
    let margin = (labels.map(\.count).max() ?? 0) + 1
    let columns = max(10, width - margin - 1)
    let rows = max(4, height)
    var grid = [[Character]](repeating: [Character](repeating: " ", count: columns), count: rows)
    for (place, one) in series.enumerated() {
      let mark = Self.marks[place % Self.marks.count]
      for point in one.points where point.x.isFinite && point.y.isFinite {
        let share = high > low ? (point.x - low) / (high - low) : 0.5
        let column = min(columns - 1, Int((share * Double(columns - 1)).rounded()))
        let row = Int(upwards.position(point.y, Double(rows - 1), 0).rounded())
        grid[min(max(row, 0), rows - 1)][column] = mark
      }
    }
    var lines: [String] = []
    for (row, cells) in grid.enumerated() {
      let tick = upwards.ticks.firstIndex { tick in
        Int(upwards.position(tick, Double(rows - 1), 0).rounded()) == row
      }
      let label = tick.map { labels[$0] } ?? ""
      lines.append(
        Self.padded(label, margin - 1) + (tick == nil ? " |" : " +") + Self.trimmed(cells))
    }
    lines.append(
      String(repeating: " ", count: margin) + "+" + String(repeating: "-", count: columns))
    let (left, right) = (Numeral.significant(low, 6), Numeral.significant(high, 6))
    let middle = max(1, columns - left.count - right.count - across.count)
    let gap = String(repeating: " ", count: max(1, middle / 2))
    let rest = String(repeating: " ", count: max(1, middle - middle / 2))
    lines.append(String(repeating: " ", count: margin + 1) + left + gap + across + rest + right)
    for (place, one) in series.enumerated() {
      lines.append("\(Self.marks[place % Self.marks.count]) \(one.name)")
    }
    return lines
  }

  /// Values as bars, one line each: name, bar, number.
  public static func bars(_ values: [(name: String, value: Double)], width: Int) -> [String] {
    let finite = values.map(\.value).filter(\.isFinite)
    let low = min(0, finite.min() ?? 0)
    let high = max(0, finite.max() ?? 0)
    let names = values.map(\.name.count).max() ?? 0
    let numbers = values.map { Numeral.significant($0.value, 6) }
    let room = max(10, width - names - (numbers.map(\.count).max() ?? 0) - 4)
    return zip(values, numbers).map { entry, number in
      let name = entry.name + String(repeating: " ", count: names - entry.name.count)
      guard entry.value.isFinite, high > low else { return "\(name)  \(number)" }
      func place(_ value: Double) -> Int {
        Int(((value - low) / (high - low) * Double(room)).rounded())
      }
      let (start, end) = (place(min(0, entry.value)), place(max(0, entry.value)))
      let bar = String(repeating: " ", count: start) + String(repeating: "=", count: end - start)
      return "\(name)  \(bar)\(String(repeating: " ", count: room - end))  \(number)"
    }
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private static func trimmed(_ cells: [Character]) -> String {
    var cells = cells
    while cells.last == " " { cells.removeLast() }
    return String(cells)
  }
}
