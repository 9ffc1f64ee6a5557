import StageKit

/// What train and validation say of one blueprint.
///
/// The test split is not even opened.
struct BlueprintEvidence {
  /// In the order train, validation.
  let trades: [Int]
  let net: [Double]
  let stressed: [Double]
  let costRatios: [Double]
  let isConsistent: [Bool]
  let largestShare: [Double]
  let clusterLength: [Int]
  let concentration: [Double]
  let tail: [Double]
  /// The share of symbols with a profit over both.
  let symbolPassRate: Double
  let psr: Double?
  let dsr: Double?
  let pbo: Double?
  /// Costs over gross results and costs, over both.
  let costRatio: Double

  private static let splits = ["train", "validation"]

  /// Nil where the walk-forward says nothing of the strategy and that is tolerated.
  init?(
    _ blueprint: Blueprint, _ summary: StageFields?, _ job: Job, trials: Int, variance: Double?,
    pbo: Overfitting?
  ) throws(StageError) {
    let strategy = blueprint.strategy
    let mayMiss = job.settings.flag("promotion_allow_fallback_evidence")
    guard let summary,
      let metrics = try Self.blocks(summary, "per_strategy_split_metrics", strategy),
      let regimes = try Self.blocks(summary, "per_strategy_regime_metrics", strategy),
      let clusters = try Self.blocks(summary, "per_strategy_drawdown_cluster_metrics", strategy)
    else {
      if mayMiss { return nil }
      throw StageError(
        .refused,
        "the walk-forward of run '\(job.run)' says nothing of blueprint '\(blueprint.id)'",
        hint: "'--promotion_allow_fallback_evidence 1' tolerates it, non-production")
    }
    func each<T>(
      _ blocks: [StageFields], _ read: (StageFields) throws(StageError) -> T
    ) throws(StageError) -> [T] {
      var values: [T] = []
      for block in blocks { values.append(try read(block)) }
      return values
    }
    trades = try each(metrics) { (block) throws(StageError) in try block.integer("total_trades") }
    net = try each(metrics) { (block) throws(StageError) in try block.number("net_pnl") }
    stressed = try each(metrics) { (block) throws(StageError) in
      try block.number("stressed_net_pnl")
    }
    isConsistent = try each(regimes) { (block) throws(StageError) in
      try block.flag("regime_consistent")
    }
    largestShare = try each(regimes) { (block) throws(StageError) in try block.number("max_share") }
    clusterLength = try each(clusters) { (block) throws(StageError) in
      try block.integer("max_loss_cluster_len")
    }
    concentration = try each(clusters) { (block) throws(StageError) in
      try block.number("cluster_loss_concentration")
    }
    tail = try each(clusters) { (block) throws(StageError) in
      try block.number("tail_conditional_drawdown_95")
    }
    var splits: [SplitEvidence] = []
    for label in Self.splits {
      let path = "\(job.paths.split(label).engine)/strategy_returns_\(strategy).csv"
      splits.append(try SplitEvidence(try job.table(path)))
    }
    costRatios = splits.map(\.costRatio)
    let costs = splits.reduce(0) { $0 + $1.cost.reduce(0, +) }
    let moved = splits.reduce(0) { $0 + $1.gross.reduce(0) { $0 + abs($1) } }
    costRatio = moved + costs > 0 ? costs / (moved + costs) : .nan
    var sums: [(symbol: String, total: Double)] = []
    for (symbol, total) in splits.flatMap(\.perSymbol) {
      if let place = sums.firstIndex(where: { $0.symbol == symbol }) {
        sums[place].total += total
      } else {
        sums.append((symbol, total))
      }
    }
    symbolPassRate =
      sums.isEmpty ? .nan : Double(sums.count { $0.total > 0 }) / Double(sums.count)
    let sample = SharpeInference.Sample(splits[1].perTime.net)
    psr = sample.flatMap { SharpeInference.probabilistic($0) }
    dsr = sample.flatMap { sample in
      variance.flatMap {
        SharpeInference.deflated(sample, trials: max(1, trials), variance: $0)
      }
    }
    self.pbo = pbo?.probability
  }

  private static func blocks(
    _ summary: StageFields, _ name: String, _ strategy: String
  ) throws(StageError) -> [StageFields]? {
    let all = StageFields(place: "\(summary.place): \(name)", map: try summary.map(name))
    guard all.has(strategy) else { return nil }
    let own = StageFields(place: "\(all.place): \(strategy)", map: try all.map(strategy))
    var blocks: [StageFields] = []
    for label in splits {
      guard own.has(label) else {
        throw StageError(.refused, "\(own.place) says nothing of '\(label)'")
      }
      blocks.append(StageFields(place: "\(own.place): \(label)", map: try own.map(label)))
    }
    return blocks
  }
}
