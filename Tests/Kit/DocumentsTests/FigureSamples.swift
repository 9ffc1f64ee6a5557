import Documents

/// Figures of a few made-up values, including those that have nothing to show.
enum FigureSamples {
  static let tasks = (1...6).map { "TASK-00\($0)" }

  static var all: [Figure] { figures(["role-centric", "goal-centric", "third"]) + empty }

  /// Names that would be markup if nobody took care.
  static var hostile: [Figure] { figures(["<b>x</b>", "<b>\"&'\u{1}"]) }

  static func figures(_ variants: [String]) -> [Figure] {
    [
      bars(variants).figure, scatter(variants).figure, histogram(variants).figure,
      map(variants).figure, forest(variants).figure, lines(variants).figure,
    ]
  }

  static func bars(_ variants: [String]) -> BarPlot {
    BarPlot(
      PlotText(name: "success-rates", title: "Success"), series: variants,
      groups: (["All"] + tasks).enumerated().map { place, label in
        BarPlot.Group(
          label,
          variants.indices.map { index in
            index == 1 && place == 3
              ? nil : BarPlot.Bar(0.1 * Double(place) - 0.2, spread: (-0.3, 0.4 + Double(index)))
          }, isWhole: place == 0)
      }, axis: PlotAxis("share"))
  }

  static func scatter(_ variants: [String], isDiagonal: Bool = true) -> ScatterPlot {
    ScatterPlot(
      PlotText(name: "runtime-pairs", title: "Runtime \(variants[0])"),
      x: PlotAxis("\(variants[0]) (s)"), y: PlotAxis("\(variants[1]) (s)"),
      groups: tasks.enumerated().map { place, label in
        ScatterPlot.Group(
          label,
          (1...3).map { pair in
            .init(Double(10 * (place + 1)), pair == 3 ? .nan : Double(9 * pair), "pair-\(pair)")
          })
      }, legend: "task",
      diagonal: isDiagonal ? .init(above: "above", below: "below", on: "equal") : nil)
  }

  static func histogram(_ variants: [String]) -> Histogram {
    Histogram(
      PlotText(name: "metric-distributions", title: "Distribution"), series: variants,
      panels: [
        .init(
          title: "Task success", label: "result", values: [[0, 1, 1], [1, 1, 1]],
          classes: .named([(0, "failed"), (1, "succeeded")])),
        .init(title: "Adherence", label: "%", values: [[100], [75]], classes: .ranges),
        .init(title: "Clarifications", label: "n", values: [[0, 3], [1]], classes: .counts),
        .init(title: "Runtime", label: "s", values: [[1, 30], [9.5, .nan]], classes: .ranges),
      ], counting: "runs")
  }

  static func map(_ variants: [String]) -> HeatMap {
    HeatMap(
      PlotText(name: "reproducibility", title: "Map"), columns: variants,
      rows: zip(tasks, [[1, 0.95], [0.72, nil], [0, .infinity]]).map { ($0, $1) }, range: 0...1,
      absent: "not repeated", alarm: .init(below: 0.9))
  }

  static func forest(_ variants: [String]) -> ForestPlot {
    ForestPlot(
      PlotText(name: "effect-sizes", title: "Effects"),
      words: .init(
        axis: "d", lower: "\(variants[1]) lower", higher: "\(variants[1]) higher",
        numbers: "d [95 % CI]", filled: "significant", hollow: "not significant", band: "small"),
      rows: [
        .init(
          label: "H1", metric: "success", effect: 0.31, interval: (0.1, 0.52), isSignificant: true,
          remark: ""),
        .init(
          label: "H3", metric: "reproducibility", effect: nil, interval: nil, isSignificant: false,
          remark: "no pair differs"),
      ], negligible: 0.2)
  }

  static func lines(_ variants: [String]) -> LinePlot {
    LinePlot(
      PlotText(name: "curves", title: "Curves"), x: PlotAxis("day"), y: PlotAxis("index"),
      series: variants.enumerated().map { index, name in
        LinePlot.Series(
          name,
          (0..<9).map { .init(Double($0), $0 == 4 ? .nan : Double(($0 * (index + 3)) % 7)) },
          band: (0..<9).map { (Double($0), -1, 8) }, isStepped: index == 1)
      }, references: [.init(3, "limit")])
  }

  /// Nothing was measured.
  static var empty: [Figure] {
    let text = PlotText(name: "empty", title: "Empty")
    let axis = PlotAxis("x")
    return [
      BarPlot(text, series: ["a", "b"], groups: [], axis: axis).figure,
      ScatterPlot(text, x: axis, y: axis, groups: []).figure,
      ScatterPlot(
        text, x: axis, y: axis, groups: [], diagonal: .init(above: "", below: "", on: "")
      ).figure,
      Histogram(
        text, series: ["a"], panels: [.init(title: "t", label: "l", values: [[], []])],
        counting: "runs"
      ).figure,
      HeatMap(text, columns: ["a"], rows: []).figure,
      HeatMap(text, columns: [], rows: [("r", [])]).figure,
      LinePlot(text, x: axis, y: axis, series: []).figure,
      LinePlot(text, x: axis, y: axis, series: [.init("a", [.init(1, .nan)])]).figure,
    ]
  }
}
