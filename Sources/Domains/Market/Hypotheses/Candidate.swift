/// One hypothesis with everything that was computed of it and what each gate said.
struct Candidate {
  let family: String
  let condition: EventCondition
  let action: HypothesisAction
  /// Unique in a run: family, condition and action as one word.
  let id: String

  /// Texts and numbers in the order of columns.
  private(set) var texts: [(name: String, value: String)] = []
  private(set) var numbers: [(name: String, value: Double)] = []
  /// Gates in their order, with observed value, relation and threshold.
  private(set) var gates: [Gate] = []

  /// One gate's answer.
  struct Gate {
    let name: String
    let isPassed: Bool
    let observed: Double
    let threshold: Double
    /// Whether `gate_all` asks for it.
    let isDemanded: Bool
    /// Whether the robustness score counts it.
    let isCounted: Bool
  }

  init(family: String, condition: EventCondition, action: HypothesisAction) {
    self.family = family
    self.condition = condition
    self.action = action
    id = Slug.of("\(family) \(condition.name) \(action.name)")
  }

  mutating func note(_ name: String, _ value: Double?) { numbers.append((name, value ?? .nan)) }
  mutating func note(_ name: String, _ value: String) { texts.append((name, value)) }

  /// Adds a gate; one whose observation is not finite never passes.
  mutating func gate(
    _ name: String, _ passes: Bool, observed: Double?, threshold: Double, demanded: Bool = true,
    counted: Bool = false
  ) {
    let value = observed ?? .nan
    gates.append(
      Gate(
        name: name, isPassed: passes && value.isFinite, observed: value, threshold: threshold,
        isDemanded: demanded, isCounted: counted))
  }

  /// A number by its name.
  subscript(name: String) -> Double { numbers.first { $0.name == name }?.value ?? .nan }

  /// Whether a gate passed.
  func passed(_ name: String) -> Bool { gates.first { $0.name == name }?.isPassed ?? false }

  /// Whether every gate that is demanded passed.
  var passesAll: Bool { gates.allSatisfy { !$0.isDemanded || $0.isPassed } }

  /// The gates that said no.
  var failReasons: [String] { gates.filter { $0.isDemanded && !$0.isPassed }.map(\.name) }

  /// The share of the counted gates, plus 0.1 for validation, times 0.75 without strict
  /// multiplicity.
  var robustness: Double {
    let counted = gates.filter(\.isCounted)
    var score = Double(counted.count(where: \.isPassed)) / Double(max(1, counted.count))
    if passed("gate_oos_validation") { score = min(1, score + 0.1) }
    if !passed("gate_multiplicity_strict") { score *= 0.75 }
    return score
  }

  /// The columns of `phase2_candidates.csv`.
  var columns: [String] {
    ["candidate_id", "event_type", "condition", "action"] + texts.map(\.name) + numbers.map(\.name)
      + gates.map(\.name) + [
        "gate_all", "robustness_score", "profit_density_score", "fail_reasons",
      ]
      + gates.map { "observed_\($0.name)" } + gates.map { "threshold_\($0.name)" }
  }

  /// A row of `phase2_candidates.csv`.
  var cells: [String] {
    [id, family, condition.name, action.name] + texts.map(\.value)
      + numbers.map { Decimal64.text($0.value) } + gates.map { $0.isPassed ? "1" : "0" }
      + [
        passesAll ? "1" : "0", Decimal64.text(robustness),
        Decimal64.text(self["profit_density"]), failReasons.joined(separator: ","),
      ]
      + gates.map { Decimal64.text($0.observed) } + gates.map { Decimal64.text($0.threshold) }
  }
}

/// Words that stand for texts in names of files.
enum Slug {
  /// Lower-case; every run of other characters is one underscore, none at the ends.
  static func of(_ text: String) -> String {
    var slug = ""
    var isPending = false
    for scalar in text.lowercased().unicodeScalars {
      let isPlain = ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
      if isPlain {
        if isPending, !slug.isEmpty { slug.append("_") }
        slug.unicodeScalars.append(scalar)
        isPending = false
      } else {
        isPending = true
      }
    }
    return slug
  }
}
