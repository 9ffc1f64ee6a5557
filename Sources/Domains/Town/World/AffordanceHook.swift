import Codecs

/// What happens beside a use: a word that is told as an event, or a change by a fixed amount.
///
/// Code of other programs is never run inside a tick: what it would do is in no configuration, and
/// nobody could repeat it.
enum AffordanceHook: Equatable, Sendable {
  enum Quantity: String, CaseIterable, Sendable {
    case hunger, hygiene, energy, money, meals, raw_ingredients
  }

  case tell(String)
  case change(Quantity, Double)

  /// Reads `WORD`, `QUANTITY += NUMBER` or `QUANTITY -= NUMBER`; nil for anything else.
  init?(_ text: String) {
    let words = text.split(separator: " ").map(String.init)
    if words.count == 1, words[0].utf8.count <= 64, words[0].utf8.allSatisfy(Self.isLetter) {
      self = .tell(words[0])
      return
    }
    guard words.count == 3, words[1] == "+=" || words[1] == "-=",
      let quantity = Quantity(rawValue: words[0]), let amount = Double(words[2]),
      (0...10).contains(amount)
    else { return nil }
    // Of what is counted, only whole pieces come and go.
    let isCounted = quantity == .meals || quantity == .raw_ingredients
    if isCounted, amount != amount.rounded() { return nil }
    self = .change(quantity, words[1] == "+=" ? amount : -amount)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 32)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// Why a text is no hook, and what stands in its place.
  static func refusal(of text: String) -> String {
    let quantities = Quantity.allCases.map(\.rawValue).joined(separator: ", ")
    let isCode = text.contains { ".:/(".contains($0) } && !text.contains("=")
    return isCode
      ? "'\(text)' names code, which is never run inside a tick: a hook is a word that is told as "
        + "an event, or 'hunger += 0.1'; a program decides through 'town environment'"
      : "'\(text)' is no hook: it is a word, or QUANTITY += NUMBER or -= NUMBER within 10, whole "
        + "for what is counted; quantities: \(quantities)"
  }
}

extension TownWorld {
  /// When a hook is run.
  enum HookPhase: String { case before, after, fail }

  /// Runs the hooks of one moment of a use, in the order in which they are listed.
  mutating func run(
    _ phase: HookPhase, of affordance: Affordance, at object: Int, by agent: Int,
    _ rules: TownRules
  ) {
    let hooks =
      switch phase {
      case .before: affordance.before
      case .after: affordance.after
      case .fail: affordance.fail
      }
    for hook in hooks {
      switch hook {
      case .tell(let word):
        emit(
          "affordance_hook",
          [
            "hook": .text(word), "phase": .text(phase.rawValue),
            "agent_id": .text(agents[agent].id), "object_id": .text(objects[object].id),
            "affordance": .text(affordance.kind.rawValue),
          ])
      case .change(let quantity, let amount):
        change(quantity, by: amount, object, agent, rules)
      }
    }
  }

  private mutating func change(
    _ quantity: AffordanceHook.Quantity, by amount: Double, _ object: Int, _ agent: Int,
    _ rules: TownRules
  ) {
    func need(_ value: Double) -> Double { min(max(value + amount, 0), 1) }
    func stock(_ value: Int) -> Int {
      min(max(value + Int(amount), 0), max(value, rules.config.economy.stockMax))
    }
    switch quantity {
    case .hunger: agents[agent].hunger = need(agents[agent].hunger)
    case .hygiene: agents[agent].hygiene = need(agents[agent].hygiene)
    case .energy: agents[agent].energy = need(agents[agent].energy)
    case .money: agents[agent].wallet = max(0, agents[agent].wallet + amount)
    case .meals: objects[object].meals = stock(objects[object].meals)
    case .raw_ingredients:
      objects[object].rawIngredients = stock(objects[object].rawIngredients)
    }
  }
}
