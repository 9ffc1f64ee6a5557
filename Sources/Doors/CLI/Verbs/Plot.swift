import Codecs
import Documents
import Files
import Projections
import Runtime
import SQLite
import StageKit
import Study

extension Verb {
  static let plot = Verb(
    name: "plot", summary: "plot a metric over steps or over runs, in the terminal or as SVG",
    usage: "plot METRIC [STUDY|RUN]... [--where E] [--svg FILE]",
    details: [
      "Curves over steps if runs reported the metric repeatedly; otherwise one bar per run.",
      "By default, the runs of the only study, or of all. --where filters as in 'runs'.",
    ],
    options: [
      .value("where", "w", "E", "only runs that match this condition"),
      .value("svg", nil, "FILE", "write an SVG image there instead"),
      .flag("csv", nil, "the points as CSV: run, stage, unit, step, value"), .certificate,
    ],
    example: "runledger plot loss A-s42 --svg loss.svg", operands: 1...100, completes: .subjects
  ) { invocation in
    if let certified = try invocation.certified() { return certified }
    let workspace = try invocation.reading()
    let views = try invocation.views(workspace)
    let data = try PlotData(invocation, views, try Subjects(workspace))
    if invocation.isJSON { return invocation.print(json: data) }
    if invocation.arguments.has("csv") { return invocation.print(csv: data) }
    if let path = invocation.arguments.value("svg") {
      let text = data.figure.document
      try FileSystem.writeAtomically(invocation.absolute(path), Array(text.utf8))
      invocation.console.note("written to \(path)")
      return .done
    }
    let width = invocation.console.stdout.isTerminal ? invocation.console.stdout.columns : 80
    data.lines(width: width).forEach { invocation.console.print(Printable.text($0)) }
    if let rest = data.rest { invocation.console.note(rest) }
    return .done
  }
}

/// A metric of some runs: its curves, or one value a run.
struct PlotData {
  /// One curve.
  struct Curve {
    var run: String
    var stage: String
    var unit: String
    var points: [(step: Double?, value: Double)]

    var name: String { unit.isEmpty ? run : "\(run)[\(unit)]" }
  }

  let metric: String
  private let queries: [RunQuery]
  private let isOneStudy: Bool
  private(set) var curves: [Curve] = []
  /// One value a run, where there are no curves.
  private(set) var values: [(name: String, value: Double)] = []

  /// The most curves and bars that a picture shows.
  private static let curvesMax = 6
  private static let barsMax = 40

  init(_ invocation: Invocation, _ views: ViewStore, _ subjects: Subjects) throws {
    let word = invocation.operand(0) ?? ""
    metric = word.hasPrefix("metrics.") ? String(word.dropFirst("metrics.".count)) : word
    queries = try Self.queries(invocation, subjects, views)
    let rows = try queries.flatMap { try views.runs($0).rows }
    isOneStudy = Set(rows.map(\.study)).count <= 1
    for row in rows {
      let name = isOneStudy ? row.run : "\(row.study)/\(row.run)"
      curves += try Self.curves(of: row, called: name, metric, views)
      if let value = row.metrics[metric] { values.append((name, value)) }
    }
    guard !curves.isEmpty || !values.isEmpty else {
      var known = Set(rows.flatMap { $0.metrics.keys })
      let reported = try views.query("SELECT DISTINCT name FROM metric_points LIMIT 1000")
      known.formUnion(reported.compactMap { $0[0].asText })
      throw Failure.notFound(
        "none of these runs has a metric '\(metric)'",
        hint: Hint.choice(metric, among: known.sorted()) ?? "runledger runs --columns all")
    }
  }

  /// The question that gives the points in SQL.
  var question: TableQuery {
    RunQuery.question(
      queries, metric: metric, isCurves: !curves.isEmpty, isOneStudy: isOneStudy)
  }

  /// The runs that are named, or that a condition chooses.
  private static func queries(
    _ invocation: Invocation, _ subjects: Subjects, _ views: ViewStore
  ) throws -> [RunQuery] {
    var query = RunQuery()
    if let text = invocation.arguments.value("where") {
      do throws(ConditionError) { query.filter = try Condition(text) } catch {
        throw Failure.usage(
          "cannot parse '--where \(text)' \(error)", hint: "runledger help runs")
      }
    }
    let words = invocation.arguments.operands.dropFirst()
    // As of the rows, which for a certificate are those of an earlier head.
    let slugs = try views.query("SELECT study FROM studies").compactMap { $0[0].asText }
    guard !words.isEmpty else {
      if slugs.count == 1 { query.study = slugs[0] }
      return [query]
    }
    return try words.map { word in
      var one = query
      guard !slugs.contains(word) else {
        one.study = word
        return one
      }
      let run = try subjects.run(word)
      one.study = run.study
      let own = Condition.test(.field(.run), .equal, .text(run.id))
      one.filter = query.filter.map { .and($0, own) } ?? own
      one.includesWider = true
      return one
    }
  }

