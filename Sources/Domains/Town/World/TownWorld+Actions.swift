import Codecs
import Numerics

// From goals to steps. A goal is kept while it is under way: committing to it never stands between
// asking for an object and using it.
extension TownWorld {
  /// Whether somebody chooses a goal in this tick.
  func isDue(_ agent: Int, _ rules: TownRules) -> Bool {
    let person = agents[agent]
    guard person.alive, !person.possessed else { return false }
    if person.object >= 0, objects[person.object].holder == agent { return false }
    if person.plan.done { return true }
    if person.goal == .wait, tick - person.plan.since >= Self.pause { return true }
    return tick - person.plan.since >= rules.config.runtime.commitTicks
      || (person.goal != .work
        && ticksUntilWork(agent, rules)
          <= rules.config.behavior.jobArrivalBuffer)
  }

  /// How long somebody who waits does not think again, in ticks.
  static let pause = 5

  /// Takes a goal up.
  ///
  /// The same goal again goes on where it was.
  mutating func pursue(_ goal: Goal, _ agent: Int, _ rules: TownRules) {
    counters.decisions += 1
    let plan = agents[agent].plan
    if plan.goal == goal.rawValue, !plan.done {
      agents[agent].plan.since = tick
      return
    }
    // Giving one thing up for another is a switch; beginning anew when one is done is none.
    if !plan.done, plan.goal != Goal.wait.rawValue, goal != .wait { counters.switches += 1 }
    leave(agent, rules)
    if plan.goal != Goal.wait.rawValue { agents[agent].plan.last = plan.goal }
    agents[agent].plan.goal = goal.rawValue
    agents[agent].plan.since = tick
    agents[agent].plan.done = false
    agents[agent].plan.target =
      goal == .chat
      ? partner(for: agent, rules) ?? -1
      : place(for: goal, of: agent, rules) ?? -1
    let stage = rules.config.features.stages.socialRewards
    if stage == .C2 || stage == .C3, avoidsRival(goal, agent, rules) {
      agents[agent].socialNow += rules.config.rewards.social.avoidConflict
    }
  }

  /// The next step towards somebody's goal.
  func step(of agent: Int, _ rules: TownRules) -> Action {
    let person = agents[agent]
    let target = person.plan.target
    switch person.goal {
    case .wait: return .wait
    case .work:
      guard let job = job(of: agent, rules) else { return .wait }
      return person.position == job.location ? .wait : .move(job.location)
    case .chat:
      guard target >= 0 else { return .wait }
      return person.position == agents[target].position
        ? .chat(target) : .move(agents[target].position)
    case .eat, .cook, .wash, .sleep:
      guard target >= 0, let kind = person.goal.affordance else { return .blocked(target) }
      let object = objects[target]
      if object.holder == agent {
        return object.running >= 0 ? .wait : .start(target, kind)
      }
      if person.position != object.position { return .move(object.position) }
      return person.object == target ? .wait : .request(target)
    }
  }

  /// Does one step of somebody.
  mutating func apply(_ action: Action, by agent: Int, _ rules: TownRules) {
    switch action {
    case .wait:
      if agents[agent].goal == .chat || (agents[agent].goal == .work && !mustWork(agent, rules)) {
        agents[agent].plan.done = true
      }
    case .move(let tile): agents[agent].position = tile
    case .request(let object):
      if !request(object, by: agent, rules), agents[agent].object != object {
        agents[agent].plan.done = true
      }
    case .start(let object, let kind):
      if !start(kind, at: object, by: agent, rules) {
        apply(.release(object, success: false), by: agent, rules)
      }
    case .release(let object, let success):
      release(object, by: agent, success: success, rules)
      agents[agent].plan.done = true
    case .blocked: agents[agent].plan.done = true
    case .chat(let other):
      if agents[other].alive, tick >= agents[agent].chatUntil, tick >= agents[other].chatUntil {
        let quality = 0.5 + 0.5 * rules.chat.uniform(9, t: UInt32(tick), i: UInt32(agent))
        chat(agent, other, quality: quality, rules)
      } else {
        failChat(agent, other, rules)
      }
      agents[agent].plan.done = true
    }
  }

  private func mustWork(_ agent: Int, _ rules: TownRules) -> Bool {
    ticksUntilWork(agent, rules) <= rules.config.behavior.jobArrivalBuffer
  }
}
