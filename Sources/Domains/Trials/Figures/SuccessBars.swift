/// Success rates of both variants, over all tasks and for each task, with one standard deviation.
struct SuccessBars {
  /// The rate of one variant in one group.
  struct Bar {
    /// The share of runs that succeeded.
    let mean: Double
    /// The standard deviation over runs; nil where one run alone has none.
    let deviation: Double?
    let count: Int
  }

  /// One place on the axis: all tasks, or one.
  struct Group {
    let label: String
    /// The first variant's, then the second's; nil where it has no runs.
    let bars: [Bar?]
  }

  /// The variants' names.
  let variants: [String]
  /// All tasks first, then task by task.
  let groups: [Group]

  private static let name = "success-rates"

  var figure: Figure {
    var drawing = Drawing()
    let frame = Frame(left: 62, top: 46, right: 748, bottom: 290)
    let axis = Axis(
      from: 0, to: 1, ticks: [0, 0.25, 0.5, 0.75, 1], decimals: 2)
    drawing.text(12, 22, "Success rate by task", "strong")
    Swatch.drawLegend(variants, in: Self.name, right: 748, y: 22, on: &drawing)
    frame.drawVertical(axis, "runs that succeeded (%)", on: &drawing) { tick in
      Numeral.fixed(tick * 100, 0)
    }
    let step = frame.width / Double(max(1, groups.count))
    for (index, group) in groups.enumerated() {
      let left = frame.left + Double(index) * step
      if index == 0, groups.count > 1 {
        drawing.rectangle(left, frame.top, step, frame.height, "band")
      }
      drawing.text(
        left + step / 2, frame.bottom + 36, TextWidth.fit(group.label, step - 4, size: 11),
        index == 0 ? "small strong" : "small", .middle)
      draw(group, from: left, step, frame, axis, on: &drawing)
    }
    drawing.line(frame.left, frame.bottom, frame.right, frame.bottom, "axis")
    return Figure(
      name: Self.name, title: "Success rate of each variant, over all tasks and by task",
      caption: """
        Share of runs that succeeded, over all tasks and by task. Whiskers are one standard \
        deviation over runs, cut at 0 and 100\u{a0}%.
        """,
      description: description, width: 760, height: 340, drawing)
  }

  private func draw(
    _ group: Group, from left: Double, _ step: Double, _ frame: Frame, _ axis: Axis,
    on drawing: inout Drawing
  ) {
    let width = min(34, step * 0.36)
    for (swatch, (bar, offset)) in zip(Swatch.allCases, zip(group.bars, [-1.0, 0])) {
      let x = left + step / 2 + offset * width + (offset < 0 ? -1.5 : 1.5)
      guard let bar else {
        drawing.text(x + width / 2, frame.bottom + 17, "none", "small quiet", .middle)
        continue
      }
      let top = frame.y(bar.mean, axis)
      drawing.rectangle(
        x, top, width, frame.bottom - top, swatch.style, fill: swatch.fill(in: Self.name),
        title: "\(group.label): \(words(bar))")
      let middle = x + width / 2
      drawing.text(
        middle, frame.bottom + 17, Numeral.fixed(bar.mean * 100, 0), "small quiet", .middle)
      if let deviation = bar.deviation, deviation > 0 {
        draw(bar.mean - deviation, bar.mean + deviation, at: middle, frame, axis, on: &drawing)
      }
    }
  }

  /// A whisker; where it is cut at the end of the scale it has no cap.
  private func draw(
    _ low: Double, _ high: Double, at x: Double, _ frame: Frame, _ axis: Axis,
    on drawing: inout Drawing
  ) {
    var commands = [Drawing.move(x, frame.y(low, axis)), Drawing.line(x, frame.y(high, axis))]
    for end in [low, high] where end >= axis.lower && end <= axis.upper {
      let y = frame.y(end, axis)
      commands += [Drawing.move(x - 4, y), Drawing.line(x + 4, y)]
    }
    drawing.path(commands, "whisker")
  }

  private var description: String {
    let lines = groups.map { group in
      let bars = zip(variants, group.bars).map { name, bar in
        "\(name) \(bar.map(words) ?? "no runs")"
      }
      return "\(group.label): \(bars.joined(separator: ", "))."
    }
    return lines.joined(separator: " ")
  }

  private func words(_ bar: Bar) -> String {
    let deviation = bar.deviation.map { " ± \(Numeral.fixed($0 * 100, 1))" } ?? ""
    return "\(Numeral.fixed(bar.mean * 100, 1))\(deviation) % of \(bar.count) runs"
  }
}
