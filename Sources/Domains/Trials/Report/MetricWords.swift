import Codecs
import Documents
import Numerics

extension ScoreMetric {
  /// Its name in running text.
  var name: String {
    switch self {
    case .taskSuccess: "task success rate"
    case .constraintAdherence: "constraint adherence"
    case .reproducibility: "reproducibility"
    case .clarificationCount: "clarification count"
    case .runtime: "runtime"
    }
  }

  /// Its name above a column, with its unit.
  var heading: String {
    switch self {
    case .taskSuccess: "success"
    case .constraintAdherence: "adherence (%)"
    case .reproducibility: "repro\u{ad}ducibility"
    case .clarificationCount: "clarifi\u{ad}cations"
    case .runtime: "runtime (s)"
    }
  }

  /// What it counts or measures, and the values it may have, for the data dictionary.
  var definition: String {
    switch self {
    case .taskSuccess:
      "1 when every named success criterion of the task was met, else 0, also for a silent run"
    case .constraintAdherence:
      "100 · (1 − violated constraints ÷ constraints), 0 to 100; 100 where a task has none"
    case .reproducibility:
      "share of repeats with byte-identical outputs, 0 to 1; empty until repeated"
    case .clarificationCount: "requests for clarification found in the log; whole, 0 or more"
    case .runtime: "seconds of the execution, by the clock that is registered"
    }
  }

  /// How many decimals a table shows.
  var decimals: Int { self == .taskSuccess || self == .reproducibility ? 3 : 2 }

  func show(_ value: Double) -> String {
    switch self {
    case .taskSuccess: Numeral.percent(value)
    case .constraintAdherence: Numeral.prose(value, 1)
    case .reproducibility: Numeral.prose(value, 3)
    case .clarificationCount: Numeral.prose(value, 2)
    case .runtime: "\(Numeral.prose(value, 2))\u{a0}s"
    }
  }
}

extension HypothesisResult {
  private var isLogarithmic: Bool { sample.measure.isLogarithmic }

  /// A difference on the scale of the test, with its unit; one of logarithms is told as a change in
  /// percent.
  func show(_ difference: Double) -> String {
    switch hypothesis.metric {
    case .taskSuccess: "\(Numeral.signed(difference * 100, 1))\u{a0}pp"
    case .constraintAdherence: Numeral.signed(difference, 2)
    case .reproducibility: Numeral.signed(difference, 3)
    case .clarificationCount: Numeral.signed(difference, 2)
    case .runtime where isLogarithmic:
      "\(Numeral.signed((Elementary.exponential(difference) - 1) * 100, 1))\u{a0}%"
    case .runtime: "\(Numeral.signed(difference, 2))\u{a0}s"
    }
  }

  func show(_ interval: Interval) -> String {
    "\(show(interval.lower)) to \(show(interval.upper))"
  }

  /// The verdict in a few words, for tables: with a mark that print keeps, never by colour.
  var label: String {
    switch verdict {
    case .supported: "✓\u{a0}supported"
    case .contradicted: "✗\u{a0}contradicted"
    case .inconclusive: "?\u{a0}inconclusive"
    case .notEvaluable: "–\u{a0}not\u{a0}evaluable"
    case nil: hypothesis.isExploratory ? "exploratory" : "not\u{a0}tested"
    }
  }
}

extension Table.Field<HypothesisResult> {
  /// A column of intervals, shown as they were computed.
  static func interval(
    _ title: String, _ name: String, _ decimals: Int,
    _ interval: @escaping (HypothesisResult) -> Interval?
  ) -> Self {
    .interval(title, name, interval) { _, interval in
      "[\(Numeral.prose(interval.lower, decimals)), \(Numeral.prose(interval.upper, decimals))]"
    }
  }

  static func interval(
    _ title: String, _ name: String, _ interval: @escaping (HypothesisResult) -> Interval?,
    shown: @escaping (HypothesisResult, Interval) -> String
  ) -> Self {
    .init(title, name, isNumber: true) { result in
      let interval = interval(result)
      return Table.Cell(
        Prose(interval.map { shown(result, $0) } ?? "—"),
        exact: interval.map { "\(Number.text($0.lower)) \(Number.text($0.upper))" } ?? "")
    }
  }
}
