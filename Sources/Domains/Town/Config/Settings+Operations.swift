/// When an alert is raised, and what a window needs.
struct StabilitySettings: ConfigGroup {
  struct Starvation: ConfigGroup {
    var window = 1000
    var maxIncidents = 0
    var hungerThreshold = 0.05
    var minDuration = 30
    mutating func code(_ c: inout some ConfigCoder) {
      c.whole("window_ticks", &window, 1...100_000)
      c.whole("max_incidents", &maxIncidents, 0...10_000)
      c.number("hunger_threshold", &hungerThreshold, 0...1)
      c.whole("min_duration_ticks", &minDuration, 1...10_000)
    }
  }

  /// A limit on a mean over the last ticks.
  struct Mean: ConfigGroup {
    var window = 1000
    var limit = 0.25
    var minSamples = 20
    mutating func code(_ c: inout some ConfigCoder) {
      c.whole("window_ticks", &window, 1...100_000)
      c.number("max_value", &limit, 0...100)
      c.whole("min_samples", &minSamples, 1...10_000)
    }
  }

  struct Promotion: ConfigGroup {
    var requiredPasses = 2
    var windowTicks = 1000
    var allowedAlerts: [String] = []
    mutating func code(_ c: inout some ConfigCoder) {
      c.whole("required_passes", &requiredPasses, 1...100)
      c.whole("window_ticks", &windowTicks, 1...100_000)
      c.texts("allowed_alerts", &allowedAlerts)
    }
  }

  var affordanceFailThreshold = 5
  var latenessThreshold = 3
  var latenessRatio = 2.0
  var optionSwitchMax = 0.25
  var absenceCluster = 3
  var starvation = Starvation()
  var rewardVariance = Mean()
  var optionThrash = {
    var mean = Mean()
    (mean.window, mean.minSamples) = (600, 10)
    return mean
  }()
  var promotion = Promotion()

  mutating func code(_ c: inout some ConfigCoder) {
    c.whole("affordance_fail_threshold", &affordanceFailThreshold, 0...10_000)
    c.whole("lateness_threshold", &latenessThreshold, 0...10_000)
    c.number("lateness_ratio", &latenessRatio, 1...100)
    c.number("option_switch_max", &optionSwitchMax, 0...1)
    c.whole("absence_cluster", &absenceCluster, 1...1000)
    c.group("starvation", &starvation)
    c.group("reward_variance", &rewardVariance)
    c.group("option_thrash", &optionThrash)
    c.group("promotion", &promotion)
  }
}

/// What disturbs the town now and then.
struct PerturbationSettings: ConfigGroup {
  enum Kind: String, ConfigWord { case price_spike, blackout, outage, arranged_meet }

  struct Spec: ConfigGroup {
    var kind = Kind.blackout
    var probPerDay = 0.0
    var durationMin = 20
    var durationMax = 60
    var magnitudeMin = 1.0
    var magnitudeMax = 1.0
    var cooldown = 720
    var targets: [String] = []
    var location = GridTile()

    mutating func code(_ c: inout some ConfigCoder) {
      c.word("kind", &kind)
      c.number("prob_per_day", &probPerDay, 0...100)
      c.whole("duration_min", &durationMin, 1...100_000)
      c.whole("duration_max", &durationMax, 1...100_000)
      c.number("magnitude_min", &magnitudeMin, 0...100)
      c.number("magnitude_max", &magnitudeMax, 0...100)
      c.whole("cooldown_ticks", &cooldown, 0...1_000_000)
      c.texts("targets", &targets)
      c.tile("location", &location)
    }
  }

  var enabled = true
  var maxConcurrent = 2
  var globalCooldown = 240
  var agentCooldown = 360
  var windowTicks = 1440
  var maxPerWindow = 2
  var specs: [Named<Spec>] = []

  mutating func code(_ c: inout some ConfigCoder) {
    c.flag("enabled", &enabled)
    c.whole("max_concurrent", &maxConcurrent, 0...100)
    c.whole("global_cooldown_ticks", &globalCooldown, 0...1_000_000)
    c.whole("per_agent_cooldown_ticks", &agentCooldown, 0...1_000_000)
    c.whole("window_ticks", &windowTicks, 1...1_000_000)
    c.whole("max_events_per_window", &maxPerWindow, 0...1000)
    c.named("specs", &specs)
  }
}

/// How observers are told.
struct TelemetrySettings: ConfigGroup {
  struct Narration: ConfigGroup {
    var dedupe = 20
    var globalCooldown = 30
    var categoryCooldowns: [NamedNumber] = []
    var windowTicks = 600
    var windowLimit = 10
    var priority = ["utility_outage"]

