import Codecs
import Numerics
import StageKit

/// One row of `k_selection_summary.csv`: a method with one number of dimensions.
struct KSummary {
  /// How good a row is by the stability gate.
  enum Verdict: String {
    case pass = "PASS"
    case warn = "WARN"
    case fail = "FAIL"
  }

  let method: Method
  let count: Int
  let stability: ReplicateStability
  let consensus: Consensus?
  /// PCA: the sum of explained ratios.
  ///
  /// Others: the sum of the scores' variances.
  let variance: Double
  /// What a larger K is held against: the share of squares that NMF accounts for, else `variance`.
  let accounted: Double

  /// Summarises the replicates of one method and one number of dimensions, in the order of seeds.
  init(_ replicates: [Replicate]) throws(StageError) {
    method = replicates[0].method
    count = replicates[0].count
    stability = ReplicateStability(replicates.map { ($0.seed, $0.loadings) })
    consensus = Consensus(replicates.map(\.loadings), count: count)
    var sums: [Double] = []
    for replicate in replicates {
      if replicate.extras.has("explained_variance_ratio") {
        let ratios = replicate.extras.map["explained_variance_ratio"]?.asArray ?? []
        sums.append(ratios.compactMap(\.asDouble).reduce(0, +))
      } else {
        sums.append(try replicate.extras.number("sum_factor_score_variances"))
      }
    }
    variance = Descriptive.median(sums).value ?? .nan
    let shares = replicates.compactMap { $0.extras.map["accounted_share"]?.asDouble }
    accounted = shares.isEmpty ? variance : Descriptive.median(shares).value ?? .nan
  }

  /// The stability gate: medians of best matches at least .90 (.70), unmatched components at most
  /// .05 (.15), silhouette of the consensus at least .50 (.25); what is not known is no pass.
  var verdict: Verdict {
    let checks: [(value: Double?, pass: Double, warn: Double, isLow: Bool)] = [
      (stability.median, 0.9, 0.7, false), (stability.shareBelow, 0.05, 0.15, true),
      (consensus?.silhouette, 0.5, 0.25, false),
    ]
    var worst = Verdict.pass
    for check in checks {
      guard let value = check.value, value.isFinite else { return .fail }
      let isPass = check.isLow ? value <= check.pass : value >= check.pass
      let isWarn = check.isLow ? value <= check.warn : value >= check.warn
      if !isPass { worst = isWarn && worst != .fail ? .warn : .fail }
    }
    return worst
  }

  static let header = [
    "method", "k", "n_seeds", "stability_best_a_median", "stability_best_a_mean",
    "stability_frac_lt_0p3", "consensus_silhouette", "variance_proxy",
    "stability_one_to_one_median",
    "verdict",
  ]

  /// The row; what is undefined is an empty cell.
  var row: [String] {
    func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
    return [
      method.rawValue, "\(count)", "\(stability.runs)", text(stability.median),
      text(stability.mean), text(stability.shareBelow), text(consensus?.silhouette),
      text(variance), text(stability.matched), verdict.rawValue,
    ]
  }
}

/// Which K is taken for a method, and why.
struct KDecision {
  /// A K must add this share of what the next smaller one accounts for.
  static let leastGain = 0.02

  let method: Method
  /// The K, or nil where none is good enough.
  let chosen: Int?
  let rationale: String
  /// What may help where there is none.
  let next: String?
  /// Every K with its verdict and what it adds.
  let alternatives: [(count: Int, verdict: KSummary.Verdict, gain: Double?)]

  /// Decides: the largest K that passes the stability gate and still adds `leastGain`; where none
  /// passes, the largest that is only warned of.
  init(_ rows: [KSummary]) {
    let sorted = rows.sorted { $0.count < $1.count }
    method = sorted[0].method
    let alternatives = sorted.indices.map { index in
      let row = sorted[index]
      let before = index > 0 ? sorted[index - 1].accounted : nil
      return (
        count: row.count, verdict: row.verdict, gain: before.map { (row.accounted - $0) / $0 }
      )
    }
    self.alternatives = alternatives
    func largest(_ verdict: KSummary.Verdict) -> (Int, Double?)? {
      alternatives.last { $0.verdict == verdict && ($0.gain ?? 1) >= Self.leastGain }
        .map { ($0.count, $0.gain) }
    }
    let note =
      rows[0].method.dependsOnSeed
      ? "" : "; the method takes no chances, so that its seeds agree by themselves"
    if let (count, gain) = largest(.pass) {
      chosen = count
      next = nil
      rationale =
        "the largest K that passes the stability gate and adds at least 2 %"
        + (gain.map { " (it adds \(Self.percent($0)))" } ?? "") + note
    } else if let (count, _) = largest(.warn) {
      chosen = count
      next = nil
      rationale = "no K passes the stability gate; this is the largest that it only warns of" + note
    } else {
      chosen = nil
      let isUndefined = rows.contains { $0.stability.runs < 2 }
      rationale =
        isUndefined ? "stability is undefined with fewer than two seeds" : "no K is stable"
      let least = sorted[0].count
      next =
        isUndefined
        ? "give at least two params.seeds"
        : "give params.ks below \(least), or leave '\(method.rawValue)' out of params.methods"
    }
  }

  var value: Value {
    [
      "method": .text(method.rawValue), "k": chosen.map { .int(Int64($0)) } ?? .null,
      "rationale": .text(rationale),
      "rule": "largest K with PASS and a gain of at least 0.02; else the largest with WARN",
      "alternatives": .array(
        alternatives.map { row in
          [
            "k": .int(Int64(row.count)), "verdict": .text(row.verdict.rawValue),
            "gain": row.gain.map { .double($0) } ?? .null,
          ]
        }),
    ]
  }

  private static func percent(_ share: Double) -> String {
    "\((share * 1000).rounded() / 10) %"
  }
}
