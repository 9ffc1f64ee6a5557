import Codecs
import Documents
import Study

/// How the metric of a batch depends on what was varied: a line or bars for one axis, a heat map
/// for two, and for more of them one figure an axis.
struct SweepFigures {
  private let batch: BatchView
  private let ranking: Ranking
  private let metric: String
  private let number: Int

  init(batch: BatchView, ranking: Ranking, metric: String, _ number: Int) {
    self.batch = batch
    self.ranking = ranking
    self.metric = metric
    self.number = number
  }

  /// A variant's mean and where it lies on the axes.
  private struct Spot {
    var mean: Double
    var interval: (low: Double, high: Double)?
    var changes: [Parameter]
  }

  /// The most values of an axis that a figure has room for.
  private static let valuesMax = 12

  var figures: [Figure] {
    let params = batch.plan?.params ?? []
    let variants = batch.manifest.variants(of: params)
    let spots = variants.compactMap { variant -> Spot? in
      guard let place = ranking.places.first(where: { $0.group.variant == variant.name }) else {
        return nil
      }
      let spread = place.group.metrics[metric]
      return Spot(mean: place.mean, interval: spread?.interval, changes: variant.changes)
    }
    let axes = batch.manifest.axes.map(\.name)
    if batch.manifest.isFactorial, axes.count == 2 {
      if let map = heatMap(axes[0], axes[1], spots) { return [map] }
    }
    return axes.compactMap { axis in
      let own = spots.filter { spot in spot.changes.contains { $0.name == axis } }
      return batch.manifest.isFactorial && axes.count > 1
        ? overOthers(axis, own) : line(axis, own.map { ($0, value(axis, $0)) }, remark: "")
    }
  }

  private func value(_ axis: String, _ spot: Spot) -> Value {
    spot.changes.first { $0.name == axis }?.value ?? .null
  }

  private func heatMap(_ across: String, _ upwards: String, _ spots: [Spot]) -> Figure? {
    let columns = Self.distinct(spots.map { value(across, $0) })
    let rows = Self.distinct(spots.map { value(upwards, $0) })
    guard columns.count > 1, rows.count > 1, columns.count <= Self.valuesMax else { return nil }
    let means = spots.map(\.mean)
    return HeatMap(
      PlotText(
        name: "map-\(number)", title: "\(metric) by \(across) and \(upwards)",
        caption: "Mean \(metric) over seeds: \(across) from left to right, \(upwards) from top to "
          + "bottom."),
      columns: columns.map { "\(across)=\($0.plainText)" },
      rows: rows.map { row in
        let values = columns.map { column in
          spots.first { value(across, $0) == column && value(upwards, $0) == row }?.mean
        }
        return ("\(upwards)=\(row.plainText)", values)
      },
      legend: "mean \(metric)",
      decimals: Self.decimals((means.max() ?? 0) - (means.min() ?? 0))
    ).figure
  }

  /// One axis of several that are combined: means over the others.
  private func overOthers(_ axis: String, _ spots: [Spot]) -> Figure? {
    let values = Self.distinct(spots.map { value(axis, $0) })
    let merged = values.compactMap { one -> (Spot, Value)? in
      let own = spots.filter { value(axis, $0) == one }
      return Statistic.mean.of(own.map(\.mean)).map {
        (Spot(mean: $0, interval: nil, changes: []), one)
      }
    }
    return line(axis, merged, remark: " Each point is a mean over the values of the other axes.")
  }

  private func line(
    _ axis: String, _ points: [(spot: Spot, value: Value)], remark: String
  ) -> Figure? {
    guard points.count > 1 else { return nil }
    let text = PlotText(
      name: "axis-\(number)-\(axis)", title: "\(metric) by \(axis)",
      caption: "Mean \(metric) over seeds for each value of \(axis), with 95 % intervals where "
        + "there are two seeds or more.\(remark)")
    let numbers = points.compactMap { $0.value.asDouble }
    guard numbers.count == points.count else {
      guard points.count <= Self.valuesMax else { return nil }
      return BarPlot(
        text, series: [metric],
        groups: points.map { point in
          BarPlot.Group(
            point.value.plainText,
            [BarPlot.Bar(point.spot.mean, spread: point.spot.interval)])
        }, axis: PlotAxis(metric, including: [0])
      ).figure
    }
    let sorted = zip(numbers, points).sorted { $0.0 < $1.0 }
    let isWide = (numbers.min() ?? 0) > 0 && (numbers.max() ?? 0) >= 50 * (numbers.min() ?? 1)
    return LinePlot(
      text, x: PlotAxis(axis, isLogarithmic: isWide), y: PlotAxis("mean \(metric)"),
      series: [
        LinePlot.Series(
          metric, sorted.map { LinePlot.Point($0.0, $0.1.spot.mean) },
          band: sorted.compactMap { x, point in
            point.spot.interval.map { (x: x, low: $0.low, high: $0.high) }
          })
      ]
    ).figure
  }

  private static func distinct(_ values: [Value]) -> [Value] {
    var found: [Value] = []
    for value in values where !found.contains(value) { found.append(value) }
    return found
  }

  /// How many decimals tell values of a range apart.
  private static func decimals(_ range: Double) -> Int {
    var decimals = 2
    var size = range
    while size > 0, size < 0.1, decimals < 6 {
      size *= 10
      decimals += 1
    }
    return decimals
  }
}
