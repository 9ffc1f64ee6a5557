/// A scenario: who stands where, in which state, with what to share.
struct ScenarioSettings: ConfigGroup {
  struct Object: ConfigGroup {
    var id = ""
    var type = ""
    var position = GridTile()
    mutating func code(_ c: inout some ConfigCoder) {
      c.text("id", &id)
      c.text("type", &type)
      c.tile("position", &position)
    }
  }

  struct Needs: ConfigGroup {
    var hunger = -1.0
    var hygiene = -1.0
    var energy = -1.0
    mutating func code(_ c: inout some ConfigCoder) {
      c.number("hunger", &hunger, -1...1)
      c.number("hygiene", &hygiene, -1...1)
      c.number("energy", &energy, -1...1)
    }
  }

  struct Person: ConfigGroup {
    var id = ""
    var position = GridTile()
    var needs = Needs()
    var wallet = -1.0
    var job = ""
    var rivals: [NamedNumber] = []
    mutating func code(_ c: inout some ConfigCoder) {
      c.text("id", &id)
      c.tile("position", &position)
      c.group("needs", &needs)
      c.number("wallet", &wallet, -1...1000)
      c.text("job", &job)
      c.numbers("rivals", &rivals, 0...1)
      c.refused("schedule", "what somebody is told to do stands in a file of --commands")
    }
  }

  var description = ""
  var ticks = 0
  var startTick = 0
  var objects: [Object] = []
  var agents: [Person] = []

  mutating func code(_ c: inout some ConfigCoder) {
    c.text("description", &description)
    c.whole("ticks", &ticks, 0...1_000_000)
    c.whole("start_tick", &startTick, 0...1_000_000)
    c.list("objects", &objects)
    c.list("agents", &agents)
  }
}

/// What can be done with an object.
struct AffordanceSettings: ConfigGroup {
  var objectType = ""
  var duration = 1
  var effects: [NamedNumber] = []
  var preconditions: [String] = []
  var hooks = Hooks()

  /// What else happens when a use begins, when it is over, and when it is refused.
  struct Hooks: ConfigGroup {
    var before: [String] = []
    var after: [String] = []
    var fail: [String] = []
    mutating func code(_ c: inout some ConfigCoder) {
      c.texts("before", &before)
      c.texts("after", &after)
      c.texts("fail", &fail)
    }
  }

  init() {}
  init(
    _ objectType: String, _ duration: Int, _ effects: [(String, Double)], _ preconditions: [String]
  ) {
    self.objectType = objectType
    self.duration = duration
    self.effects = effects.map { NamedNumber(name: $0.0, number: $0.1) }
    self.preconditions = preconditions
  }

  mutating func code(_ c: inout some ConfigCoder) {
    c.text("object_type", &objectType)
    c.whole("duration", &duration, 1...10_000)
    c.numbers("effects", &effects, -10...10)
    c.texts("preconds", &preconditions)
    c.group("hooks", &hooks)
  }
}

/// Objects of the town and what can be done with them.
struct AffordanceTable: ConfigGroup {
  /// A manifest beside the configuration, which says what follows.
  var file = ""
  var objects: [ScenarioSettings.Object] = []
  var definitions: [Named<AffordanceSettings>] = [
    Named(
      name: "use_shower",
      group: AffordanceSettings(
        "shower", 30, [("hygiene", 0.45), ("energy", -0.03), ("money", -0.2)],
        ["water_on == true", "wallet >= 0.2"])),
    Named(
      name: "eat_meal",
      group: AffordanceSettings("fridge", 15, [("hunger", 0.4), ("energy", 0.05)], ["meals > 0"])),
    Named(
      name: "cook_meal",
      group: AffordanceSettings(
        "stove", 40, [("hunger", 0.1), ("energy", -0.05)],
        ["power_on == true", "raw_ingredients > 0"])),
    Named(
      name: "rest_sleep",
      group: AffordanceSettings("bed", 60, [("energy", 0.8)], ["sleep_slots > 0"])),
  ]

  mutating func code(_ c: inout some ConfigCoder) {
    c.text("affordances_file", &file)
    c.list("objects", &objects)
    c.named("definitions", &definitions)
  }
}
