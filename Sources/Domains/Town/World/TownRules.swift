import Numerics

/// What does not change while a town lives: its configuration, ready for use, and its draws.
struct TownRules: Sendable {
  let config: TownConfig
  let seed: Int64
  let affordances: [Affordance]
  let birth: Draw
  let chat: Draw
  let policy: Draw
  let disturbance: [Draw]

  /// Prepares a checked configuration.
  init(_ config: TownConfig, seed: Int64) {
    self.config = config
    self.seed = seed
    affordances = config.affordances.definitions.compactMap { Affordance($0) }
    birth = Draw(seed: seed, "town/birth")
    chat = Draw(seed: seed, "town/chat")
    policy = Draw(seed: seed, "town/policy")
    disturbance = config.perturbations.specs.map {
      Draw(seed: seed, "town/perturbation/\($0.name)")
    }
  }

  /// The place of an affordance in the table.
  func index(of kind: Affordance.Kind) -> Int? { affordances.firstIndex { $0.kind == kind } }

  var day: Int { config.town.ticksPerDay }
  var rivalry: ConflictSettings.Rivalry { config.conflict.rivalry }
  var isSocial: Bool { config.features.stages.relationships != .OFF }
}
