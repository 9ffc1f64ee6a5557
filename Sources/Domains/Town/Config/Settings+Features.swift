/// What is switched on.
struct FeatureSettings: ConfigGroup {
  enum Relationships: String, ConfigWord { case OFF, A, B, C1, C2, C3 }
  enum SocialRewards: String, ConfigWord { case OFF, C1, C2, C3 }
  enum Switch: String, ConfigWord { case on, off }
  enum Variant: String, ConfigWord { case full, hybrid, compact }
  enum Curiosity: String, ConfigWord { case off }
  enum Mode: String, ConfigWord { case viewer, admin }

  struct Stages: ConfigGroup {
    var relationships = Relationships.A
    var socialRewards = SocialRewards.OFF
    mutating func code(_ c: inout some ConfigCoder) {
      c.word("relationships", &relationships)
      c.word("social_rewards", &socialRewards)
    }
  }

  struct Systems: ConfigGroup {
    var lifecycle = Switch.on
    var observations = Variant.hybrid
    /// Tiles that somebody sees in either direction, himself in the middle; 0 is the variant's own.
    var localWindow = 0
    mutating func code(_ c: inout some ConfigCoder) {
      c.word("lifecycle", &lifecycle)
      c.word("observations", &observations)
      c.whole("local_window", &localWindow, 0...31)
    }
  }

  struct Training: ConfigGroup {
    var curiosity = Curiosity.off
    mutating func code(_ c: inout some ConfigCoder) { c.word("curiosity", &curiosity) }
  }

  struct Console: ConfigGroup {
    var mode = Mode.viewer
    mutating func code(_ c: inout some ConfigCoder) { c.word("mode", &mode) }
  }

  var stages = Stages()
  var systems = Systems()
  var training = Training()
  var console = Console()

  mutating func code(_ c: inout some ConfigCoder) {
    c.group("stages", &stages)
    c.group("systems", &systems)
    c.group("training", &training)
    c.group("console", &console)
  }
}
