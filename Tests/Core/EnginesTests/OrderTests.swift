import Engines
import LedgerFormat
import Study
import Testing

/// The order and the stamps of what engines add, and that nothing else has a say in it.
@Suite struct OrderTests {
  @Test func `events are stamped with the engine and the event that it reacted to`() throws {
    let scenario = try Scenario(
      .sample { plan in plan.change("work") { $0.gates = [.accuracy()] } })
    try scenario.claim()
    let events = try scenario.work("s1", "work") { $0.report(0.9) }
    #expect(events.map(\.by) == ["", "gates", "runs", "levels"])
    #expect(events.map(\.cause) == [nil, 0, 1, 2])
    #expect(events.map(\.draft.by) == events.map(\.by))
    #expect(events.map(\.draft.cause) == [nil, 0, 1, 2])
  }

  @Test func `what follows from one event stands before what follows from that`() throws {
    let scenario = try Scenario(
      .sample { plan in
        plan.budget.runtimeNanoseconds = 1
        plan.change("work") { $0.gates = [.accuracy(), GatePlan(name: "empty", checks: [])] }
      })
    try scenario.claim()
    #expect(
      lines(try scenario.work("s1", "work") { $0.report(0.9) }) == [
        "stage.finished s1 work succeeded", "gate.evaluated s1 quality PASS (gates 0)",
        "gate.evaluated s1 empty PASS (gates 0)", "budget.exceeded s runtime (budget 0)",
        "run.finished s1 PASS (runs 2)", "study.halted s (halting 3)",
      ])
  }

  @Test func `the same commands give the same bytes`() throws {
    func bytes() throws -> [[UInt8]] {
      let scenario = try Scenario(.pipeline())
      try scenario.workOff { finished in
        if finished.id.stage == "train" { finished.report(0.9) }
      }
      return scenario.entries.flatMap { $0.map(\.draft.data) }
    }
    let first = try bytes()
    #expect(first.count > 50)
    #expect(try bytes() == first)
  }

  @Test func `states that were stored go on as if they never had been`() throws {
    let scenario = try Scenario(.pipeline())
    try scenario.workOff { finished in
      if finished.id.stage == "train" { finished.report(0.7) }
    }
    let stored = States(Rows(scenario.states.takeChanges()))
    let address = UnitAddress(run: "A-s1", stage: "train", unit: "fold=1")
    let command = AcceptWarning(study: "s", address, gate: "quality", reason: "fine")
    let context = CommandContext(entry: 99, at: 5)
    let fromStored = try Rules.apply(command, at: context, stored)
    #expect(try Rules.apply(command, at: context, scenario.states) == fromStored)
    #expect(stored.failure == nil)
    let again = stored.takeChanges()
    #expect(again.map(\.bytes) == scenario.states.takeChanges().map(\.bytes))
  }

  @Test func `what is stored is an event again when it is read`() throws {
    let scenario = try Scenario(.pipeline())
    let events = try scenario.workOff { finished in
      if finished.id.stage == "train" { finished.report(0.7) }
    }
    for event in events {
      let draft = event.draft
      let stored = EntryEvent(
        type: draft.type, version: draft.version, stream: draft.stream, by: draft.by,
        cause: draft.cause, data: .inline(draft.data))
      #expect(try Event(stored, data: draft.data) == event)
    }
  }
}
