/// What an agent is paid and charged for in reward.
struct RewardSettings: ConfigGroup {
  struct Needs: ConfigGroup {
    var hunger = 1.0
    var hygiene = 0.6
    var energy = 0.8
    mutating func code(_ c: inout some ConfigCoder) {
      c.number("hunger", &hunger, 0.5...2)
      c.number("hygiene", &hygiene, 0.2...1)
      c.number("energy", &energy, 0.4...1.5)
    }
  }

  struct Decay: ConfigGroup {
    var hunger = 0.0008
    var hygiene = 0.0004
    var energy = 0.0006
    mutating func code(_ c: inout some ConfigCoder) {
      c.number("hunger", &hunger, 0...1)
      c.number("hygiene", &hygiene, 0...1)
      c.number("energy", &energy, 0...1)
    }
  }

  struct Social: ConfigGroup {
    var chatBase = 0.01
    var trust = 0.3
    var familiarity = 0.2
    var avoidConflict = 0.005
    mutating func code(_ c: inout some ConfigCoder) {
      c.number("C1_chat_base", &chatBase, 0...1)
      c.number("C1_coeff_trust", &trust, 0...1)
      c.number("C1_coeff_fam", &familiarity, 0...1)
      c.number("C2_avoid_conflict", &avoidConflict, 0...1)
    }
  }

  struct Clip: ConfigGroup {
    var perTick = 1.0
    var perEpisode = 50.0
    var deathTicks = 10
    var episodeTicks = 100
    mutating func code(_ c: inout some ConfigCoder) {
      c.number("clip_per_tick", &perTick, 0.01...1)
      c.number("clip_per_episode", &perEpisode, 1...200)
      c.whole("no_positive_within_death_ticks", &deathTicks, 0...200)
      c.whole("episode_ticks", &episodeTicks, 1...1_000_000)
    }
  }

  var needsWeights = Needs()
  var decayRates = Decay()
  var punctualityBonus = 0.05
  var wageRate = 0.01
  var survivalTick = 0.002
  var faintPenalty = -1.0
  var evictionPenalty = -2.0
  var social = Social()
  var clip = Clip()

  mutating func code(_ c: inout some ConfigCoder) {
    c.group("needs_weights", &needsWeights)
    c.group("decay_rates", &decayRates)
    c.number("punctuality_bonus", &punctualityBonus, 0...0.1)
    c.number("wage_rate", &wageRate, 0...0.05)
    c.number("survival_tick", &survivalTick, 0...0.01)
    c.number("faint_penalty", &faintPenalty, -5...0)
    c.number("eviction_penalty", &evictionPenalty, -5...0)
    c.group("social", &social)
    c.group("clip", &clip)
  }
}

/// Prices, wages and stock.
struct EconomySettings: ConfigGroup {
  var mealCost = 0.4
  var cookEnergyCost = 0.05
  var cookHygieneCost = 0.02
  var wageIncome = 0.02
  var ingredientsCost = 0.15
  var stoveStock = 2
  var fridgeStock = 4
  var restockTicks = 200
  var stockMax = 24

  mutating func code(_ c: inout some ConfigCoder) {
    c.number("meal_cost", &mealCost, 0...10)
    c.number("cook_energy_cost", &cookEnergyCost, 0...1)
    c.number("cook_hygiene_cost", &cookHygieneCost, 0...1)
    c.number("wage_income", &wageIncome, 0...1)
    c.number("ingredients_cost", &ingredientsCost, 0...10)
    c.whole("stove_stock_replenish", &stoveStock, 0...100)
    c.whole("fridge_stock_replenish", &fridgeStock, 0...100)
    c.whole("restock_ticks", &restockTicks, 1...100_000)
    c.whole("stock_max", &stockMax, 1...1000)
  }

  /// What a meal of one's own costs in all; shown for each agent.
  var basket: Double { mealCost + cookEnergyCost + cookHygieneCost + ingredientsCost }
}

/// A job: when, where, and for how much.
struct JobSettings: ConfigGroup {
  var startTick = 0
  var endTick = 0
  /// Below 0 where a job names none: `economy.wage_income` is paid then.
  var wageRate = -1.0
  var latenessPenalty = 0.1
  var location = GridTile()

