/// What an agent is about to do.
///
/// Policies choose goals; the town takes the steps towards them.
enum Goal: Int, CaseIterable, Sendable {
  case wait, work, eat, cook, wash, sleep, chat

  /// The word for it in files.
  var word: String { "\(self)" }

  /// What is done with which object, where it takes one.
  var affordance: Affordance.Kind? {
    switch self {
    case .eat: .eat_meal
    case .cook: .cook_meal
    case .wash: .use_shower
    case .sleep: .rest_sleep
    case .wait, .work, .chat: nil
    }
  }
}

/// One step towards a goal.
enum Action: Equatable, Sendable {
  case wait
  case move(GridTile)
  case request(Int)
  case start(Int, Affordance.Kind)
  case release(Int, success: Bool)
  case blocked(Int)
  case chat(Int)

  /// The word for it in files.
  var word: String {
    switch self {
    case .wait: "wait"
    case .move: "move"
    case .request: "request"
    case .start: "start"
    case .release: "release"
    case .blocked: "blocked"
    case .chat: "chat"
    }
  }
}
