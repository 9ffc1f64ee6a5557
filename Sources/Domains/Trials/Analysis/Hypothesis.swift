/// The five registered hypotheses.
enum Hypothesis: String, CaseIterable, Sendable {
  case h1 = "H1"
  case h2 = "H2"
  case h3 = "H3"
  case h4 = "H4"
  case h5 = "H5"

  /// What runs are compared by.
  var metric: ScoreMetric {
    switch self {
    case .h1: .taskSuccess
    case .h2: .constraintAdherence
    case .h3: .reproducibility
    case .h4: .clarificationCount
    case .h5: .runtime
    }
  }

  /// The sign of treatment minus reference that the hypothesis states; nil for no difference.
  var stated: FloatingPointSign? {
    switch self {
    case .h1, .h2, .h3: .plus
    case .h4: .minus
    case .h5: nil
    }
  }

  /// The test that decides.
  var method: TestMethod {
    switch self {
    case .h1, .h3, .h5: .pairedT
    case .h2, .h4: .signedRank
    }
  }

  /// The other test that was registered, reported beside the one that decides.
  var alternative: TestMethod? {
    switch self {
    case .h2, .h4: .pairedT
    case .h1, .h3, .h5: nil
    }
  }

  /// The hypothesis in words.
  func description(_ design: Comparison) -> String {
    let (more, less) = (design.treatment, design.reference)
    return switch self {
    case .h1: "the task success rate of \(more) is higher than that of \(less)"
    case .h2: "\(more) adheres to constraints more than \(less)"
    case .h3: "\(more) is more reproducible than \(less)"
    case .h4: "\(less) asks for clarification more often than \(more)"
    case .h5: "\(more) and \(less) do not differ in runtime"
    }
  }
}

/// The tests that were registered, all of them on both sides.
enum TestMethod: String, Sendable {
  case pairedT = "paired_t"
  case signedRank = "wilcoxon_signed_rank"
}
