/// Effect sizes with their confidence intervals, one row a hypothesis.
struct EffectForest {
  /// One hypothesis.
  struct Row {
    let label: String
    let metric: String
    /// The standardised effect; nil where the differences do not vary.
    let effect: Double?
    let interval: (lower: Double, upper: Double)?
    let isSignificant: Bool
    /// What is said where there is no effect size.
    let remark: String
  }

  let variants: [String]
  let rows: [Row]
  /// Below this size an effect counts as negligible.
  let negligible: Double

  private static let name = "effect-sizes"

  var figure: Figure {
    var drawing = Drawing()
    let height = Double(rows.count) * 40
    let frame = Frame(left: 190, top: 62, right: 570, bottom: 62 + height)
    let axis = self.axis
    drawing.text(12, 22, "Effect sizes with 95 % confidence intervals", "strong")
    let low = frame.x(-negligible, axis)
    drawing.rectangle(
      low, frame.top, frame.x(negligible, axis) - low, frame.height, "band",
      title: "negligible: below \(Numeral.fixed(negligible, 1))")
    frame.drawHorizontal(
      axis, "Cohen's d of the paired differences", on: &drawing, label: axis.label)
    let zero = frame.x(0, axis)
    drawing.line(zero, frame.top, zero, frame.bottom, "reference")
    drawing.text(zero - 10, frame.top - 10, "← \(variants[1]) lower", "small quiet", .end)
    drawing.text(zero + 10, frame.top - 10, "\(variants[1]) higher →", "small quiet")
    drawing.text(586, frame.top - 10, "d [95 % CI]", "small quiet")
    for (index, row) in rows.enumerated() {
      draw(row, frame.top + (Double(index) + 0.5) * 40, frame, axis, on: &drawing)
    }
    key(frame.bottom + 62, on: &drawing)
    return Figure(
      name: Self.name, title: "Effect sizes with 95 % confidence intervals",
      caption: """
        Mean differences (\(variants[1]) minus \(variants[0])) in standard deviations of the \
        differences, with 95 % confidence intervals. Filled squares are significant after \
        correction.
        """,
      description: description, width: 760, height: frame.bottom + 78, drawing)
  }

  private func draw(
    _ row: Row, _ y: Double, _ frame: Frame, _ axis: Axis, on drawing: inout Drawing
  ) {
    drawing.text(12, y - 2, row.label, row.isSignificant ? "strong" : "")
    drawing.text(12, y + 13, row.metric, "small quiet")
    guard let effect = row.effect else {
      drawing.text(586, y + 4, TextWidth.fit(row.remark, 170, size: 11), "small quiet")
      return
    }
    if let interval = row.interval {
      drawing.line(
        frame.x(interval.lower, axis), y, frame.x(interval.upper, axis), y, "whisker")
      for end in [interval.lower, interval.upper] {
        let x = frame.x(end, axis)
        drawing.line(x, y - 5, x, y + 5, "whisker")
      }
    }
    let x = frame.x(effect, axis)
    drawing.rectangle(
      x - 5, y - 5, 10, 10, row.isSignificant ? "point" : "hollow",
      title: "\(row.label): \(words(row))")
    drawing.text(586, y + 4, words(row), row.isSignificant ? "strong" : "")
  }

  private func key(_ y: Double, on drawing: inout Drawing) {
    drawing.rectangle(190, y - 9, 10, 10, "point")
    drawing.text(207, y, "significant after correction", "small")
    drawing.rectangle(370, y - 9, 10, 10, "hollow")
    drawing.text(387, y, "not significant", "small")
    drawing.rectangle(486, y - 10, 22, 12, "band")
    drawing.text(515, y, "|d| below \(Numeral.fixed(negligible, 1)): negligible", "small")
  }

  /// Zero lies in the middle, so that both directions have the same room.
  private var axis: Axis {
    let values = rows.flatMap { row in
      [row.effect, row.interval?.lower, row.interval?.upper].compactMap { $0.map(abs) }
    }
    let reach = max(0.5, values.max() ?? 0)
    return Axis(around: [-reach, reach], count: 8)
  }

  private func words(_ row: Row) -> String {
    guard let effect = row.effect else { return row.remark }
    let interval = row.interval.map {
      " [\(Numeral.prose($0.lower, 2)), \(Numeral.prose($0.upper, 2))]"
    }
    return Numeral.prose(effect, 2) + (interval ?? "")
  }

  private var description: String {
    let lines = rows.map { row in
      let verdict = row.isSignificant ? "significant after correction" : "not significant"
      return "\(row.label) (\(row.metric)): \(words(row)), \(verdict)."
    }
    return lines.joined(separator: " ")
  }
}
