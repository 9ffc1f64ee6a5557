import Study
import Testing

/// What may be said to a stage, and when its answer counts.
@Suite struct TellingTests {
  /// A study whose first stage runs.
  private func running() throws -> (Scenario, AttemptID) {
    let scenario = try Scenario(.sample())
    try scenario.claim(1)
    let unit = try #require(scenario.live.first)
    try scenario.start(unit.run, unit.stage, unit.unit)
    return (scenario, scenario.attempt(unit.run, unit.stage, unit.unit))
  }

  private func tell(_ id: AttemptID, _ text: String = "slower") -> any Command {
    TellStage(StageTold(id: id, text: text))
  }

  private func answer(_ id: AttemptID, _ text: String = "as you wish") -> any Command {
    AnswerStage(StageAnswered(id: id, text: text))
  }

  @Test func `a running stage is told something, and answers`() throws {
    let (scenario, id) = try running()
    let told = try scenario.when(tell(id))
    #expect(told == [Event(id.stream, .stageTold(StageTold(id: id, text: "slower")))])
    let answered = try scenario.when(answer(id))
    #expect(
      answered == [Event(id.stream, .stageAnswered(StageAnswered(id: id, text: "as you wish")))])
  }

  @Test func `a stage that is requested, has ended, or never was, is told nothing`() throws {
    let scenario = try Scenario(.sample())
    try scenario.claim(1)
    let unit = try #require(scenario.live.first)
    let id = scenario.attempt(unit.run, unit.stage, unit.unit)
    #expect(scenario.refusal(of: tell(id))?.code == .outOfOrder)
    try scenario.work(unit.run, unit.stage, unit.unit)
    #expect(scenario.refusal(of: tell(id))?.code == .outOfOrder)
    var other = id
    other.attempt += 1
    #expect(scenario.refusal(of: tell(other))?.code == .outOfOrder)
    other.stage = "nonsense"
    #expect(scenario.refusal(of: tell(other))?.code == .outOfOrder)
    other.run = "nobody"
    #expect(scenario.refusal(of: tell(other))?.code == .notFound)
  }

  @Test func `an answer given before the end is recorded after it`() throws {
    let (scenario, id) = try running()
    try scenario.when(tell(id))
    try scenario.finish(id.run, id.stage, id.unit)
    let isLocked = scenario.states.run("s", id.run)?.isLocked ?? false
    if !isLocked { #expect(try scenario.when(answer(id)).count == 1) }
    var other = id
    other.attempt += 1
    #expect(scenario.refusal(of: answer(other))?.code == (isLocked ? .locked : .outOfOrder))
  }

  @Test func `nothing can be told or answered in a locked run`() throws {
    let scenario = try Scenario(.sample())
    try scenario.workOff()
    let run = try #require(scenario.states.run("s", "s7") ?? anyRun(scenario))
    let unit = try #require(run.units.first)
    if !run.isLocked { try scenario.when(LockRun(study: "s", run: run.id, reason: "kept")) }
    let id = scenario.attempt(run.id, unit.stage, unit.unit)
    #expect(scenario.refusal(of: tell(id))?.code == .locked)
    #expect(scenario.refusal(of: answer(id))?.code == .locked)
  }

  @Test func `what is said has words, and a length`() throws {
    let (scenario, id) = try running()
    #expect(scenario.refusal(of: tell(id, " \n"))?.code == .invalid)
    let most = String(repeating: "x", count: Decider.tellingMax)
    #expect(scenario.refusal(of: tell(id, most + "x"))?.code == .invalid)
    #expect(scenario.refusal(of: answer(id, most + "x"))?.code == .invalid)
    #expect(try scenario.when(tell(id, most)).count == 1)
    #expect(try scenario.when(answer(id, most)).count == 1)
  }

  private func anyRun(_ scenario: Scenario) -> RunState? {
    scenario.entries.joined().lazy.compactMap { event in
      if case .run(let slug, let id) = event.stream { scenario.states.run(slug, id) } else { nil }
    }.first
  }
}
