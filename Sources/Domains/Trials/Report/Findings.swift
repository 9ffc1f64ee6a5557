/// What the evidence amounts to: every registered test with its verdict, and the numbers behind it.
struct Findings {
  /// One registered test with what it says.
  struct Result {
    let test: Evidence.Test
    let verdict: HypothesisVerdict

    /// Whether there is a difference that survived the correction.
    var isSignificant: Bool { test.isSignificant }
  }

  /// The share of replays that have to be within their tolerances before a study may be closed.
  static let replayShareRequired = 0.90

  let evidence: Evidence
  /// H1 first.
  let results: [Result]

  init(_ evidence: Evidence) {
    self.evidence = evidence
    results = evidence.analysis.tests.map { test in
      Result(
        test: test, verdict: HypothesisVerdict(test, powerRequired: evidence.design.settings.power))
    }
  }

  var design: Evidence.Design { evidence.design }
  /// The names of the two variants.
  var first: String { design.first.id }
  var second: String { design.second.id }

  /// The result of the primary hypothesis.
  var primary: Result { results[0] }
  /// The results of the others.
  var secondary: ArraySlice<Result> { results.dropFirst() }

  /// The result of a metric's hypothesis, if its difference is significant.
  func significant(_ metric: ScoreMetric) -> Result? {
    results.first { $0.test.metric == metric && $0.isSignificant }
  }

  /// The results with one of these verdicts, H1 first.
  func results(_ verdicts: HypothesisVerdict...) -> [Result] {
    results.filter { verdicts.contains($0.verdict) }
  }

  /// The other variant.
  func other(than variant: String) -> String { variant == first ? second : first }

  /// The summary of a variant over all tasks.
  func summary(_ variant: String) -> Evidence.Summary? {
    evidence.summaries.first { $0.variant == variant }
  }

  /// The summary of a variant within a task.
  func summary(_ variant: String, task: String) -> Evidence.TaskSummary? {
    evidence.taskSummaries.first { $0.variant == variant && $0.task == task }
  }

  /// How many pairs entered the analysis.
  var pairCount: Int { evidence.pairs.count }

  /// How many runs of the schedule are locked.
  var lockedCount: Int { design.runs.count(where: \.isLocked) }

  /// The replays that nothing explains.
  var anomalies: [Evidence.Replay] { evidence.replays.filter { $0.classification == .anomalous } }

  /// The share of replays within all tolerances; nil where nothing was replayed.
  var reproducibleShare: Double? {
    guard !evidence.replays.isEmpty else { return nil }
    let acceptable = evidence.replays.count { $0.classification == .acceptable }
    return Double(acceptable) / Double(evidence.replays.count)
  }
}

extension Findings.Result {
  /// The hypothesis as a relation, for tables.
  func relation(_ findings: Findings) -> String {
    guard let stated = test.hypothesis.stated else { return "no difference" }
    return findings.design.comparison.direction(stated)
  }
}
