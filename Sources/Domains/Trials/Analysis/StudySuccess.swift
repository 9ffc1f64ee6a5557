import Codecs
import Numerics

/// Whether the study, not a hypothesis, did what it set out to do: it had its pairs, its runs
/// repeat, and the primary question has an answer of either kind.
///
/// No power is among the criteria: it is planned, and decides nothing afterwards.
struct StudySuccess: Sendable {
  struct Criterion: Sendable, Equatable {
    let name: String
    let isMet: Bool
    let required: String
    let observed: String
  }

  let criteria: [Criterion]
  /// Whether reproducibility is so low that going on makes no sense.
  let shouldStop: Bool

  init(_ analysis: Analysis) {
    let limits = analysis.registration.repeats
    let values = ScoreMetric.reproducibility.values(analysis.index.rows)
    let reached = values.count { $0 >= limits.threshold }
    let share = values.isEmpty ? 0 : Double(reached) / Double(values.count)
    shouldStop = Analysis.hasStopped(analysis.index, analysis.registration)
    let sample = analysis.sample
    let primary = analysis.primary
    criteria = [
      Criterion(
        name: "pairs_per_task", isMet: sample.isSufficient,
        required: "at least \(sample.minimum) complete pairs in every task",
        observed: "\(sample.smallest) in the task with the fewest"),
      Criterion(
        name: "reproducibility", isMet: !values.isEmpty && share >= limits.share,
        required: "a reproducibility of \(limits.threshold) in \(limits.share) of all runs",
        observed: "\(reached) of \(values.count) runs"),
      Criterion(
        name: "clear_answer", isMet: primary?.verdict?.isAnswer ?? false,
        required: "an answer to the primary hypothesis, or equivalence in its metric",
        observed: primary.map { "\($0.hypothesis.id) \($0.verdict?.words ?? "not tested")" }
          ?? "no hypothesis is registered"),
    ].map { criterion in
      guard criterion.name == "clear_answer", !criterion.isMet,
        let null = analysis.results.first(where: {
          $0.hypothesis.claim == .equivalent && $0.verdict == .supported
            && $0.hypothesis.metric == primary?.hypothesis.metric
        })
      else { return criterion }
      return Criterion(
        name: criterion.name, isMet: true, required: criterion.required,
        observed: "a clear null: \(null.hypothesis.id) supported")
    }
  }

  var isMet: Bool { criteria.allSatisfy(\.isMet) }

  /// As `statistical-tests.json` has it.
  var value: Value {
    [
      "met": .bool(isMet), "stop_early": .bool(shouldStop),
      "criteria": .array(
        criteria.map {
          [
            "name": .text($0.name), "met": .bool($0.isMet), "required": .text($0.required),
            "observed": .text($0.observed),
          ]
        }),
    ]
  }
}
