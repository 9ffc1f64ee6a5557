import StageKit
import YAML

/// What happens to a population, how it gets about, and what is asked of people.
struct Scenario: Sendable {
  enum EventKind: String, CaseIterable, Sendable {
    case announcement, news, rumor
    case policyChange = "policy_change"
    case productLaunch = "product_launch"
    case emergency, observation
  }
  enum Reach: String, CaseIterable, Sendable { case broadcast, targeted, organic }
  enum Interaction: String, CaseIterable, Sendable {
    case passive = "passive_observation"
    case direct = "direct_conversation"
    case broadcast = "broadcast_response"
    case deliberative
  }
  enum OutcomeKind: String, CaseIterable, Sendable {
    case categorical, boolean, float
    case openEnded = "open_ended"
  }
  enum Unit: String, CaseIterable, Sendable { case minute, hour, day, week, month }

  struct Event: Sendable {
    var kind = EventKind.announcement
    var content = ""
    var source = ""
    var credibility = 0.0
    var ambiguity = 0.0
    var valence = 0.0
  }
  struct Channel: Sendable {
    let name: String
    let reach: Reach
    let modifier: Double
  }
  struct Rule: Sendable {
    let channel: String
    let when: String
    let probability: Double
    let timestep: Int
  }
  struct ShareModifier: Sendable {
    let when: String
    let multiply: Double
    let add: Double
  }
  struct Spread: Sendable {
    var probability = 0.0
    var modifiers: [ShareModifier] = []
    var decay = 0.0
    var maxHops: Int?
  }
  struct Outcome: Sendable {
    let name: String
    let kind: OutcomeKind
    let description: String
    let options: [String]
    let range: (low: Double, high: Double)?
    let isRequired: Bool
    let friction: [(option: String, value: Double)]
  }

  var name = ""
  var description = ""
  /// The files it speaks of, relative to its own.
  var populationFile = ""
  var agentsFile = ""
  var networkFile = ""
  var event = Event()
  var channels: [Channel] = []
  var rules: [Rule] = []
  var spread = Spread()
  var outcomes: [Outcome] = []
  var relevant: [String] = []
  var maxTimesteps: Int?
  var unit = Unit.hour
  var stops: [String] = []
  var seed: Int64?
  var reasoner = ReasonerRules()
  /// What the study wants to know, where it says so: objective, metric, scope, profile.
  var study: [(key: String, value: String)] = []

  /// The outcome that positions are taken on: the first categorical one that is required.
  var decision: Outcome? {
    outcomes.first { $0.kind == .categorical && $0.isRequired }
      ?? outcomes.first { $0.kind == .categorical }
  }

  /// The condition that stops a simulation unless a scenario says otherwise.
  static let defaultStop = "exposure_rate > 0.95 and no_state_changes_for > 10"

  /// The stop conditions in force.
  var stopsInForce: [String] { stops.isEmpty ? [Self.defaultStop] : stops }

  /// How many timesteps there are at most: as it says, or by the number of people.
  func maxTimesteps(for count: Int) -> Int {
    maxTimesteps ?? (count < 500 ? 50 : count <= 5000 ? 100 : 168)
  }

  /// The first four words of a text, as an identifier.
  static func name(of text: String) -> String {
    let words = text.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber })
      .map { $0.filter { $0.isASCII } }.filter { !$0.isEmpty }
    return words.prefix(4).joined(separator: "_")
  }
}

/// How the reasoner without a language model makes up people's minds.
struct ReasonerRules: Sendable {
  var intercept = 0.0
  /// On z-scores of numbers and 0 or 1 of truth values; `attribute=option` weighs a category.
  var weights: [(attribute: String, weight: Double)] = []
  var peerWeight = 0.5
  var channelWeight = 1.0
  var memoryWeight = 0.0
  var noise = 0.2
  /// Over attributes and `s`; the first that holds decides.
  var optionRules: [(when: String, option: String)] = []
  var shareThreshold = 0.3
}
