public import Study

/// The rules of one revision: the decider, and the engines in their fixed order.
public enum Rules {
  /// The number of these rules, as `rules.adopted` records it.
  public static let revision: Int64 = 1

  /// The most events that one command may bring about.
  ///
  /// More is a bug in an engine.
  public static let eventsMax = 1_000

  /// The engines in the order in which they see every event.
  private static let engines: [any Engine.Type] = [
    GateEngine.self, RetryEngine.self, ViolationEngine.self, BudgetEngine.self, HaltEngine.self,
    RunEngine.self, LockEngine.self, PairEngine.self, ExclusionEngine.self, BatchEngine.self,
    PromotionEngine.self,
    LevelEngine.self, SchedulingEngine.self,
  ]

  /// All events that a command brings about, with everything that follows from them; the states
  /// have recorded them when this returns.
  ///
  /// First in, first out: each event is recorded in the states, then every engine sees it, and
  /// what they add goes to the end. A refusal leaves the states as they were.
  public static func apply<C: Command>(
    _ command: C, at context: CommandContext, _ states: States
  ) throws(Rejection) -> [Event] {
    var events = try command.decide(at: context, states)
    for engine in engines {
      add(engine.respond(to: command, at: context, states), by: engine, cause: nil, to: &events)
    }
    var next = 0
    while next < events.count {
      precondition(events.count <= eventsMax, "an engine does not come to rest")
      let event = events[next]
      let position = EventPosition(entry: context.entry, ordinal: next)
      states.evolve(event, at: position, by: context.author)
      for engine in engines {
        add(engine.react(to: event, at: context, states), by: engine, cause: next, to: &events)
      }
      next += 1
    }
    return events
  }

  /// Adds what an engine answers, which mostly is nothing.
  private static func add(
    _ answers: [Event], by engine: any Engine.Type, cause: Int?, to events: inout [Event]
  ) {
    if answers.isEmpty { return }
    events += answers.map { Event($0.stream, $0.fact, by: engine.name, cause: cause) }
  }
}

extension Rules {
  /// Whether what was requested of a unit is what the plan in force would request.
  public static func isInForce(
    _ unit: UnitState, of run: RunState, in slug: String, _ states: States
  ) -> Bool {
    guard let study = states.study(slug), study.isCurrent(run),
      let stage = states.plan(slug)?.stage(unit.stage), stage.scope == run.scope,
      stage.has(unit.unit, in: run, of: slug, states)
    else { return false }
    let recipe = CacheKey.digest(of: stage, unit: unit.unit, in: run, slug: slug, states)
    return recipe == nil || recipe == unit.recipe
  }

  /// Whether a claim would bring about anything now.
  ///
  /// A refusal counts as nothing.
  public static func hasAnswer(
    to claim: ClaimWork, at context: CommandContext, _ states: States
  ) -> Bool {
    guard (try? claim.decide(at: context, states)) != nil else { return false }
    return !SchedulingEngine.respond(to: claim, at: context, states).isEmpty
  }
}
