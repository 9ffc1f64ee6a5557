/// Somebody who waits for an object.
struct Waiting: Coded, Equatable {
  var agent = -1
  var joined = 0

  mutating func code(_ c: inout some StateCoder) {
    c.field("agent", &agent)
    c.field("joined", &joined)
  }
}

/// Until when somebody may not ask again.
struct Cooldown: Coded, Equatable {
  var agent = -1
  var until = 0

  mutating func code(_ c: inout some StateCoder) {
    c.field("agent", &agent)
    c.field("until", &until)
  }
}

/// A shared object with its stock and its queue.
struct TownObject: Coded {
  var id = ""
  var typeWord = ObjectType.shower.rawValue
  var position = GridTile()
  var meals = 0
  var rawIngredients = 0
  var sleepSlots = 0
  var powerOn = true
  var waterOn = true
  /// Who holds it; -1 is nobody.
  var holder = -1
  /// The affordance that runs, by its place in the table; -1 is none.
  var running = -1
  var remaining = 0
  /// For how many ticks the holder did nothing with it while others waited.
  var stall = 0
  var waiting: [Waiting] = []
  var cooldowns: [Cooldown] = []

  var type: ObjectType { ObjectType(rawValue: typeWord) ?? .shower }

  mutating func code(_ c: inout some StateCoder) {
    c.field("id", &id)
    c.field("type", &typeWord)
    c.field("position", &position)
    c.field("meals", &meals)
    c.field("raw_ingredients", &rawIngredients)
    c.field("sleep_slots", &sleepSlots)
    c.field("power_on", &powerOn)
    c.field("water_on", &waterOn)
    c.field("holder", &holder)
    c.field("running", &running)
    c.field("remaining", &remaining)
    c.field("stall", &stall)
    c.field("waiting", &waiting)
    c.field("cooldowns", &cooldowns)
  }

  /// The place in the queue of who is next: lowest index, less what waiting has earned.
  func next(tick: Int, ageWeight: Double) -> Int? {
    var best: (index: Int, priority: Double)?
    for (index, entry) in waiting.enumerated() {
      let priority = Double(index) - ageWeight * Double(tick - entry.joined)
      if let found = best, found.priority <= priority { continue }
      best = (index, priority)
    }
    return best?.index
  }
}
