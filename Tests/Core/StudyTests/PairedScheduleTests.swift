import Codecs
import Study
import Testing

/// How the runs of a paired study are drawn.
@Suite struct PairedScheduleTests {
  private let plan = Plan.pairedSample

  @Test func `tasks rotate, and every pair has both variants`() {
    let slots = plan.pairSlots(round: 1)
    #expect(slots.map(\.task) == ["T1", "T2", "T1", "T2", "T1", "T2"])
    #expect(slots.map(\.pairIndex) == [1, 1, 2, 2, 3, 3])
    #expect(slots.map(\.pair).first == "pair-0001")
    #expect(slots.allSatisfy { Set([$0.first, $0.second]) == ["a", "b"] })
    #expect(Set(slots.map(\.faultSeed)).count == slots.count)
    #expect(slots.map(\.taskSeed) == [42, 43, 42, 43, 42, 43])
  }

  @Test func `the order within pairs is drawn, and the same seed draws the same`() {
    var long = plan
    long.design.paired?.pairs = 100
    let slots = long.pairSlots(round: 1)
    let first = slots.count { $0.first == "a" }
    #expect(first == 100)
    for (count, task) in [(100, "T1"), (100, "T2"), (99, "T1"), (7, "T2"), (1, "T1")] {
      let places = slots.filter { $0.task == task }.prefix(count)
      let balance = places.count { $0.first == "a" } - places.count { $0.first == "b" }
      #expect(abs(balance) <= 1, "\(count) pairs of \(task)")
    }
    let pairs = slots.filter { $0.task == "T1" }.map(\.first)
    let leaders = stride(from: 0, to: 100, by: 2).map { pairs[$0] }
    #expect((15...35).contains(leaders.count { $0 == "a" }), "who begins is drawn")
    #expect(slots == long.pairSlots(round: 1))
    #expect(slots.map(\.first) != long.pairSlots(round: 2).map(\.first))
    long.seed = 8
    #expect(slots.map(\.first) != long.pairSlots(round: 1).map(\.first))
    long.design.paired?.order = .alternate
    #expect(long.pairSlots(round: 1).prefix(3).map(\.first) == ["a", "b", "a"])
  }

  @Test func `a level has pairs, tasks and an order of its own`() {
    var levelled = plan
    var pilot = LevelPlan(name: "pilot")
    pilot.pairs = 1
    pilot.tasks = ["T2"]
    pilot.order = .alternate
    levelled.levels = [pilot, LevelPlan(name: "full")]
    let ids = levelled.schedule(level: 0, round: 1).map(\.id)
    #expect(
      ids == [
        "pilot-study", "pilot-run-0001-a-T2", "pilot-run-0001-b-T2", "pilot-pair-0001", "pilot-T2",
      ])
    #expect(levelled.pairSlots(round: 1).count == 7)
    #expect(levelled.schedule(level: 1, round: 3).last?.id == "T2-r3")
  }

  @Test func `counts agree with the schedule`() {
    let runs = plan.schedule(level: 0, round: 1)
    #expect(runs.map(\.index) == Array(runs.indices))
    #expect(Set(runs.map(\.id)).count == runs.count)
    for scope in [Scope.run, .pair, .task, .study] {
      #expect(plan.runCount(level: 0, scope: scope) == runs.count { $0.scope == scope })
    }
  }

  @Test func `runs of one pair agree, and those of two do not`() throws {
    let runs = plan.schedule(level: 0, round: 1)
    let pair = try #require(runs.first { $0.scope == .pair })
    let inside = runs.filter { $0.scope == .run && $0.assignment.agrees(with: pair.assignment) }
    #expect(inside.map(\.assignment.pair) == [pair.id, pair.id])
    let task = try #require(runs.first { $0.scope == .task })
    #expect(runs.count { $0.scope == .run && $0.assignment.agrees(with: task.assignment) } == 6)
    #expect(runs.allSatisfy { $0.assignment.agrees(with: Assignment()) })
  }

  @Test func `a plan that cannot be drawn is refused`() {
    var one = plan
    one.design.paired?.variants.removeLast()
    var small = plan
    small.design.paired?.minimum = 4
    var single = plan
    single.design = .single
    for plan in [one, small, single] {
      let command = RegisterStudy(StudyRegistered(plan: plan, file: .sample()))
      let rejection = #expect(throws: Rejection.self) {
        try command.decide(at: CommandContext(entry: 0, at: 0), States())
      }
      #expect(rejection?.code == .invalid)
    }
  }
}
