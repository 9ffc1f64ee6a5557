/// What one person knows and thinks, in public and in private.
struct AgentState: Sendable {
  var isAware = false
  var willShare = false
  /// Made up their mind: reasons again only after conviction has faded.
  var isCommitted = false
  /// Places of options; -1 before there is a position.
  var publicPosition: Int16 = -1
  var privatePosition: Int16 = -1
  var exposures: Int32 = 0
  /// The timestep of the last reasoning; -1 before the first.
  var lastReasoned: Int32 = -1
  var reasonings: Int32 = 0
  var publicSentiment = 0.0
  var privateSentiment = 0.0
  var publicConviction = 0.0
  var privateConviction = 0.0
  /// Exposures since the last reasoning: their number, and the sum of their credibility.
  var pending: Int32 = 0
  var credibility = 0.0

  /// Whether there is anything to think back to.
  var hasReasoned: Bool { lastReasoned >= 0 }
}

/// How a mind changes: smoothing, rules for changing sides, and fading.
struct MindRules: Sendable {
  static let publicPace = 0.35
  static let privatePace = 0.12
  /// From which friction on an option is hard to change to.
  static let highFriction = 0.65

  /// The friction of every option of the decision.
  let friction: [Double]

  /// The option that costs least: where people stay who are not convinced.
  var anchor: Int16 {
    Int16(friction.indices.min { (friction[$0], $0) < (friction[$1], $1) } ?? -1)
  }

  private func isHard(_ position: Int16) -> Bool {
    position >= 0 && friction[Int(position)] >= Self.highFriction
  }

  /// Applies a response, after so many people told of it since the last one.
  ///
  /// True when the state changed: a sentiment by more than 0.1, a conviction by more than 0.15, a
  /// position, or willingness to share.
  func apply(
    _ response: Response, to state: inout AgentState, at timestep: Int, sources: Int
  ) -> Bool {
    let old = state
    let conviction = response.conviction
    if old.hasReasoned {
      state.publicSentiment += Self.publicPace * (response.sentiment - old.publicSentiment)
      state.publicConviction += Self.publicPace * (conviction - old.publicConviction)
      state.privateSentiment += Self.privatePace * (state.publicSentiment - old.privateSentiment)
      state.privateConviction += Self.privatePace * (state.publicConviction - old.privateConviction)
    } else {
      state.publicSentiment = response.sentiment
      state.publicConviction = conviction
      state.privateSentiment = response.sentiment
      state.privateConviction = conviction
    }
    if response.position >= 0 { takeSides(response.position, &state, old, sources) }
    state.willShare = response.willShare && conviction > 0.1 && state.publicConviction > 0.1
    state.isCommitted = state.privateConviction >= 0.7
    state.lastReasoned = Int32(timestep)
    state.reasonings += 1
    state.pending = 0
    state.credibility = 0
    guard old.hasReasoned else { return true }
    return abs(state.publicSentiment - old.publicSentiment) > 0.1
      || abs(state.privateSentiment - old.privateSentiment) > 0.1
      || abs(state.publicConviction - old.publicConviction) > 0.15
      || abs(state.privateConviction - old.privateConviction) > 0.15
      || state.publicPosition != old.publicPosition || state.privatePosition != old.privatePosition
      || state.willShare != old.willShare
  }

  private func takeSides(
    _ position: Int16, _ state: inout AgentState, _ old: AgentState, _ sources: Int
  ) {
    let isFirst = old.publicPosition < 0
    // Whoever was firm in public does not turn on a weak thought.
    let isRejected =
      !isFirst && position != old.publicPosition && old.publicConviction >= 0.7
      && state.publicConviction < 0.5
    if !isRejected { state.publicPosition = position }
    let hard = isHard(state.publicPosition)
    if old.privatePosition < 0 {
      state.privatePosition =
        hard && state.publicConviction < 0.9 ? anchor : state.publicPosition
    } else if state.publicPosition != old.privatePosition, old.privateConviction < 0.7,
      state.publicConviction >= (hard ? 0.9 : 0.7), sources >= (hard ? 2 : 1)
    {
      state.privatePosition = state.publicPosition
    }
  }

  /// One idle timestep, in which convictions fade by a twentieth.
  ///
  /// True when something faded.
  static func fade(_ state: inout AgentState) -> Bool {
    guard state.isAware, state.hasReasoned, state.privateConviction > 0.1 else { return false }
    state.publicConviction *= 0.95
    state.privateConviction *= 0.95
    if state.privateConviction < 0.7 { state.isCommitted = false }
    if state.publicConviction <= 0.1 { state.willShare = false }
    return true
  }
}
