/// What kind of thing is shared.
enum ObjectType: String, CaseIterable, Sendable {
  case shower, bed, fridge, stove
}

/// A price that a disturbance can move.
enum Price: String, CaseIterable, Sendable {
  case meal_cost, cook_energy_cost, cook_hygiene_cost, ingredients_cost

  /// The prices behind a name or a group of them; empty for what is no price.
  static func keys(of target: String) -> [Price] {
    switch target {
    case "global": allCases
    case "market": [.meal_cost, .ingredients_cost]
    default: Price(rawValue: target).map { [$0] } ?? []
    }
  }
}

/// A condition of the form `NAME OPERATOR LITERAL`.
struct Precondition: Equatable, Sendable {
  enum Name: String, Sendable {
    case meals, raw_ingredients, sleep_slots, wallet, power_on, water_on
  }
  enum Relation: String, Sendable {
    case equal = "==", unequal = "!=", less = "<", most = "<="
    case more = ">", least = ">="
  }

  let name: Name
  let relation: Relation
  let literal: Double

  /// Reads a condition; nil when it is none.
  init?(_ text: String) {
    let words = text.split(separator: " ").map(String.init)
    guard words.count == 3, let name = Name(rawValue: words[0]),
      let relation = Relation(rawValue: words[1])
    else { return nil }
    switch words[2] {
    case "true": literal = 1
    case "false": literal = 0
    default:
      guard let number = Double(words[2]), number.isFinite else { return nil }
      literal = number
    }
    (self.name, self.relation) = (name, relation)
  }

  /// Whether it holds of an object and of who wants to use it.
  func holds(_ object: TownObject, wallet: Double) -> Bool {
    let value =
      switch name {
      case .meals: Double(object.meals)
      case .raw_ingredients: Double(object.rawIngredients)
      case .sleep_slots: Double(object.sleepSlots)
      case .wallet: wallet
      case .power_on: object.powerOn ? 1.0 : 0.0
      case .water_on: object.waterOn ? 1.0 : 0.0
      }
    return switch relation {
    case .equal: value == literal
    case .unequal: value != literal
    case .less: value < literal
    case .most: value <= literal
    case .more: value > literal
    case .least: value >= literal
    }
  }
}

/// What can be done with an object, ready for use.
struct Affordance: Sendable {
  enum Kind: String, CaseIterable, Sendable {
    case use_shower, eat_meal, cook_meal, rest_sleep
  }

  let kind: Kind
  let objectType: ObjectType
  let duration: Int
  let hunger: Double
  let hygiene: Double
  let energy: Double
  let money: Double
  let preconditions: [Precondition]
  let before: [AffordanceHook]
  let after: [AffordanceHook]
  let fail: [AffordanceHook]

  /// An affordance of the configuration, which was checked.
  init?(_ named: Named<AffordanceSettings>) {
    guard let kind = Kind(rawValue: named.name),
      let type = ObjectType(rawValue: named.group.objectType)
    else { return nil }
    self.kind = kind
    objectType = type
    duration = named.group.duration
    func effect(_ name: String) -> Double {
      named.group.effects.first { $0.name == name }?.number ?? 0
    }
    (hunger, hygiene) = (effect("hunger"), effect("hygiene"))
    (energy, money) = (effect("energy"), effect("money"))
    preconditions = named.group.preconditions.compactMap { Precondition($0) }
    let hooks = named.group.hooks
    before = hooks.before.compactMap { AffordanceHook($0) }
    after = hooks.after.compactMap { AffordanceHook($0) }
    fail = hooks.fail.compactMap { AffordanceHook($0) }
  }
}

/// Why somebody cannot do something with an object.
enum ActionRefusal: String, Sendable {
  case insufficient_stock, insufficient_funds, utility_off, unknown_affordance
}
