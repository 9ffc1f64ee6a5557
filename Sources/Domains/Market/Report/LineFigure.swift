/// A line over time or bars by name, as an SVG picture that stands by itself in a page.
///
/// Colours come from the page's variables, so that light, dark and print are one drawing. Nothing is said by
/// colour alone: every figure has a title, axes with numbers and a table's worth of labels.
struct LineFigure {
  static let width = 720.0
  static let height = 240.0
  private static let left = 64.0
  private static let right = 16.0
  private static let top = 12.0
  private static let bottom = 30.0

  let id: String
  let title: String

  /// A line through many points; more than 600 are thinned to the extremes of each step.
  func line(_ time: [Int64], _ values: [Double], unit: String, fillsToZero: Bool = false) -> String {
    let points = thinned(values)
    guard points.count > 1, let first = time.first, let last = time.last, last > first else {
      return empty("not enough bars to draw")
    }
    let shown = points.map { values[$0] }.filter { $0.isFinite }
    guard let least = shown.min(), let most = shown.max() else { return empty("no values") }
    let scale = Scale(least: fillsToZero ? min(least, 0) : least, most: fillsToZero ? max(most, 0) : most)
    func x(_ index: Int) -> Double {
      Self.left + Double(time[index] - first) / Double(last - first) * plotWidth
    }
    var path = ""
    var isDown = false
    for point in points {
      guard values[point].isFinite else {
        isDown = false
        continue
      }
      path += "\(isDown ? "L" : "M")\(number(x(point))) \(number(y(values[point], scale)))"
      isDown = true
    }
    var body = grid(scale, unit)
    if fillsToZero, let a = points.first, let b = points.last {
      let zero = number(y(0, scale))
      body += "<path class=\"area\" d=\"\(path)L\(number(x(b))) \(zero)L\(number(x(a))) \(zero)Z\"/>\n"
    }
    body += "<path class=\"curve\" d=\"\(path)\"/>\n"
    for share in [0.0, 0.5, 1] {
      let moment = first + Int64(Double(last - first) * share)
      let anchor = share == 0 ? "start" : share == 1 ? "end" : "middle"
      body += label(
        Self.left + share * plotWidth, Self.height - 10, CivilTime.date(moment), anchor)
    }
    return svg(body)
  }

  /// Bars with a name and a value each.
  func bars(_ rows: [(name: String, value: Double)], unit: String, height rowHeight: Double = 26)
    -> String
  {
    guard !rows.isEmpty else { return empty("nothing to show") }
    let side = 190.0
    let least = min(0, rows.map(\.value).min() ?? 0)
    let most = max(0, rows.map(\.value).max() ?? 1)
    let span = most > least ? most - least : 1
    let room = Self.width - side - 90
    func x(_ value: Double) -> Double { side + (value - least) / span * room }
    var body = ""
    for (index, row) in rows.enumerated() {
      let top = Double(index) * rowHeight + 6
      let (start, end) = (min(x(0), x(row.value)), max(x(0), x(row.value)))
      body += label(side - 8, top + 14, row.name, "end")
      body +=
        "<rect class=\"bar\" x=\"\(number(start))\" y=\"\(number(top))\" "
        + "width=\"\(number(max(1, end - start)))\" height=\"\(number(rowHeight - 8))\"/>\n"
      body += label(end + 6, top + 14, "\(Self.short(row.value))\(unit)", "start")
    }
    body +=
      "<line class=\"axis\" x1=\"\(number(x(0)))\" x2=\"\(number(x(0)))\" y1=\"2\" "
      + "y2=\"\(number(Double(rows.count) * rowHeight + 2))\"/>\n"
    return svg(body, height: Double(rows.count) * rowHeight + 8)
  }

  private struct Scale {
    let least: Double
    let most: Double
    let step: Double

    init(least: Double, most: Double) {
      let range = most > least ? most - least : max(abs(most), 1) * 0.1
      var step = 1e-9
      let factors = [2.0, 2.5, 2]
      var turn = 0
      while step * 5 < range {
        step *= factors[turn % 3]
        turn += 1
      }
      self.step = step
      self.least = (least / step).rounded(.down) * step
      self.most = max((most / step).rounded(.up) * step, self.least + step)
    }
  }

  private var plotWidth: Double { Self.width - Self.left - Self.right }

  private func y(_ value: Double, _ scale: Scale) -> Double {
    let share = (value - scale.least) / (scale.most - scale.least)
    return Self.height - Self.bottom - share * (Self.height - Self.top - Self.bottom)
  }

  private func grid(_ scale: Scale, _ unit: String) -> String {
    var body = ""
    let count = Int(((scale.most - scale.least) / scale.step).rounded())
    for tick in 0...max(1, count) {
      let value = scale.least + Double(tick) * scale.step
      let place = number(y(value, scale))
      let isZero = abs(value) < scale.step / 1e6
      body +=
        "<line class=\"\(isZero ? "axis" : "grid")\" x1=\"\(number(Self.left))\" "
        + "x2=\"\(number(Self.width - Self.right))\" y1=\"\(place)\" y2=\"\(place)\"/>\n"
      body += label(
        Self.left - 6, y(value, scale) + 4, "\(Self.short(isZero ? 0 : value))\(unit)", "end")
    }
    return body
  }

  /// The first, least, greatest and last of each of 150 steps.
  private func thinned(_ values: [Double]) -> [Int] {
    guard values.count > 600 else { return Array(values.indices) }
    var points: [Int] = []
    for step in 0..<150 {
      let range = values.count * step / 150..<values.count * (step + 1) / 150
      var (low, high) = (range.lowerBound, range.lowerBound)
      for index in range {
        if values[index] < values[low] { low = index }
        if values[index] > values[high] { high = index }
      }
      for index in [range.lowerBound, min(low, high), max(low, high), range.upperBound - 1]
      where points.last != index { points.append(index) }
    }
    return points
  }

  private func label(_ x: Double, _ y: Double, _ text: String, _ anchor: String) -> String {
    "<text x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor)\">\(Markup.escape(text))</text>\n"
  }

  private func empty(_ text: String) -> String { svg(label(Self.left, 40, text, "start"), height: 60) }

  private func svg(_ body: String, height: Double = height) -> String {
    "<svg viewBox=\"0 0 \(number(Self.width)) \(number(height))\" role=\"img\" "
      + "aria-labelledby=\"\(id)-title\">\n<title id=\"\(id)-title\">\(Markup.escape(title))</title>\n"
      + "\(body)</svg>\n"
  }

  private func number(_ value: Double) -> String {
    let rounded = (value * 100).rounded() / 100
    return Decimal64.text(rounded)
  }

  /// Three digits that count, with thin words for thousands.
  static func short(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    let size = abs(value)
    if size >= 1_000_000 { return Decimal64.text((value / 10_000).rounded() / 100) + "M" }
    if size >= 10_000 { return Decimal64.text((value / 100).rounded() / 10) + "k" }
    let places = size >= 100 ? 1.0 : size >= 1 ? 100 : 10_000
    return Decimal64.text((value * places).rounded() / places)
  }
}

/// Text in a page.
enum Markup {
  static func escape(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: escaped.append(character)
      }
    }
    return escaped
  }
}
