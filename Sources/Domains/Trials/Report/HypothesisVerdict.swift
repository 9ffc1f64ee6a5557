/// What one registered test says about its hypothesis.
///
/// "Not significant" alone is no result: with power it is evidence that nothing of the size that
/// matters is there, without power it is an open question, and the report never mixes the two.
enum HypothesisVerdict: Equatable {
  /// A significant difference as it was stated.
  case supported
  /// A significant difference against what was stated, or where none was stated.
  case contradicted
  /// No significant difference, in a study that would have found one of the size that matters.
  case clearNull
  /// No pair differs at all.
  case identical
  /// No significant difference, in a study too small to have found one.
  case inconclusive
  /// No test can be computed.
  case untestable

  init(_ test: Evidence.Test, powerRequired: Double) {
    if test.finding.p == nil {
      self = .untestable
    } else if test.isSignificant {
      self = test.isAsStated == true ? .supported : .contradicted
    } else if test.effect == nil, test.meanDifference == 0 {
      self = .identical
    } else if let power = test.power, power >= powerRequired {
      self = .clearNull
    } else {
      self = .inconclusive
    }
  }

  /// Whether the study gives an answer to the hypothesis.
  var isAnswer: Bool {
    switch self {
    case .supported, .contradicted, .clearNull, .identical: true
    case .inconclusive, .untestable: false
    }
  }

  /// The verdict in a few words, for tables: with a mark that print keeps, never by colour.
  func label(_ hypothesis: Hypothesis) -> String {
    switch self {
    case .supported: "✓\u{a0}supported"
    case .contradicted: "✗\u{a0}contradicted"
    case .clearNull: hypothesis.stated == nil ? "✓\u{a0}consistent" : "○\u{a0}clear\u{a0}null"
    case .identical: hypothesis.stated == nil ? "✓\u{a0}consistent" : "○\u{a0}identical"
    case .inconclusive: "?\u{a0}open"
    case .untestable: "–\u{a0}no\u{a0}test"
    }
  }
}
