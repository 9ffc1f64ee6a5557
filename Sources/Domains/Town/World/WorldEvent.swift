import Codecs

/// Something that happened in the town.
struct WorldEvent: Sendable, Equatable {
  var tick: Int
  var type: String
  var fields: ValueMap

  /// One object of JSON.
  var value: Value {
    var map = fields
    map["tick"] = .int(Int64(tick))
    map["type"] = .text(type)
    return .map(map)
  }
}

/// What happened how often since the town began; differences of these are what windows report.
struct Counters: Coded, Equatable {
  var events = 0
  var cooldown = 0
  var ghostStep = 0
  var rotation = 0
  var handover = 0
  var conflicts = 0
  var conflictIntensity = 0.0
  var starts = 0
  var finishes = 0
  var failures = 0
  var lateTicks = 0
  var lateStarts = 0
  var absences = 0
  var exits = 0
  var deaths = 0
  var starvation = 0
  var switches = 0
  var decisions = 0
  var agentTicks = 0
  var clipped = 0
  var clipTotal = 0.0
  var rewardSum = 0.0
  var sharedMeals = 0
  var lateHelp = 0
  var shiftTakeover = 0
  var chats = 0
  var chatQuality = 0.0
  var utilityTicks = 0
  var showers = 0
  var sleeps = 0
  var exitRequests = 0

  mutating func code(_ c: inout some StateCoder) {
    c.field("events", &events)
    c.field("cooldown_events", &cooldown)
    c.field("ghost_step_events", &ghostStep)
    c.field("rotation_events", &rotation)
    c.field("handover_events", &handover)
    c.field("queue_conflict_events", &conflicts)
    c.field("queue_conflict_intensity_sum", &conflictIntensity)
    c.field("starts", &starts)
    c.field("finishes", &finishes)
    c.field("failures", &failures)
    c.field("late_ticks", &lateTicks)
    c.field("late_starts", &lateStarts)
    c.field("absences", &absences)
    c.field("exits", &exits)
    c.field("deaths", &deaths)
    c.field("starvation_incidents", &starvation)
    c.field("option_switches", &switches)
    c.field("decisions", &decisions)
    c.field("agent_ticks", &agentTicks)
    c.field("reward_clip_events", &clipped)
    c.field("reward_clip_total", &clipTotal)
    c.field("reward_sum", &rewardSum)
    c.field("shared_meal_events", &sharedMeals)
    c.field("late_help_events", &lateHelp)
    c.field("shift_takeover_events", &shiftTakeover)
    c.field("chat_events", &chats)
    c.field("chat_quality_sum", &chatQuality)
    c.field("utility_outage_ticks", &utilityTicks)
    c.field("shower_complete_events", &showers)
    c.field("sleep_complete_events", &sleeps)
    c.field("exit_manual_requests", &exitRequests)
  }
}
