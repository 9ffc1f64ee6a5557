import Codecs
import TestKit
import Testing

@testable import Documents

@Suite struct FigureTests {
  @Test(arguments: [
    (0.0, 2, "0.00"), (-0.001, 2, "0.00"), (1.005, 2, "1.00"), (2.5, 0, "3"),
    (-12.346, 2, "-12.35"),
    (0.5, 1, "0.5"), (1e20, 2, "1e+20"),
  ])
  func `numbers have fixed decimals and no minus zero`(value: Double, decimals: Int, text: String) {
    #expect(Numeral.fixed(value, decimals) == text)
  }

  @Test func `numbers for readers have true signs, and small probabilities a bound`() {
    #expect(Numeral.signed(0.04, 1) == "0.0")
    #expect(Numeral.signed(-3.25, 1) == "\u{2212}3.3")
    #expect(Numeral.signed(3.25, 1) == "+3.3")
    #expect(Numeral.trimmed(1.50, 2) == "1.5")
    #expect(Numeral.trimmed(120, 2) == "120")
    #expect(Numeral.named("p", 0.0004) == "p\u{a0}<\u{a0}0.001")
    #expect(Numeral.named("p", 0.0421) == "p\u{a0}=\u{a0}0.042")
    #expect(Number.text(3) == "3")
    #expect(Number.text(0.1) == "0.1")
  }

