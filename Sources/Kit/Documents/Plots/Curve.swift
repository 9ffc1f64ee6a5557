/// The points of one curve, cut at its gaps.
struct Curve: Sendable {
  /// Stretches without a gap.
  let runs: [[LinePlot.Point]]
  /// How many points have no value.
  let gaps: Int

  init(_ points: [LinePlot.Point]) {
    var runs: [[LinePlot.Point]] = []
    var run: [LinePlot.Point] = []
    var gaps = 0
    for point in points {
      if point.x.isFinite, point.y.isFinite {
        run.append(point)
      } else {
        gaps += 1
        if !run.isEmpty { runs.append(run) }
        run = []
      }
    }
    if !run.isEmpty { runs.append(run) }
    self.runs = runs
    self.gaps = gaps
  }

  var first: LinePlot.Point? { runs.first?.first }
  var last: LinePlot.Point? { runs.last?.last }
  var lowest: LinePlot.Point? { runs.joined().min { $0.y < $1.y } }
  var highest: LinePlot.Point? { runs.joined().max { $0.y < $1.y } }

  /// The stretches, with at most first, least, greatest and last point of every one of `count`
  /// pieces of equal width, so that no extreme is lost.
  func thinned(_ count: Int) -> [[LinePlot.Point]] {
    guard let first, let last, runs.reduce(0, { $0 + $1.count }) > 4 * count, last.x > first.x
    else { return runs }
    let width = (last.x - first.x) / Double(count)
    return runs.map { run in
      var kept: [LinePlot.Point] = []
      var start = 0
      while start < run.count {
        let piece = Self.piece(run[start].x, first.x, width, count)
        var end = start
        while end < run.count, Self.piece(run[end].x, first.x, width, count) == piece { end += 1 }
        let low = (start..<end).min { run[$0].y < run[$1].y } ?? start
        let high = (start..<end).max { run[$0].y < run[$1].y } ?? start
        var places: [Int] = []
        for place in [start, min(low, high), max(low, high), end - 1] where places.last != place {
          places.append(place)
        }
        kept += places.map { run[$0] }
        start = end
      }
      return kept
    }
  }

  private static func piece(_ x: Double, _ start: Double, _ width: Double, _ count: Int) -> Int {
    min(count - 1, max(0, Int((x - start) / width)))
  }
}