    mutating func code(_ c: inout some ConfigCoder) {
      c.whole("dedupe_window_ticks", &dedupe, 0...100_000)
      c.whole("global_cooldown_ticks", &globalCooldown, 0...100_000)
      c.numbers("category_cooldown_ticks", &categoryCooldowns, 0...100_000)
      c.whole("global_window_ticks", &windowTicks, 1...100_000)
      c.whole("global_window_limit", &windowLimit, 0...10_000)
      c.texts("priority_categories", &priority)
    }
  }

  struct Transport: ConfigGroup {
    enum Strategy: String, ConfigWord { case drop_oldest, block, fan_out }
    var enabled = false
    var strategy = Strategy.drop_oldest
    var bufferBytes = 256_000
    var batch = 32
    var everyTicks = 50
    var backlogThreshold = 64
    var aggregateEvery = 10

    mutating func code(_ c: inout some ConfigCoder) {
      c.flag("enabled", &enabled)
      c.word("strategy", &strategy)
      c.whole("max_buffer_bytes", &bufferBytes, 1024...1_000_000_000)
      c.whole("max_batch_size", &batch, 1...10_000)
      c.whole("flush_interval_ticks", &everyTicks, 1...100_000)
      c.whole("backlog_threshold", &backlogThreshold, 1...100_000)
      c.whole("aggregate_every", &aggregateEvery, 2...1000)
    }
  }

  var narration = Narration()
  var transport = Transport()
  var privacy = false

  mutating func code(_ c: inout some ConfigCoder) {
    c.group("narration", &narration)
    c.group("transport", &transport)
    c.flag("privacy", &privacy)
    c.refused("worker", "payloads are handed on within a tick, so that a run can be repeated")
    c.refused("transforms", "names are hidden by telemetry.privacy")
    c.refused("diff_enabled", "every payload is whole")
  }
}

/// What is saved, how often, and under which name.
struct SnapshotSettings: ConfigGroup {
  struct Autosave: ConfigGroup {
    var cadence = 0
    var retain = 3
    mutating func code(_ c: inout some ConfigCoder) {
      c.whole("cadence_ticks", &cadence, 0...1_000_000)
      c.whole("retain", &retain, 1...1000)
    }
  }

  struct Identity: ConfigGroup {
    var policyHash = ""
    mutating func code(_ c: inout some ConfigCoder) { c.text("policy_hash", &policyHash) }
  }

  var autosave = Autosave()
  var identity = Identity()
  var migrations: [String] = []

  mutating func code(_ c: inout some ConfigCoder) {
    c.group("autosave", &autosave)
    c.group("identity", &identity)
    c.texts("migrations", &migrations)
    c.refused("storage", "snapshots lie below the directory that -o names")
    c.refused("guardrails", "another configuration is refused, unless snapshot.migrations has it")
  }
}

/// Who lives how.
struct TownSettings: ConfigGroup {
  var agents = 8
  var width = 32
  var height = 32
  var ticksPerDay = 1440
  var wallet = 2.0
  var hunger = 0.9
  var hygiene = 0.9
  var energy = 0.9
  var jitter = 0.05

  mutating func code(_ c: inout some ConfigCoder) {
    c.whole("agents", &agents, 0...1000)
    c.whole("width", &width, 4...512)
    c.whole("height", &height, 4...512)
    c.whole("ticks_per_day", &ticksPerDay, 10...1_000_000)
    c.number("start_wallet", &wallet, 0...1000)
    c.number("start_hunger", &hunger, 0...1)
    c.number("start_hygiene", &hygiene, 0...1)
    c.number("start_energy", &energy, 0...1)
    c.number("start_jitter", &jitter, 0...0.5)
  }
}

/// What happens to those who faint or have to go.
struct LifecycleSettings: ConfigGroup {
  var respawnDelay = 0
  var faintThreshold = 0.03
  mutating func code(_ c: inout some ConfigCoder) {
    c.whole("respawn_delay_ticks", &respawnDelay, 0...100_000)
    c.number("faint_threshold", &faintThreshold, 0...1)
  }
}

/// How a policy is asked.
struct RuntimeSettings: ConfigGroup {
  var commitTicks = 15
  var annealRatio = 1.0
  mutating func code(_ c: inout some ConfigCoder) {
    c.whole("option_commit_ticks", &commitTicks, 0...1000)
    c.number("anneal_ratio", &annealRatio, 0...1)
  }
}

/// When a slot of an observation may be used again.
struct SlotSettings: ConfigGroup {
  var cooldown = 2000
  var warning = 0.05
  var maxSlots = 64
  mutating func code(_ c: inout some ConfigCoder) {
    c.whole("cooldown_ticks", &cooldown, 0...1_000_000)
    c.number("reuse_warning_threshold", &warning, 0...1)
    c.whole("max_slots", &maxSlots, 1...4096)
  }
}