  init() {}
  init(start: Int, end: Int, wage: Double, penalty: Double, at location: GridTile) {
    (startTick, endTick, wageRate, latenessPenalty) = (start, end, wage, penalty)
    self.location = location
  }

  mutating func code(_ c: inout some ConfigCoder) {
    c.whole("start_tick", &startTick, 0...1_000_000)
    c.whole("end_tick", &endTick, 0...1_000_000)
    c.number("wage_rate", &wageRate, 0...1)
    c.number("lateness_penalty", &latenessPenalty, 0...10)
    c.tile("location", &location)
  }
}

/// When somebody is late, absent, or out of work.
struct EmploymentSettings: ConfigGroup {
  var graceTicks = 5
  var absentCutoff = 30
  var absenceSlack = 20
  var lateTickPenalty = 0.005
  var absencePenalty = 0.2
  var maxAbsentShifts = 3
  var attendanceWindow = 3
  var dailyExitCap = 2
  var exitQueueLimit = 8
  var exitReviewWindow = 1440
  var enforceJobLoop = false

  mutating func code(_ c: inout some ConfigCoder) {
    c.whole("grace_ticks", &graceTicks, 0...120)
    c.whole("absent_cutoff", &absentCutoff, 0...600)
    c.whole("absence_slack", &absenceSlack, 0...600)
    c.number("late_tick_penalty", &lateTickPenalty, 0...1)
    c.number("absence_penalty", &absencePenalty, 0...5)
    c.whole("max_absent_shifts", &maxAbsentShifts, 0...20)
    c.whole("attendance_window", &attendanceWindow, 1...14)
    c.whole("daily_exit_cap", &dailyExitCap, 0...50)
    c.whole("exit_queue_limit", &exitQueueLimit, 0...100)
    c.whole("exit_review_window", &exitReviewWindow, 1...100_000)
    c.flag("enforce_job_loop", &enforceJobLoop)
  }
}

/// When the scripted policy acts.
struct BehaviorSettings: ConfigGroup {
  var hunger = 0.4
  var hygiene = 0.4
  var energy = 0.4
  var jobArrivalBuffer = 20

  mutating func code(_ c: inout some ConfigCoder) {
    c.number("hunger_threshold", &hunger, 0...1)
    c.number("hygiene_threshold", &hygiene, 0...1)
    c.number("energy_threshold", &energy, 0...1)
    c.whole("job_arrival_buffer", &jobArrivalBuffer, 0...600)
  }
}

/// Who is next at a shared object.
struct QueueSettings: ConfigGroup {
  var cooldownTicks = 60
  var ghostStepAfter = 3
  var agePriorityWeight = 0.1

  mutating func code(_ c: inout some ConfigCoder) {
    c.whole("cooldown_ticks", &cooldownTicks, 0...600)
    c.whole("ghost_step_after", &ghostStepAfter, 0...100)
    c.number("age_priority_weight", &agePriorityWeight, 0...1)
  }
}

/// How rivalry grows and fades.
struct ConflictSettings: ConfigGroup {
  struct Rivalry: ConfigGroup {
    var increment = 0.15
    var decay = 0.005
    var min = 0.0
    var max = 1.0
    var avoidThreshold = 0.7
    var evictionThreshold = 0.05
    var maxEdges = 6
    var ghostStepBoost = 1.5
    var handoverBoost = 0.4
    var queueLengthBoost = 0.25

    mutating func code(_ c: inout some ConfigCoder) {
      c.number("increment_per_conflict", &increment, 0...1)
      c.number("decay_per_tick", &decay, 0...1)
      c.number("min_value", &min, 0...1)
      c.number("max_value", &max, 0...1)
      c.number("avoid_threshold", &avoidThreshold, 0...1)
      c.number("eviction_threshold", &evictionThreshold, 0...1)
      c.whole("max_edges", &maxEdges, 1...32)
      c.number("ghost_step_boost", &ghostStepBoost, 0...5)
      c.number("handover_boost", &handoverBoost, 0...5)
      c.number("queue_length_boost", &queueLengthBoost, 0...5)
    }
  }

  var rivalry = Rivalry()
  mutating func code(_ c: inout some ConfigCoder) { c.group("rivalry", &rivalry) }
}
