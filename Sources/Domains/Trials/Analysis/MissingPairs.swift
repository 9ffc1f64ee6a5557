import Codecs

/// What the primary result would be if the missing runs had come out against it, or for it.
///
/// A pair is missing when a run of it has no score or was excluded, by whatever rule.
struct MissingPairs: Sendable {
  private let analysis: RegisteredAnalysis
  private let planned: Int
  private let incomplete: [Supplementary.PlannedPair]

  init(_ analysis: RegisteredAnalysis, _ planned: [Supplementary.PlannedPair]) {
    self.analysis = analysis
    let complete = Set(
      analysis.pairs.complete.map { Supplementary.PlannedPair(task: $0.task, pair: $0.pair) })
    var seen: Set<Supplementary.PlannedPair> = []
    let single = analysis.pairs.single.map {
      Supplementary.PlannedPair(task: $0.task, pair: $0.pair)
    }
    let all = (planned + single).filter { seen.insert($0).inserted }
    incomplete = all.filter { !complete.contains($0) }
    self.planned = incomplete.count + complete.count
  }

  /// As `supplementary.json` has it.
  var value: Value {
    [
      "post_hoc": true, "hypothesis": "H1", "planned": .int(Int64(planned)),
      "complete": .int(Int64(analysis.pairs.complete.count)),
      "incomplete": .array(
        incomplete.map { pair in
          [
            "task_id": .text(pair.task), "pair_id": .text(pair.pair),
            "has": .array(rows(pair).map { .text($0.variant) }),
          ]
        }),
      "worst_case": incomplete.isEmpty ? .null : imputed(treatmentSucceeds: false),
      "best_case": incomplete.isEmpty ? .null : imputed(treatmentSucceeds: true),
    ]
  }

  /// The primary test with every missing run filled in; runs that there are keep their scores.
  private func imputed(treatmentSucceeds: Bool) -> Value {
    let filled = incomplete.map { pair -> PairedScores.Pair in
      let rows = rows(pair)
      return PairedScores.Pair(
        task: pair.task, pair: pair.pair,
        reference: rows.first { $0.variant == analysis.design.reference }?.scores
          ?? Self.scores(success: !treatmentSucceeds),
        treatment: rows.first { $0.variant == analysis.design.treatment }?.scores
          ?? Self.scores(success: treatmentSucceeds))
    }
    let data = HypothesisData(.h1, analysis.pairs.complete + filled, .raw)
    let test = HypothesisTest(data, analysis.settings)
    return [
      "sample_size": .int(Int64(data.count)), "mean_difference": Value(orNull: test.mean),
      "p_value": Value(orNull: test.finding.p), "p_corrected": Value(orNull: test.corrected),
      "significant_corrected": .bool(test.isSignificantCorrected),
      "undefined": Value(orNull: test.finding.p == nil ? test.finding.remark : nil),
    ]
  }

  private func rows(_ pair: Supplementary.PlannedPair) -> [ScoreIndex.Row] {
    analysis.pairs.single.filter { $0.task == pair.task && $0.pair == pair.pair }
  }

  /// Only the success of it is looked at.
  private static func scores(success: Bool) -> Scores {
    Scores(success: success, adherence: 0, runtime: 0, clarifications: 0, reproducibility: nil)
  }
}
