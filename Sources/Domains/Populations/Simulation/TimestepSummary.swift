import Codecs

/// One timestep in numbers.
struct TimestepSummary: Sendable, Equatable {
  struct Position: Sendable, Equatable {
    let option: String
    let share: Double
  }

  let timestep: Int
  let exposureRate: Double
  /// Shares of the private positions among those who have one; empty while nobody has.
  let positions: [Position]
  let averageSentiment: Double
  let averageConviction: Double
  /// The population's variance of sentiment.
  let sentimentVariance: Double
  let newExposures: Int
  let reasoned: Int
  /// How many became willing to share.
  let shares: Int
  let cumulativeShares: Int
  let changes: Int
  let stateHash: String

  init(
    timestep: Int, _ states: [AgentState], options: [String], newExposures: Int, reasoned: Int,
    shares: Int, cumulativeShares: Int, changes: Int, stateHash: String
  ) {
    var counts = [Int](repeating: 0, count: options.count)
    var aware = 0
    var minds = 0
    var sentiment = 0.0
    var squares = 0.0
    var conviction = 0.0
    for state in states where state.isAware {
      aware += 1
      guard state.hasReasoned else { continue }
      minds += 1
      sentiment += state.privateSentiment
      squares += state.privateSentiment * state.privateSentiment
      conviction += state.privateConviction
      if state.privatePosition >= 0 { counts[Int(state.privatePosition)] += 1 }
    }
    let held = counts.reduce(0, +)
    let total = Double(max(1, minds))
    self.timestep = timestep
    exposureRate = Double(aware) / Double(max(1, states.count))
    positions =
      held == 0
      ? []
      : zip(options, counts).map { Position(option: $0, share: Double($1) / Double(held)) }
    averageSentiment = sentiment / total
    averageConviction = conviction / total
    sentimentVariance = max(0, squares / total - averageSentiment * averageSentiment)
    self.newExposures = newExposures
    self.reasoned = reasoned
    self.shares = shares
    self.cumulativeShares = cumulativeShares
    self.changes = changes
    self.stateHash = stateHash
  }

  /// The shares of positions by option.
  var distribution: ValueMap { ValueMap(positions.map { ($0.option, .double($0.share)) }) }

  /// As a row of `by_timestep.json`.
  var value: Value {
    [
      "timestep": .int(Int64(timestep)), "exposure_rate": .double(exposureRate),
      "position_distribution": .map(distribution), "average_sentiment": .double(averageSentiment),
      "average_conviction": .double(averageConviction),
      "sentiment_variance": .double(sentimentVariance),
      "cumulative_shares": .int(Int64(cumulativeShares)),
      "new_exposures": .int(Int64(newExposures)), "agents_reasoned": .int(Int64(reasoned)),
      "state_changes": .int(Int64(changes)), "state_hash": .text(stateHash),
    ]
  }
}
