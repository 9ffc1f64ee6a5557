/// What somebody sees: tiles around him, and numbers about himself.
struct AgentObservation: Sendable {
  /// Channels of tiles, row by row from the north-west, himself in the middle.
  var map: [Float]
  /// The numbers in the order of ``featureNames``.
  var features: [Float]

  /// The numbers' names, the same in every variant.
  static let featureNames: [String] =
    [
      "need_hunger", "need_hygiene", "need_energy", "wallet", "lateness_counter", "on_shift",
      "time_sin", "time_cos", "attendance_ratio", "wages_withheld", "shift_pre", "shift_on_time",
      "shift_late", "shift_absent", "shift_post", "embedding_slot_norm", "ctx_reset_flag",
      "episode_progress", "rivalry_max", "rivalry_avoid_count",
    ]
    + ["eat", "cook", "wash", "sleep", "chat"].map { "possible_\($0)" }
    + ["eat", "cook", "wash", "sleep"].map { "queue_\($0)" }
    + ["ticks_until_work"] + Goal.allCases.dropFirst().map { "goal_\($0.word)" }

  /// Channels and width of the map: as wide as the configuration says, else as the variant is.
  static func shape(_ systems: FeatureSettings.Systems) -> (channels: Int, width: Int) {
    let (channels, width) =
      switch systems.observations {
      case .hybrid: (4, 11)
      case .full: (6, 11)
      case .compact: (6, 7)
      }
    return (channels, systems.localWindow > 0 ? systems.localWindow : width)
  }

  /// What an agent sees.
  init(_ agent: Int, in world: TownWorld, _ rules: TownRules) {
    let variant = rules.config.features.systems.observations
    let (channels, width) = Self.shape(rules.config.features.systems)
    map = [Float](repeating: 0, count: channels * width * width)
    features = Self.numbers(agent, world, rules)
    let centre = world.agents[agent].position
    let half = width / 2
    func put(_ channel: Int, _ tile: GridTile, _ value: Float, _ map: inout [Float]) {
      let (x, y) = (tile.x - centre.x + half, tile.y - centre.y + half)
      guard x >= 0, x < width, y >= 0, y < width else { return }
      map[channel * width * width + y * width + x] = value
    }
    put(0, centre, 1, &map)
    for other in world.agents.indices where other != agent && world.agents[other].alive {
      put(1, world.agents[other].position, 1, &map)
    }
    if variant == .compact {
      for object in world.objects {
        let kind = ObjectType.allCases.firstIndex(of: object.type) ?? 0
        put(2 + kind, object.position, object.holder < 0 ? 1 : 0.5, &map)
      }
      return
    }
    for object in world.objects {
      put(2, object.position, 1, &map)
      if object.holder >= 0 || !object.waiting.isEmpty { put(3, object.position, 1, &map) }
    }
    if variant == .full { Self.addPath(agent, world, rules, width, &map) }
  }

  /// Two more channels: how far east and south what somebody is after lies, on every tile the same.
  private static func addPath(
    _ agent: Int, _ world: TownWorld, _ rules: TownRules, _ width: Int, _ map: inout [Float]
  ) {
    let person = world.agents[agent]
    var goal: GridTile?
    if person.goal == .work { goal = world.job(of: agent, rules)?.location }
    if person.goal.affordance != nil, person.plan.target >= 0 {
      goal = world.objects[person.plan.target].position
    }
    guard let goal else { return }
    let town = rules.config.town
    let size = width * width
    for tile in 0..<size {
      map[4 * size + tile] = Float(goal.x - person.position.x) / Float(town.width)
      map[5 * size + tile] = Float(goal.y - person.position.y) / Float(town.height)
    }
  }

  private static func numbers(_ agent: Int, _ world: TownWorld, _ rules: TownRules) -> [Float] {
    let person = world.agents[agent]
    let (sine, cosine) = PortableMath.turn(
      Double(world.timeOfDay(rules)) / Double(rules.day))
    let avoid = rules.rivalry.avoidThreshold
    let shift = person.work.shift
    let length = max(1, rules.config.scenario.ticks)
    let since = world.tick - rules.config.scenario.startTick
    var numbers: [Double] = [
      person.hunger, person.hygiene, person.energy, min(person.wallet, 10) / 10,
      Double(min(person.work.latenessCounter, 10)) / 10, person.work.onShift ? 1 : 0, sine, cosine,
      person.work.attendanceRatio, min(person.work.wagesWithheld, 10) / 10,
      shift == .pre_shift || shift == .await_start ? 1 : 0, shift == .on_time ? 1 : 0,
      shift == .late ? 1 : 0, shift == .absent ? 1 : 0, shift == .post_shift ? 1 : 0,
      Double(person.slot + 1) / Double(rules.config.slots.maxSlots),
      person.resetContext ? 1 : 0,
      rules.config.scenario.ticks > 0 ? min(1, Double(since) / Double(length)) : 0,
      person.rivals.map(\.level).max() ?? 0,
      Double(person.rivals.count { $0.level >= avoid }) / 6,
    ]
    for goal in [Goal.eat, .cook, .wash, .sleep] {
      let place = world.place(for: goal, of: agent, rules)
      numbers.append(place == nil ? 0 : 1)
    }
    let isFree = world.tick >= person.chatUntil
    numbers.append(isFree && world.partner(for: agent, rules) != nil ? 1 : 0)
    for goal in [Goal.eat, .cook, .wash, .sleep] {
      guard let place = world.place(for: goal, of: agent, rules) else {
        numbers.append(0)
        continue
      }
      let object = world.objects[place]
      numbers.append(Double(object.waiting.count + (object.holder >= 0 ? 1 : 0)) / 4)
    }
    let until = world.ticksUntilWork(agent, rules)
    numbers.append(Double(min(until, 200)) / 200)
    for goal in Goal.allCases.dropFirst() { numbers.append(person.goal == goal ? 1 : 0) }
    return numbers.map { Float($0) }
  }
}
