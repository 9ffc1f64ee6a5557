import Documents

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

  /// What it counts or measures, for the data dictionary.
  var definition: String {
    switch self {
    case .taskSuccess: "1 when every named success criterion of the task was met, else 0"
    case .constraintAdherence:
      "100 · (1 − violated constraints ÷ constraints); 100 where a task has none"
    case .reproducibility:
      "share of repeats whose outputs were byte-identical to the first; empty until repeated"
    case .clarificationCount: "requests for clarification found in the log; fewer is better"
    case .runtime: "seconds from the first to the last entry of the log, on the run’s clock"
    }
  }

  /// The range of its values.
  var range: String {
    switch self {
    case .taskSuccess: "0 or 1"
    case .constraintAdherence: "0 to 100"
    case .reproducibility: "0 to 1"
    case .clarificationCount: "whole, 0 or more"
    case .runtime: "seconds, 0 or more"
    }
  }

  /// How many decimals a table shows.
  var decimals: Int { self == .taskSuccess || self == .reproducibility ? 3 : 2 }

  /// Whether a lower value is the better one.
  var lowerIsBetter: Bool { self == .clarificationCount || self == .runtime }

  /// How a value is written.
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

extension Evidence.Test {
  /// A difference on the scale of the test, without its unit.
  ///
  /// A difference of logarithms is told as a change in percent.
  func number(_ difference: Double) -> String {
    switch metric {
    case .taskSuccess: Numeral.signed(difference * 100, 1)
    case .constraintAdherence: Numeral.signed(difference, 2)
    case .reproducibility: Numeral.signed(difference, 3)
    case .clarificationCount: Numeral.signed(difference, 2)
    case .runtime where isLogarithmic:
      Numeral.signed((Self.exponential(difference) - 1) * 100, 1)
    case .runtime: Numeral.signed(difference, 2)
    }
  }

  /// The unit of such numbers; empty for a share.
  var unit: String {
    switch metric {
    case .taskSuccess: "percentage points"
    case .constraintAdherence: "points"
    case .reproducibility: ""
    case .clarificationCount: "requests per run"
    case .runtime: isLogarithmic ? "%" : "s"
    }
  }

  /// The unit where there is little room.
  private var shortUnit: String {
    switch metric {
    case .taskSuccess: "pp"
    case .constraintAdherence, .reproducibility, .clarificationCount: ""
    case .runtime: unit
    }
  }

  /// A difference with its short unit, for tables.
  func brief(_ difference: Double) -> String {
    shortUnit.isEmpty ? number(difference) : "\(number(difference))\u{a0}\(shortUnit)"
  }

  /// A difference with its unit.
  func show(_ difference: Double) -> String {
    unit.isEmpty ? number(difference) : "\(number(difference))\u{a0}\(unit)"
  }

  /// A difference without its sign, with its unit.
  func size(_ difference: Double) -> String {
    let text = show(difference)
    return text.hasPrefix("+") || text.hasPrefix("\u{2212}") ? String(text.dropFirst()) : text
  }

  /// Both ends of an interval, with the unit behind the second.
  func show(_ interval: Evidence.Interval) -> String {
    "\(number(interval.lower)) to \(show(interval.upper))"
  }

  /// The test that decides, in words.
  var methodName: String { finding.method.name(isLogarithmic: isLogarithmic) }

  /// The exponential of a difference of logarithms, which is small, to far more than is shown.
  private static func exponential(_ x: Double) -> Double {
    (1...60).reversed().reduce(1.0) { sum, term in 1 + sum * x / Double(term) }
  }
}

extension TestMethod {
  /// The test in words.
  func name(isLogarithmic: Bool) -> String {
    switch self {
    case .pairedT: isLogarithmic ? "paired t test of logarithms" : "paired t test"
    case .signedRank: "Wilcoxon signed-rank test"
    }
  }

  /// The letter of its statistic.
  var symbol: String { self == .pairedT ? "t" : "W" }
}
