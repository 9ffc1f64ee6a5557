import Codecs
import StageKit

/// Makes up people's minds: by rules, or by a language model.
protocol Reasoner {
  /// What `meta.json` calls it.
  var name: String { get }

  /// The responses to some situations, in their order; nil where somebody came to none, and will
  /// try again in the next timestep.
  ///
  /// Situations of one timestep are independent of each other, and may come in any portions.
  mutating func respond(to situations: [Situation]) throws(StageError) -> [Response?]

  /// What was spent so far.
  var usage: Usage { get }
}

/// Where somebody stands when they think.
struct Situation {
  /// Somebody whom one knows, and what they said last.
  struct Peer {
    let agent: Int
    let sentiment: Double
    let position: Int16
    let edgeType: Int
  }

  let agent: Int
  let timestep: Int
  /// The mean credibility of what was heard since the last time.
  let credibility: Double
  /// How often it was heard since the last time.
  let exposures: Int
  /// How many people told of it since the last time.
  let sources: Int
  /// At most five, in the order of the network.
  let peers: [Peer]
  /// What was thought before, the newest last; at most three.
  let memories: [Memory]
  /// What was thought last.
  let previous: AgentState
}

/// What stays of a thought.
struct Memory: Sendable {
  let timestep: Int
  let sentiment: Double
  let conviction: Double
}

/// What somebody thinks.
struct Response: Sendable {
  /// -1 to 1.
  var sentiment: Double
  /// One of five levels, 0.1 to 0.9.
  var conviction: Double
  var willShare: Bool
  /// The place of an option; -1 for none.
  var position: Int16
  /// Said in public; nil where words are made up when they are printed.
  var statement: String?
  var reasoning: String?
  /// Values of every outcome; nil where they follow from sentiment and position.
  var outcomes: ValueMap?

  /// The level of a conviction from 0 to 100: very uncertain, leaning, moderate, firm, absolute.
  static func level(ofConviction percent: Int) -> Double {
    switch percent {
    case ...15: 0.1
    case ...35: 0.3
    case ...60: 0.5
    case ...85: 0.7
    default: 0.9
    }
  }

  /// The word for a level.
  static func word(ofConviction level: Double) -> String {
    switch level {
    case ..<0.2: "very_uncertain"
    case ..<0.4: "leaning"
    case ..<0.6: "moderate"
    case ..<0.8: "firm"
    default: "absolute"
    }
  }
}

/// Tokens by the model that took them: the pivotal one thinks, the routine one classifies.
struct Usage: Equatable, Sendable {
  var calls = 0
  var pivotalIn = 0
  var pivotalOut = 0
  var routineIn = 0
  var routineOut = 0
}
