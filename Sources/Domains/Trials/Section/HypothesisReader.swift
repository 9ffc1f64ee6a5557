import Numerics
import StageKit
import YAML

/// Reads one hypothesis of a study file.
struct HypothesisReader {
  let item: Item
  let metrics: [Registration.Metric]

  private static let keys = [
    "id", "metric", "claim", "test", "zeros", "variant", "margin", "practical", "primary",
    "exploratory", "beside",
  ]

  /// The hypothesis; nil where something is wrong with it, which is reported.
  var hypothesis: Hypothesis? {
    guard let fields = Section(item, owner: "a hypothesis", keys: Self.keys) else { return nil }
    let id = fields.required("id").flatMap(identifier)
    let declared = metrics.map(\.metric.rawValue)
    let metric = fields.required("metric")?.word("metric", among: declared)
      .flatMap(ScoreMetric.init)
    let claim: Hypothesis.Claim? = choice(fields.required("claim"), "claim")
    let test: Hypothesis.Test? = choice(fields.required("test"), "test")
    let beside = (fields["beside"]?.elements() ?? []).compactMap { item -> Hypothesis.Test? in
      choice(item, "test")
    }
    guard let id, let metric, let claim, let test,
      let measure = metrics.first(where: { $0.metric == metric })
    else { return nil }
    let margin = fields["margin"].flatMap { self.margin($0, measure) }
    check(claim, test, beside, measure, hasMargin: fields["margin"] != nil)
    if fields["zeros"] != nil, test != .wilcoxon { item.fail("only test wilcoxon has 'zeros'") }
    if fields["variant"] != nil, test != .mcnemar { item.fail("only test mcnemar has 'variant'") }
    let isExploratory = fields["exploratory"]?.bool() ?? false
    let isPrimary = fields["primary"]?.bool() ?? false
    if isExploratory, isPrimary { item.fail("a primary hypothesis is not exploratory") }
    return Hypothesis(
      id: id, metric: metric, claim: claim, test: test,
      zeros: choice(fields["zeros"], "treatment of zeros") ?? .wilcox,
      isMidP: fields["variant"]?.word("variant of the test", among: ["exact", "midp"]) == "midp",
      margin: margin,
      practical: RegistrationReader.number(
        fields["practical"], { $0 > 0 }, "0 to any other"),
      isPrimary: isPrimary, isExploratory: isExploratory, beside: beside)
  }

  /// What does not go together.
  private func check(
    _ claim: Hypothesis.Claim, _ test: Hypothesis.Test, _ beside: [Hypothesis.Test],
    _ measure: Registration.Metric, hasMargin: Bool
  ) {
    if (test == .tost) != (claim == .equivalent) {
      item.fail("test tost and claim equivalent belong together")
    }
    if (test == .tost || beside.contains(.tost)) != hasMargin {
      item.fail(
        hasMargin ? "only test tost has a 'margin'" : "test tost needs a 'margin'",
        hint: "a margin is a number, [low, high] or {ratio: R}")
    }
    for test in [test] + beside {
      if test.needsUnits, !measure.hasUnits {
        item.fail(
          "test \(test.rawValue) compares '\(measure.metric.rawValue)', which is neither exact nor "
            + "has a resolution", hint: "state 'exact: true' or 'resolution' under 'metrics'")
      }
      if measure.isLogarithmic, test != .pairedT, test != .tost {
        item.fail("scale log goes with tests paired_t and tost, not with \(test.rawValue)")
      }
    }
  }

  private func identifier(_ item: Item) -> String? {
    guard let text = item.text() else { return nil }
    let isGood =
      text.utf8.first.map { Self.isLetter($0) } == true
      && text.utf8.allSatisfy { Self.isLetter($0) || (48...57).contains($0) || $0 == 45 }
    if !isGood { item.mismatch("a letter, then letters, digits and '-'") }
    return isGood ? text : nil
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (65...90).contains(byte) || (97...122).contains(byte)
  }

  private func margin(_ item: Item, _ measure: Registration.Metric) -> Hypothesis.Margin? {
    if let number = item.node.asDouble {
      if number > 0, number.isFinite { return .range(low: -number, high: number) }
    } else if let ends = item.node.asSequence?.map(\.asDouble) {
      if ends.count == 2, let low = ends[0], let high = ends[1], low.isFinite, high.isFinite,
        low < high
      {
        return .range(low: low, high: high)
      }
    } else if let fields = Section(item, owner: "'margin'", keys: ["ratio"]) {
      guard let ratio = fields.required("ratio")?.node.asDouble, ratio > 1, ratio.isFinite else {
        item.fail("the ratio of a margin is above 1")
        return nil
      }
      if !measure.isLogarithmic { item.fail("a ratio is a margin on 'scale: log' only") }
      return .ratio(ratio)
    }
    item.mismatch("a number above 0, [low, high] or {ratio: R}")
    return nil
  }

  private func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ item: Item?, _ kind: String
  ) -> Choice? {
    item?.word(kind, among: Choice.allCases.map(\.rawValue)).flatMap(Choice.init)
  }
}