  private static func curves(
    of row: RunRow, called name: String, _ metric: String, _ views: ViewStore
  ) throws -> [Curve] {
    let found = try views.query(
      """
      SELECT stage, unit, step, value FROM metric_points p \
      WHERE study = ? AND run = ? AND name = ? AND attempt = ( \
      SELECT max(attempt) FROM metric_points q WHERE q.study = p.study AND q.run = p.run \
      AND q.stage = p.stage AND q.unit = p.unit AND q.name = p.name) \
      ORDER BY stage, unit, entry, ordinal, n
      """, [.text(row.study), .text(row.run), .text(metric)])
    var curves: [Curve] = []
    for cells in found {
      let (stage, unit) = (cells[0].asText ?? "", cells[1].asText ?? "")
      if curves.last?.stage != stage || curves.last?.unit != unit {
        curves.append(Curve(run: name, stage: stage, unit: unit, points: []))
      }
      let step = cells[2].asInt.map(Double.init)
      curves[curves.count - 1].points.append((step, cells[3].asDouble ?? .nan))
    }
    return curves.filter { $0.points.count > 1 }
  }

  /// Whether every point says its step.
  private var hasSteps: Bool { curves.allSatisfy { $0.points.allSatisfy { $0.step != nil } } }

  private var series: [LinePlot.Series] {
    curves.prefix(Self.curvesMax).map { curve in
      let points = curve.points.enumerated().map { place, point in
        LinePlot.Point(hasSteps ? point.step ?? 0 : Double(place + 1), point.value)
      }
      return LinePlot.Series(
        curve.name,
        points.enumerated().sorted {
          ($0.element.x, $0.offset) < ($1.element.x, $1.offset)
        }.map(\.element))
    }
  }

  /// What the picture leaves out; nil where it shows everything.
  var rest: String? {
    let left =
      curves.isEmpty ? values.count - Self.barsMax : curves.count - Self.curvesMax
    return left > 0 ? "\(left) more: --csv has all of them, and --where chooses" : nil
  }

  /// The picture for a terminal.
  func lines(width: Int) -> [String] {
    if curves.isEmpty {
      return [metric] + TextPlot.bars(Array(values.prefix(Self.barsMax)), width: width)
    }
    return [metric]
      + TextPlot(series).lines(width: width, height: 16, across: hasSteps ? "step" : "report")
  }

  /// The picture for a page.
  var figure: Figure {
    let text = PlotText(name: "plot", title: metric)
    if curves.isEmpty {
      return BarPlot(
        text, series: [metric],
        groups: values.prefix(Self.barsMax).map { BarPlot.Group($0.name, [BarPlot.Bar($0.value)]) },
        axis: PlotAxis(metric)
      ).figure
    }
    return LinePlot(
      text, x: PlotAxis(hasSteps ? "step" : "report"), y: PlotAxis(metric), series: series
    ).figure
  }
}

extension Invocation {
  fileprivate func print(json data: PlotData) -> ExitCode {
    console.print(json: [
      "metric": .text(data.metric),
      "curves": .array(
        data.curves.map { curve in
          [
            "run": .text(curve.run), "stage": .text(curve.stage), "unit": .text(curve.unit),
            "points": .array(
              curve.points.map { point in
                ["step": point.step.map(Value.double) ?? .null, "value": .double(point.value)]
              }),
          ]
        }),
      "values": .array(
        data.values.map { ["run": .text($0.name), "value": .double($0.value)] }),
    ])
    return .done
  }

  fileprivate func print(csv data: PlotData) -> ExitCode {
    console.print(CSV.safeRow(["run", "stage", "unit", "step", "value"]))
    for curve in data.curves {
      for point in curve.points {
        console.print(
          CSV.safeRow([
            curve.run, curve.stage, curve.unit, point.step.map(Number.text) ?? "",
            Number.text(point.value),
          ]))
      }
    }
    if data.curves.isEmpty {
      for value in data.values {
        console.print(CSV.safeRow([value.name, "", "", "", Number.text(value.value)]))
      }
    }
    return .done
  }
}
