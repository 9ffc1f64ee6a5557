import Testing

@testable import Trials

/// Figures of a few made-up values, including those that have nothing to show.
enum FigureSamples {
  static let tasks = (1...6).map { "TASK-00\($0)" }

  static var all: [Figure] { figures(["role-centric", "goal-centric"]) + empty }

  /// Names that would be markup if nobody took care.
  static var hostile: [Figure] { figures(["<b>x</b>", "<b>\"&'\u{1}"]) }

  static func figures(_ variants: [String]) -> [Figure] {
    [
      bars(variants).figure, scatter(variants).figure, histograms(variants).figure,
      map(variants).figure, forest(variants).figure,
    ]
  }

  static func bars(_ variants: [String]) -> SuccessBars {
    SuccessBars(
      variants: variants,
      groups: (["All"] + tasks).enumerated().map { place, label in
        SuccessBars.Group(
          label: label,
          bars: [
            SuccessBars.Bar(mean: 0.1 * Double(place), deviation: 0.4, count: 15),
            place == 3 ? nil : SuccessBars.Bar(mean: 1, deviation: nil, count: 1),
          ])
      })
  }

  static func scatter(_ variants: [String]) -> PairedScatter {
    PairedScatter(
      name: "runtime-pairs", quantity: "runtime", unit: "s", variants: variants,
      groups: tasks.enumerated().map { place, label in
        PairedScatter.Group(
          label: label,
          points: (1...3).map { pair in
            PairedScatter.Point(
              pair: "pair-\(pair)", first: Double(10 * (place + 1)), second: Double(9 * pair))
          })
      })
  }

  static func histograms(_ variants: [String]) -> MetricHistograms {
    MetricHistograms(
      variants: variants,
      panels: [
        .init(
          title: "Task success", label: "result", values: [[0, 1, 1], [1, 1, 1]],
          classes: .named([(0, "failed"), (1, "succeeded")])),
        .init(title: "Adherence", label: "%", values: [[100], [75]], classes: .ranges),
        .init(title: "Clarifications", label: "n", values: [[0, 3], [1]], classes: .counts),
        .init(title: "Runtime", label: "s", values: [[1, 30], [9.5]], classes: .ranges),
      ])
  }

  static func map(_ variants: [String]) -> ReproducibilityMap {
    ReproducibilityMap(
      variants: variants,
      rows: zip(tasks, [[1, 0.95], [0.72, nil], [0, 1]]).map { ($0, $1) }, threshold: 0.9)
  }

  static func forest(_ variants: [String]) -> EffectForest {
    EffectForest(
      variants: variants,
      rows: [
        .init(
          label: "H1", metric: "success", effect: 0.31, interval: (0.1, 0.52), isSignificant: true,
          remark: ""),
        .init(
          label: "H3", metric: "reproducibility", effect: nil, interval: nil, isSignificant: false,
          remark: "no pair differs"),
      ], negligible: 0.2)
  }

  /// Nothing was measured.
  static var empty: [Figure] {
    let variants = ["a", "b"]
    return [
      SuccessBars(variants: variants, groups: []).figure,
      PairedScatter(
        name: "runtime-pairs", quantity: "runtime", unit: "s", variants: variants, groups: []
      ).figure,
      MetricHistograms(
        variants: variants,
        panels: [.init(title: "t", label: "l", values: [[], []], classes: .ranges)]
      ).figure,
      ReproducibilityMap(variants: variants, rows: [], threshold: 0.9).figure,
      EffectForest(variants: variants, rows: [], negligible: 0.2).figure,
    ]
  }
}

/// Checks of markup.
enum Markers {
  /// Every element is closed in order, and nothing that is no markup looks like it.
  static func expectWellFormed(
    _ text: String, void: Set<String> = [], _ location: SourceLocation = #_sourceLocation
  ) throws {
    var open: [Substring] = []
    var rest = text[...]
    while let start = rest.firstIndex(of: "<") {
      let end = try #require(rest[start...].firstIndex(of: ">"), sourceLocation: location)
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("?") || tag.hasPrefix("!") || tag.hasSuffix("/") { continue }
      let name = tag.drop { $0 == "/" }.prefix { !$0.isWhitespace }
      if void.contains(String(name)) { continue }
      if tag.hasPrefix("/") {
        #expect(open.popLast() == name, "</\(name)>", sourceLocation: location)
      } else {
        open.append(name)
      }
    }
    #expect(open.isEmpty, "\(open)", sourceLocation: location)
  }
}
