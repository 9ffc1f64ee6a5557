/// Where somebody stands with his job.
enum ShiftState: Int, CaseIterable, Sendable {
  case pre_shift, await_start, on_time, late, absent, post_shift

  var word: String { "\(self)" }
}

/// How much somebody is a rival.
struct Rival: Coded, Equatable {
  var other = -1
  var level = 0.0

  mutating func code(_ c: inout some StateCoder) {
    c.field("other", &other)
    c.field("level", &level)
  }
}

/// How somebody stands to another.
struct Tie: Coded, Equatable {
  var other = -1
  var trust = 0.0
  var familiarity = 0.0

  mutating func code(_ c: inout some StateCoder) {
    c.field("other", &other)
    c.field("trust", &trust)
    c.field("familiarity", &familiarity)
  }
}

/// Temperaments, drawn at birth.
enum Personality: Int, CaseIterable, Sendable {
  case balanced, socialite, industrious, stoic

  var word: String { "\(self)" }

  /// Extroversion, forgiveness and ambition.
  var traits: (extroversion: Double, forgiveness: Double, ambition: Double) {
    switch self {
    case .balanced: (0, 0, 0)
    case .socialite: (0.6, 0.1, -0.1)
    case .industrious: (-0.2, -0.1, 0.5)
    case .stoic: (-0.3, 0.5, -0.2)
    }
  }
}

/// What somebody's work has come to.
struct Employment: Coded {
  /// The job by its place in the configuration; -1 is none.
  var job = -1
  var state = ShiftState.pre_shift.rawValue
  var onShift = false
  var latenessCounter = 0
  var onTimeTicks = 0
  var scheduledTicks = 0
  var attendance: [Double] = []
  var lateTicksToday = 0
  var lastPresent = -1
  var departed = false
  var absences: [Int] = []
  var warned = false
  var wagesPaid = 0.0
  var wagesWithheld = 0.0
  var deferredUntil = -1

  var shift: ShiftState { ShiftState(rawValue: state) ?? .pre_shift }

  /// The mean of the last attended shares; 0 before the first shift has ended.
  var attendanceRatio: Double {
    attendance.isEmpty ? 0 : attendance.reduce(0, +) / Double(attendance.count)
  }

  mutating func code(_ c: inout some StateCoder) {
    c.field("job", &job)
    c.field("state", &state)
    c.field("on_shift", &onShift)
    c.field("lateness_counter", &latenessCounter)
    c.field("on_time_ticks", &onTimeTicks)
    c.field("scheduled_ticks", &scheduledTicks)
    c.field("attendance", &attendance)
    c.field("late_ticks_today", &lateTicksToday)
    c.field("last_present", &lastPresent)
    c.field("departed", &departed)
    c.field("absences", &absences)
    c.field("warned", &warned)
    c.field("wages_paid", &wagesPaid)
    c.field("wages_withheld", &wagesWithheld)
    c.field("deferred_until", &deferredUntil)
  }
}

/// What is under way towards a goal.
struct ActionPlan: Coded {
  var goal = Goal.wait.rawValue
  var since = 0
  /// The object or the agent it is about; -1 is none.
  var target = -1
  /// Whether the goal is reached or given up, so that another may be chosen at once.
  var done = true
  /// The last goal that was not waiting.
  var last = -1

  mutating func code(_ c: inout some StateCoder) {
    c.field("goal", &goal)
    c.field("since", &since)
    c.field("target", &target)
    c.field("done", &done)
    c.field("last", &last)
  }
}

/// What somebody was rewarded with in one tick, part by part.
struct RewardParts: Coded {
  var survival = 0.0
  var needsPenalty = 0.0
  var social = 0.0
  var wage = 0.0
  var punctuality = 0.0
  var terminal = 0.0
  var clipAdjustment = 0.0
  var total = 0.0

  mutating func code(_ c: inout some StateCoder) {
    c.field("survival", &survival)
    c.field("needs_penalty", &needsPenalty)
    c.field("social", &social)
    c.field("wage", &wage)
    c.field("punctuality", &punctuality)
    c.field("terminal_penalty", &terminal)
    c.field("clip_adjustment", &clipAdjustment)
    c.field("total", &total)
  }
}

/// One inhabitant.
///
/// The place in the list of agents stays the same for ever; who dies and comes back gets a new
/// generation.
struct Agent: Coded {
  var name = ""
  var generation = 0
  var alive = true
  var respawnAt = -1
  var born = 0
  var diedAt = -1
  var home = GridTile()
  var position = GridTile()
  var hunger = 1.0
  var hygiene = 1.0
  var energy = 1.0
  var wallet = 0.0
  var temperament = 0
  var slot = -1
  var resetContext = false
  var possessed = false
  /// The object somebody uses or waits for; -1 is none.
  var object = -1
  var plan = ActionPlan()
  var work = Employment()
  var rivals: [Rival] = []
  var ties: [Tie] = []
  var chatUntil = 0
  var mealsCooked = 0
  var mealsConsumed = 0
  var lowestNeed = 1.0
  var wasSufficient = true
  var starvingTicks = 0
  var episodeReward = 0.0
  var reward = RewardParts()
  var paidNow = false
  var socialNow = 0.0

  /// The name with its generation, as `name#2`.
  var id: String { generation == 0 ? name : "\(name)#\(generation + 1)" }
  var personality: Personality { Personality(rawValue: temperament) ?? .balanced }
  var goal: Goal { Goal(rawValue: plan.goal) ?? .wait }
  var leastNeed: Double { Swift.min(hunger, hygiene, energy) }

  mutating func code(_ c: inout some StateCoder) {
    c.field("name", &name)
    c.field("generation", &generation)
    c.field("alive", &alive)
    c.field("respawn_at", &respawnAt)
    c.field("born", &born)
    c.field("died_at", &diedAt)
    c.field("home", &home)
    c.field("position", &position)
    c.field("hunger", &hunger)
    c.field("hygiene", &hygiene)
    c.field("energy", &energy)
    c.field("wallet", &wallet)
    c.field("personality", &temperament)
    c.field("slot", &slot)
    c.field("ctx_reset", &resetContext)
    c.field("possessed", &possessed)
    c.field("object", &object)
    c.field("plan", &plan)
    c.field("work", &work)
    c.field("rivals", &rivals)
    c.field("ties", &ties)
    c.field("chat_until", &chatUntil)
    c.field("meals_cooked", &mealsCooked)
    c.field("meals_consumed", &mealsConsumed)
    c.field("lowest_need", &lowestNeed)
    c.field("was_sufficient", &wasSufficient)
    c.field("starving_ticks", &starvingTicks)
    c.field("episode_reward", &episodeReward)
    c.field("reward", &reward)
    c.field("paid_now", &paidNow)
    c.field("social_now", &socialNow)
  }
}
