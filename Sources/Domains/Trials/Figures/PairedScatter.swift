/// Every pair as a point: the first variant's value across, the second's upwards.
struct PairedScatter {
  /// The two values of one pair.
  struct Point {
    let pair: String
    let first: Double
    let second: Double
  }

  /// The pairs of one task.
  struct Group {
    let label: String
    let points: [Point]
  }

  /// The name of the file.
  let name: String
  /// What is measured: `runtime`.
  let quantity: String
  /// Its unit: `s`.
  let unit: String
  let variants: [String]
  let groups: [Group]

  var figure: Figure {
    var drawing = Drawing()
    let frame = Frame(left: 78, top: 48, right: 508, bottom: 478)
    let axis = self.axis
    drawing.text(12, 22, "\(quantity.capitalizedFirst) of both runs of each pair", "strong")
    let scale = axis.kind == .logarithmic ? ", logarithmic" : ""
    frame.drawVertical(
      axis, "\(variants[1]): \(quantity) (\(unit)\(scale))", on: &drawing, gap: 56,
      label: axis.label)
    frame.drawHorizontal(
      axis, "\(variants[0]): \(quantity) (\(unit)\(scale))", on: &drawing, label: axis.label)
    drawing.line(frame.left, frame.bottom, frame.right, frame.top, "reference")
    drawing.text(
      frame.left + 12, frame.top + 20, "higher with \(variants[1])", "small quiet")
    drawing.text(
      frame.right - 12, frame.bottom - 12, "higher with \(variants[0])", "small quiet",
      .end)
    for (index, group) in groups.enumerated() {
      for point in group.points {
        Marker(at: index).draw(
          frame.x(point.first, axis), frame.y(point.second, axis), on: &drawing,
          title: "\(group.label) \(point.pair): \(values(point))")
      }
    }
    legend(on: &drawing)
    return Figure(
      name: name,
      title: "\(quantity.capitalizedFirst) of both runs of each pair",
      caption: """
        \(quantity.capitalizedFirst) of both runs of each pair: \(variants[0]) across, \
        \(variants[1]) \
        upwards. On the dashed diagonal both runs are equal.
        """,
      description: description, width: 760, height: 526, drawing)
  }

  private func legend(on drawing: inout Drawing) {
    drawing.text(536, 62, "Task, and the side of its points", "small quiet")
    for (index, group) in groups.enumerated() {
      let y = 86 + Double(index) * 38
      Marker(at: index).draw(542, y - 4, on: &drawing)
      drawing.text(556, y, TextWidth.fit(group.label, 190), "")
      drawing.text(556, y + 15, sides(group), "small quiet")
    }
    let y = 98 + Double(groups.count) * 38
    drawing.line(534, y - 4, 552, y - 4, "reference")
    drawing.text(558, y, "both runs equal", "")
  }

  /// Both directions share one axis; a wide range of positive values is drawn in decades.
  private var axis: Axis {
    let values = groups.flatMap { $0.points.flatMap { [$0.first, $0.second] } }
    let low = values.min() ?? 0
    let high = values.max() ?? 0
    if low > 0, high / low >= 8 { return Axis(logarithmicAround: values) }
    return Axis(around: values, including: low < high / 2 ? [0] : [])
  }

  private func sides(_ group: Group) -> String {
    let above = group.points.count { $0.second > $0.first }
    let below = group.points.count { $0.second < $0.first }
    let equal = group.points.count - above - below
    return "\(above) above, \(below) below, \(equal) on the line"
  }

  private func values(_ point: Point) -> String {
    "\(variants[0]) \(Numeral.trimmed(point.first, 3)) \(unit), "
      + "\(variants[1]) \(Numeral.trimmed(point.second, 3)) \(unit)"
  }

  private var description: String {
    let lines = groups.map { "\($0.label): \(sides($0))." }
    return lines.joined(separator: " ")
  }
}

extension String {
  /// The same text with its first letter as a capital.
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
