import Codecs
import StageKit
import Study

extension Verb {
  static let promote = Verb(
    name: "promote",
    summary: "move a baseline to a batch, variant or candidate, if the evidence allows",
    usage: "promote [STUDY/]BATCH[.VARIANT]|CANDIDATE --to BASELINE [-m WHY]",
    details: [
      "The study file says under 'baselines' what a promotion needs: gates that passed, a report,",
      "no open critical violation, a metric that is not worse, consecutive windows that passed.",
      "Whatever is missing is recorded, one sentence per item, and the exit code is 11.",
    ],
    options: [.value("to", nil, "BASELINE", "the baseline to move")],
    example: "runledger promote b20260213-2140-baseline-v01 --to release",
    operands: 1...1, writes: true, completes: .subjects
  ) { invocation in
    guard let word = invocation.arguments.value("to") else {
      throw Failure.usage("'promote' needs '--to BASELINE'", hint: "runledger help promote")
    }
    let workspace = try invocation.writing()
    let subjects = try Subjects(workspace)
    // A baseline whose study is not named leaves it to the target, and the other way round.
    let parts = word.split(separator: "/").map(String.init)
    let named = parts.last ?? word
    let slugs =
      try parts.count > 1
      ? [subjects.baseline(word).study]
      : subjects.studies().filter { subjects.baselines(of: $0).contains(named) }
    let target = try subjects.promotable(
      invocation.operand(0) ?? "", in: slugs.isEmpty ? subjects.studies() : slugs)
    let outcome = try invocation.outcome(
      of: PromoteBaseline(
        study: target.study, baseline: named, to: target.name,
        reason: invocation.arguments.reason), in: workspace)
    return invocation.show(promotion: outcome, of: target.name, to: named)
  }
}

extension Invocation {
  /// Prints what came of a promotion; a refusal is an answer that was recorded, and no error.
  fileprivate func show(
    promotion outcome: CommandOutcome, of target: String, to baseline: String
  ) -> ExitCode {
    let refused = outcome.events.compactMap { event -> PromotionRefused? in
      if case .promotionRefused(let refused) = event.fact { refused } else { nil }
    }.first
    if isJSON, var members = outcome.json.asMap {
      members["promoted"] = .bool(refused == nil)
      members["reasons"] = .array((refused?.reasons ?? []).map(Value.text))
      console.print(json: .map(members))
    } else {
      show(outcome)
    }
    guard let refused else { return .done }
    if !isJSON {
      console.complain("runledger: '\(target)' lacks what baseline '\(baseline)' needs")
      for reason in refused.reasons { console.complain("  \(Printable.text(reason))") }
    }
    return .guarded
  }
}
