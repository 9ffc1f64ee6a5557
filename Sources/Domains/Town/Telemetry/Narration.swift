import Codecs

/// Stories for those who watch, not more than they can read.
struct Narration: Coded {
  enum Category: String, CaseIterable, Sendable {
    case queue_conflict, utility_outage, shower_complete, sleep_complete
    case relationship_friendship, relationship_rivalry, relationship_social_alert
    case personality_event, operator_story
  }

  /// When something was last told.
  struct Told: Coded {
    var key = ""
    var tick = 0
    mutating func code(_ c: inout some StateCoder) {
      c.field("key", &key)
      c.field("tick", &tick)
    }
  }

  /// One story.
  struct Line: Coded, Equatable {
    var tick = 0
    var category = ""
    var message = ""
    var priority = false

    mutating func code(_ c: inout some StateCoder) {
      c.field("tick", &tick)
      c.field("category", &category)
      c.field("message", &message)
      c.field("priority", &priority)
    }
  }

  var keys: [Told] = []
  var categories: [Told] = []
  var lastTick = -1
  var told: [Int] = []
  var recent: [Line] = []
  /// What an operator set in place of the configuration; -1 is as configured.
  var globalCooldown = -1
  var windowLimit = -1

  static let recentMax = 8

  mutating func code(_ c: inout some StateCoder) {
    c.field("keys", &keys)
    c.field("categories", &categories)
    c.field("last_tick", &lastTick)
    c.field("told", &told)
    c.field("recent", &recent)
    c.field("global_cooldown", &globalCooldown)
    c.field("window_limit", &windowLimit)
  }

  /// Tells something if the limits allow it: once within the dedupe window for the same key, the
  /// cooldowns for what is not urgent, and never more than the limit in a window.
  mutating func tell(
    _ category: Category, _ key: String, _ message: String, tick: Int,
    _ settings: TelemetrySettings.Narration
  ) -> Bool {
    let isUrgent = settings.priority.contains(category.rawValue)
    let name = "\(category.rawValue)/\(key)"
    keys.removeAll { tick - $0.tick >= settings.dedupe }
    told.removeAll { tick - $0 >= settings.windowTicks }
    if keys.contains(where: { $0.key == name }) { return false }
    let limit = windowLimit >= 0 ? windowLimit : settings.windowLimit
    if told.count >= limit { return false }
    if !isUrgent {
      let global = globalCooldown >= 0 ? globalCooldown : settings.globalCooldown
      if lastTick >= 0, tick - lastTick < global { return false }
      let own = settings.categoryCooldowns.first { $0.name == category.rawValue }
      let cooldown = own.map { Int($0.number) } ?? global
      if let last = categories.first(where: { $0.key == category.rawValue }),
        tick - last.tick < cooldown
      {
        return false
      }
    }
    keys.append(Told(key: name, tick: tick))
    told.append(tick)
    lastTick = tick
    categories.removeAll { $0.key == category.rawValue }
    categories.append(Told(key: category.rawValue, tick: tick))
    recent.append(
      Line(tick: tick, category: category.rawValue, message: message, priority: isUrgent))
    if recent.count > Self.recentMax { recent.removeFirst() }
    return true
  }

  /// Tells of the events of a tick what is worth telling.
  mutating func take(_ events: [WorldEvent], _ settings: TelemetrySettings.Narration) {
    for event in events {
      func text(_ name: String) -> String { event.fields[name]?.asText ?? "" }
      func people(_ joint: String) -> String {
        (event.fields["agents"]?.asArray ?? []).compactMap(\.asText).joined(separator: joint)
      }
      let story: (Category, String, String)? =
        switch event.type {
        case "queue_conflict":
          (
            .queue_conflict, text("object_id"),
            "\(people(" and ")) quarrel at \(text("object_id"))"
          )
        case "utility_outage_started":
          (.utility_outage, text("utility"), "\(text("utility")) is out")
        case "utility_outage_ended":
          (.utility_outage, "\(text("utility"))/on", "\(text("utility")) is back")
        case "shared_meal":
          (.relationship_friendship, people("+"), "\(people(" and ")) eat together")
        case "employment_took_my_shift":
          (.relationship_rivalry, people("+"), "\(people(" covers a shift of "))")
        case "affordance_finish" where text("affordance") == "use_shower":
          (.shower_complete, text("agent_id"), "\(text("agent_id")) has showered")
        case "affordance_finish" where text("affordance") == "rest_sleep":
          (.sleep_complete, text("agent_id"), "\(text("agent_id")) has slept")
        default: nil
        }
      guard let (category, key, message) = story else { continue }
      _ = tell(category, key, message, tick: event.tick, settings)
    }
  }
}