  @Test func `ticks are round and cover the values`() {
    let axis = AxisScale(around: [0, 93], count: 5)
    #expect(axis.ticks == [0, 20, 40, 60, 80, 100])
    #expect(
      AxisScale(around: [0.12, 0.31], count: 5).ticks.map { Numeral.fixed($0, 2) }
        == ["0.10", "0.15", "0.20", "0.25", "0.30", "0.35"])
    #expect(AxisScale(around: [-3, 2], count: 5).ticks == [-3, -2, -1, 0, 1, 2])
    #expect(AxisScale(around: []).ticks.first == 0)
    #expect(AxisScale(around: [7]).lower < 7)
    #expect(AxisScale(around: [7]).upper > 7)
  }

  @Test func `a logarithmic axis has 1, 2 and 5 in every decade, and even steps`() {
    let axis = AxisScale(logarithmicAround: [12, 180])
    #expect(axis.ticks == [10, 20, 50, 100, 200])
    let quarter = axis.position(100, 0, 1) - axis.position(10, 0, 1)
    let other = axis.position(200, 0, 1) - axis.position(20, 0, 1)
    #expect(abs(quarter - other) < 1e-12)
    #expect(axis.position(10, 0, 1) == 0)
    #expect(axis.position(1, 0, 1) == 0)
    #expect(
      AxisScale(logarithmicAround: [5, 5]).lower < AxisScale(logarithmicAround: [5, 5]).upper)
  }

  @Test func `values outside an axis stay at its end`() {
    let axis = AxisScale(from: 0, to: 1, ticks: [0, 1], decimals: 0)
    #expect(axis.position(-4, 10, 20) == 10)
    #expect(axis.position(1.5, 10, 20) == 20)
  }

  @Test func `classes of a histogram hold every value once`() {
    let values = (0..<100).map { Double($0 * $0 % 97) }
    let bins = Histogram.Bins(
      .init(title: "", label: "", values: [values, []], classes: .ranges))
    #expect(bins.counts[0].reduce(0, +) == 100)
    #expect(bins.counts[1].reduce(0, +) == 0)
    #expect(bins.isEdged)
    let counts = Histogram.Bins(
      .init(title: "", label: "", values: [[0, 0, 2], [1]], classes: .counts))
    #expect(counts.labels == ["0", "1", "2"])
    #expect(counts.counts == [[2, 0, 1], [0, 1, 0]])
    let many = Histogram.Bins(
      .init(title: "", label: "", values: [[0, 40], [7]], classes: .counts))
    #expect(many.isEdged)
  }

  @Test func `every figure is well-formed, named for readers and free of programs`() throws {
    for figure in FigureSamples.all {
      let document = figure.document
      try Markers.expectWellFormed(document)
      #expect(document.contains("<title id=\"\(figure.name)-title\">"))
      #expect(document.contains("<desc id=\"\(figure.name)-description\">"))
      #expect(
        document.contains("aria-labelledby=\"\(figure.name)-title \(figure.name)-description\""))
      #expect(document.contains("prefers-color-scheme: dark"))
      #expect(!document.contains("<script"))
      #expect(!document.contains("NaN") && !document.contains("inf"))
    }
  }

  @Test func `what somebody wrote cannot become markup of a figure`() throws {
    for figure in FigureSamples.hostile {
      try Markers.expectWellFormed(figure.document)
      #expect(!figure.document.contains("<b>"))
      #expect(figure.document.contains("&lt;b&gt;"))
    }
  }

  @Test func `the same figure has the same bytes`() {
    #expect(FigureSamples.all.map(\.document) == FigureSamples.all.map(\.document))
  }

  @Test func `series differ in texture, curves in dash, and groups in shape`() {
    let bars = FigureSamples.bars(["a", "b", "c"]).figure.document
    for index in [1, 3] {
      #expect(
        bars.contains("fill=\"url(#success-rates-texture\(index))\" class=\"area\(index)\""))
      #expect(bars.contains("<pattern id=\"success-rates-texture\(index)\""))
    }
    #expect(bars.contains("class=\"area2\""))
    let scatter = FigureSamples.scatter(["a", "b"]).figure.document
    for mark in 1...6 { #expect(scatter.contains("class=\"mark mark\(mark)\"")) }
    let lines = FigureSamples.lines(["a", "b"]).figure.document
    #expect(lines.contains("class=\"curve mark1\"") && lines.contains("class=\"curve mark2\""))
  }

  @Test func `a curve has a gap where a value is missing, and says so in words`() {
    let figure = FigureSamples.lines(["a", "b"]).figure
    #expect(figure.description.contains("1 value missing"))
    #expect(figure.description.contains("a: from 0 at 0 to 3 at 8"))
    let curve = Curve([.init(0, 1), .init(1, .nan), .init(2, 3)])
    #expect(curve.runs.count == 2)
  }

  @Test func `a long curve is thinned without losing an extreme`() {
    let points = (0..<100_000).map { LinePlot.Point(Double($0), Double($0 % 97)) }
    var spiked = points
    spiked[50_001].y = 1e6
    spiked[70_003].y = -1e6
    let thin = Curve(spiked).thinned(200)
    let kept = thin.flatMap(\.self)
    #expect(kept.count <= 800 && kept.count > 400)
    #expect(kept.contains(.init(50_001, 1e6)) && kept.contains(.init(70_003, -1e6)))
    #expect(kept.first == points.first && kept.last == points.last)
    #expect(zip(kept, kept.dropFirst()).allSatisfy { $0.x < $1.x })
  }

  @Test(arguments: [
    (0.0, 3, "0"), (1234.567, 3, "1235"), (0.001234, 2, "0.0012"), (-0.5, 3, "-0.5"),
    (12.345, 3, "12.3"), (1e-9, 3, "1e-09"), (.infinity, 3, "inf"),
  ])
  func `significant digits`(value: Double, digits: Int, text: String) {
    #expect(Numeral.significant(value, digits) == text)
  }

  @Test func `low cells of the map are marked by more than colour, absent ones say so`() {
    let map = FigureSamples.map(["a", "b"]).figure.document
    #expect(map.contains("▾ 0.72"))
    #expect(map.contains("not repeated"))
    #expect(!map.contains("▾ 0.95"))
  }

  @Test func `counts that are no whole numbers are drawn as ranges`() {
    let bins = Histogram.Bins(
      .init(title: "", label: "", values: [[0, 0.5, 2]], classes: .counts))
    #expect(bins.isEdged)
    #expect(bins.counts[0].reduce(0, +) == 3)
  }

  @Test func `an effect without variance has words instead of a point`() {
    let forest = FigureSamples.forest(["a", "b"]).figure.document
    #expect(forest.contains("no pair differs"))
    #expect(forest.contains("0.31 [0.10, 0.52]"))
  }
}
