import StageKit
import YAML

// What one key alone cannot say: how keys have to agree.
extension TownConfig {
  /// Reports every rule between keys that does not hold.
  func check(_ item: Item) {
    func fail(_ path: String, _ message: String) {
      var node = item.node
      for key in path.split(separator: ".") {
        guard let inside = node[String(key)] else { break }
        node = inside
      }
      item.problems.report("\(path) \(message)", path: path, at: node.mark)
    }
    if configID.isEmpty { fail("config_id", "is required and must not be empty") }
    if rewards.punctualityBonus > rewards.needsWeights.hunger {
      fail("rewards.punctuality_bonus", "must not exceed rewards.needs_weights.hunger")
    }
    let rivalry = conflict.rivalry
    for (name, value) in [
      ("avoid_threshold", rivalry.avoidThreshold),
      ("eviction_threshold", rivalry.evictionThreshold),
    ] where value < rivalry.min || value > rivalry.max {
      fail("conflict.rivalry.\(name)", "must lie between min_value and max_value")
    }
    let cadence = snapshot.autosave.cadence
    if cadence != 0, cadence < 100 {
      fail("snapshot.autosave.cadence_ticks", "must be 0 (never) or at least 100")
    }
    if features.stages.relationships == .OFF, features.stages.socialRewards != .OFF {
      fail("features.stages.social_rewards", "needs features.stages.relationships other than OFF")
    }
    if features.stages.relationships == .OFF,
      training.rewardSchedule.contains(where: { $0.stage != .OFF })
    {
      fail(
        "training.social_reward_schedule", "needs features.stages.relationships other than OFF")
    }
    let window = features.systems.localWindow
    if window != 0, window < 3 || window % 2 == 0 {
      fail("features.systems.local_window", "must be 0 (the variant's own) or odd, from 3 to 31")
    }
    checkJobs(fail)
    checkAffordances(fail)
    checkPerturbations(fail)
    checkScenario(fail)
    checkNames(fail)
    checkTokens(fail)
  }

  private func checkTokens(_ fail: (String, String) -> Void) {
    for (place, token) in consoleAuth.tokens.enumerated() {
      if token.token.isEmpty == token.variable.isEmpty {
        fail("console_auth.tokens", "[\(place)] must have one of 'token' and 'token_env'")
      }
      // What the table of keys shows in its place is known to everybody.
      if token.token == ConfigWriter.hidden {
        fail("console_auth.tokens", "[\(place)] has no token: '\(ConfigWriter.hidden)' hides one")
      }
    }
    if consoleAuth.enabled, consoleAuth.tokens.isEmpty {
      fail("console_auth.tokens", "must not be empty where console_auth.enabled is true")
    }
  }

  private func checkJobs(_ fail: (String, String) -> Void) {
    for job in jobs {
      let path = "jobs.\(job.name)"
      if job.group.endTick <= job.group.startTick || job.group.endTick > town.ticksPerDay {
        fail(path, "must end after it starts and within the \(town.ticksPerDay) ticks of a day")
      }
      if !contains(job.group.location) { fail("\(path).location", "is outside of the town") }
      let wage = job.group.wageRate * Double(job.group.endTick - job.group.startTick)
      if wage > 0, wage < 1.1 * economy.basket {
        fail(path, "pays \(wage) a day, less than 1.1 times the basket of \(economy.basket)")
      }
    }
  }

  private func checkAffordances(_ fail: (String, String) -> Void) {
    let known = ["hunger", "hygiene", "energy", "money"]
    for one in affordances.definitions {
      let path = "affordances.definitions.\(one.name)"
      if Affordance.Kind(rawValue: one.name) == nil {
        let names = Affordance.Kind.allCases.map(\.rawValue).joined(separator: ", ")
        fail(path, "is not one of \(names)")
      }
      if ObjectType(rawValue: one.group.objectType) == nil {
        fail(
          "\(path).object_type",
          "'\(one.group.objectType)' is not one of shower, bed, fridge, stove")
      }
      for effect in one.group.effects where !known.contains(effect.name) {
        fail("\(path).effects", "has '\(effect.name)', which is no need and not money")
      }
      for text in one.group.preconditions where Precondition(text) == nil {
        fail("\(path).preconds", "has '\(text)'; a precondition is NAME OPERATOR LITERAL")
      }
      let hooks = one.group.hooks
      for text in hooks.before + hooks.after + hooks.fail where AffordanceHook(text) == nil {
        fail("\(path).hooks", AffordanceHook.refusal(of: text))
      }
    }
    for object in affordances.objects + scenario.objects {
      if ObjectType(rawValue: object.type) == nil {
        fail("affordances.objects", "has the unknown type '\(object.type)'")
      }
      if object.id.isEmpty { fail("affordances.objects", "has an object without an id") }
      if !contains(object.position) { fail("affordances.objects", "'\(object.id)' is outside") }
    }
  }

  private func checkPerturbations(_ fail: (String, String) -> Void) {
    for spec in perturbations.specs {
      let path = "perturbations.specs.\(spec.name)"
      if spec.group.durationMin > spec.group.durationMax {
        fail("\(path).duration_min", "must not exceed duration_max")
      }
      if spec.group.magnitudeMin > spec.group.magnitudeMax {
        fail("\(path).magnitude_min", "must not exceed magnitude_max")
      }
      if spec.group.kind == .price_spike {
        if spec.group.targets.isEmpty { fail("\(path).targets", "names nothing") }
        for target in spec.group.targets where Price.keys(of: target).isEmpty {
          let names = Price.allCases.map(\.rawValue).joined(separator: ", ")
          fail("\(path).targets", "'\(target)' is no price: \(names), market or global")
        }
      }
    }
  }

  private func checkScenario(_ fail: (String, String) -> Void) {
    var seen: [String] = []
    for person in scenario.agents {
      if person.id.isEmpty || seen.contains(person.id) {
        fail("scenario.agents", "need ids that are not empty and not repeated")
      }
      seen.append(person.id)
      if !person.job.isEmpty, !jobs.contains(where: { $0.name == person.job }) {
        fail("scenario.agents", "'\(person.id)' has the unknown job '\(person.job)'")
      }
      if !contains(person.position) { fail("scenario.agents", "'\(person.id)' is outside") }
      for rival in person.rivals where !scenario.agents.contains(where: { $0.id == rival.name }) {
        fail("scenario.agents", "'\(person.id)' has the unknown rival '\(rival.name)'")
      }
    }
  }

  private func checkNames(_ fail: (String, String) -> Void) {
    for name in stability.promotion.allowedAlerts where Alert(rawValue: name) == nil {
      fail("stability.promotion.allowed_alerts", "'\(name)' is no alert")
    }
    for name in telemetry.narration.priority where Narration.Category(rawValue: name) == nil {
      fail("telemetry.narration.priority_categories", "'\(name)' is no category")
    }
    let hash = snapshot.identity.policyHash
    let digits = "0123456789abcdef"
    if !hash.isEmpty, hash.utf8.count != 64 || !hash.allSatisfy({ digits.contains($0) }) {
      fail("snapshot.identity.policy_hash", "must be 64 lower-case hexadecimal digits")
    }
  }

  /// Whether a tile is in the town.
  func contains(_ tile: GridTile) -> Bool {
    (0..<town.width).contains(tile.x) && (0..<town.height).contains(tile.y)
  }
}
