import Codecs
import Numerics
import StageKit
import YAML

/// Reads the members of `domain: {trials: ...}` that say how results are judged, and reports what
/// is wrong with them, each at its line and column.
struct RegistrationReader {
  /// What is known of the study around the section.
  struct Surroundings {
    /// The two variants, in the order of the file.
    var variants: [String]
    /// The levels, smallest first, each with the pairs that it plans in all.
    var levels: [(name: String, pairs: Int)]
    /// Whether gains are judged without trust in the agent.
    var isAgentSafe = false
  }

  static let keys = [
    "contrast", "level", "alpha", "correction", "looks", "missing", "power", "metrics",
    "hypotheses", "interval", "interaction", "per_task", "reproducibility",
  ]

  private let section: Section
  private let around: Surroundings

  /// Reads a section whose keys were checked; nil where something is wrong with it.
  static func read(_ section: Section, _ around: Surroundings) -> Registration? {
    RegistrationReader(section: section, around: around).registration
  }

  private var registration: Registration? {
    let (treatment, reference) = contrast
    let names = around.levels.map(\.name)
    let level = word("level", among: names, kind: "level") ?? names.last ?? ""
    let alpha = number("alpha", 0.05) { $0 > 0 && $0 < 0.5 } ?? 0.05
    let metrics = metrics
    let hypotheses = hypotheses(metrics)
    let planned = around.levels.first { $0.name == level }?.pairs ?? 0
    return Registration(
      treatment: treatment, reference: reference, level: level, alpha: alpha,
      family: choice("correction") ?? .bonferroni,
      looks: looks(alpha: alpha, planned: planned),
      missing: choice("missing") ?? (around.isAgentSafe ? .worst : .complete),
      power: number("power", 0.80) { $0 > 0 && $0 < 1 } ?? 0.80, repeats: repeats,
      metrics: metrics, hypotheses: hypotheses, interval: choice("interval") ?? .t,
      showsInteraction: section["interaction"]?.bool() ?? true,
      showsTasks: section["per_task"]?.bool() ?? true)
  }

  private var contrast: (treatment: String, reference: String) {
    let names = around.variants
    let treatment = names.count > 1 ? names[1] : ""
    let reference = names.first ?? ""
    guard let item = section["contrast"],
      let pair = Section(item, owner: "'contrast'", keys: ["treatment", "reference"])
    else { return (treatment, reference) }
    let chosen = ["treatment", "reference"].map {
      pair.required($0)?.word("variant", among: names)
    }
    if let first = chosen[0], first == chosen[1] {
      item.fail("'contrast' compares variant '\(first)' with itself")
    }
    return (chosen[0] ?? treatment, chosen[1] ?? reference)
  }

  private func looks(alpha: Double, planned: Int) -> [Registration.Look] {
    guard let item = section["looks"], let elements = item.elements() else { return [] }
    var looks: [Registration.Look] = []
    for element in elements {
      guard let look = Section(element, owner: "a look", keys: ["at", "alpha"]),
        let pairs = look.required("at")?.wholeNumber(in: 1...Int64(Int32.max)),
        let spent = Self.number(look.required("alpha"), { $0 > 0 && $0 < 0.5 }, "0 to 0.5")
      else { continue }
      if Int(pairs) >= planned {
        element.fail("a look at \(pairs) pairs is no look: the level plans \(planned)")
      }
      if let last = looks.last, last.pairs >= Int(pairs) {
        element.fail("looks are in the order of their pairs, each once")
      }
      looks.append(Registration.Look(pairs: Int(pairs), alpha: spent))
    }
    if looks.reduce(0, { $0 + $1.alpha }) >= alpha {
      item.fail("the looks spend all of alpha \(alpha), and leave nothing for the end")
    }
    return looks
  }

  private var repeats: Registration.Repeats {
    var repeats = Registration.Repeats()
    guard let item = section["reproducibility"],
      let limits = Section(
        item, owner: "'reproducibility'", keys: ["threshold", "share", "stop"])
    else { return repeats }
    for (key, path) in [
      ("threshold", \Registration.Repeats.threshold), ("share", \.share), ("stop", \.stop),
    ] {
      if let number = Self.number(limits[key], { $0 > 0 && $0 <= 1 }, "0 to 1") {
        repeats[keyPath: path] = number
      }
    }
    return repeats
  }

  private var metrics: [Registration.Metric] {
    guard let members = section["metrics"]?.members() else { return [] }
    let names = ScoreMetric.allCases.map(\.rawValue)
    return members.compactMap { member in
      guard let metric = ScoreMetric(rawValue: member.name) else {
        member.key.unknown("metric", member.name, among: names)
        return nil
      }
      return self.metric(metric, member.value)
    }
  }

  private func metric(_ metric: ScoreMetric, _ item: Item) -> Registration.Metric? {
    guard
      let fields = Section(
        item, owner: "metric '\(metric.rawValue)'",
        keys: ["exact", "resolution", "scale", "better", "clock"])
    else { return nil }
    let isExact = fields["exact"]?.bool() ?? false
    let resolution = fields["resolution"].flatMap { item -> String? in
      let text = item.node.asText ?? ""
      if Registration.Metric.number(text) == nil {
        item.mismatch("a number above 0, or \"N/D\"")
        return nil
      }
      return text
    }
    if isExact, fields["resolution"] != nil {
      item.fail("a metric is exact or has a resolution, not both")
    }
    if isExact, metric == .runtime {
      item.fail("a runtime is measured and never exact", hint: "state a resolution: 0.001")
    }
    if let clock = fields["clock"], metric != .runtime {
      clock.fail("only 'runtime' has a clock")
    }
    return Registration.Metric(
      metric: metric, isExact: isExact, resolution: resolution,
      isLogarithmic: fields["scale"]?.word("scale", among: ["raw", "log"]) == "log",
      lowerIsBetter: fields["better"]?.word("direction", among: ["higher", "lower"]) == "lower",
      isVirtual: fields["clock"]?.word("clock", among: ["measured", "virtual"]) == "virtual")
  }

  private func hypotheses(_ metrics: [Registration.Metric]) -> [Hypothesis] {
    guard let item = section["hypotheses"], let elements = item.elements() else { return [] }
    var found: [Hypothesis] = []
    for element in elements {
      let reader = HypothesisReader(item: element, metrics: metrics)
      guard let hypothesis = reader.hypothesis else { continue }
      if found.contains(where: { $0.id == hypothesis.id }) {
        element.fail("there are two hypotheses '\(hypothesis.id)'")
      }
      if hypothesis.isPrimary, found.contains(where: \.isPrimary) {
        element.fail("there are two primary hypotheses")
      }
      found.append(hypothesis)
    }
    return found
  }

  private func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String
  ) -> Choice? {
    word(key, among: Choice.allCases.map(\.rawValue), kind: key).flatMap(Choice.init)
  }

  private func word(_ key: String, among words: [String], kind: String) -> String? {
    section[key]?.word(kind, among: words)
  }

  private func number(
    _ key: String, _ fallback: Double, _ isGood: (Double) -> Bool
  ) -> Double? {
    section[key] == nil
      ? fallback : Self.number(section[key], isGood, key == "alpha" ? "0 to 0.5" : "0 to 1")
  }

  static func number(_ item: Item?, _ isGood: (Double) -> Bool, _ range: String) -> Double? {
    guard let item else { return nil }
    guard let number = item.node.asDouble, number.isFinite, isGood(number) else {
      item.mismatch("a number from \(range), ends excluded")
      return nil
    }
    return number
  }
}
