import Codecs
import Testing

@testable import Study

/// The rows that states are stored as.
@Suite struct StatesTests {
  private struct Broken: Error {}

  /// Rows kept by their keys.
  private struct Rows: StateSource {
    var rows: [String: [UInt8]] = [:]
    var isBroken = false

    func row(_ key: String) throws -> [UInt8]? {
      if isBroken { throw Broken() }
      return rows[key]
    }
  }

  private static let events =
    [Event].warned + [
      Event(
        .violation("s", "v0001"),
        .violationRecorded(
          ViolationRecorded(severity: .critical, run: nil, text: "leak", action: "none"))),
      Event(.study("s"), .studyHalted(StudyHalted(reason: "leak", violation: "v0001"))),
    ]

  private static func rows() -> [(key: String, bytes: [UInt8])] {
    let states = States()
    for (ordinal, event) in events.enumerated() {
      states.evolve(event, at: EventPosition(entry: 7, ordinal: ordinal))
    }
    return states.takeChanges()
  }

  @Test func `changed rows are given once, in the order of their first change`() {
    let states = States()
    for event in Self.events { states.evolve(event, at: EventPosition(entry: 0, ordinal: 0)) }
    #expect(
      states.takeChanges().map(\.key)
        == ["plan/s", "study/s", "run/s/s1", "violation/s/v0001"])
    #expect(states.takeChanges().isEmpty)
  }

  @Test func `what is stored reads back as itself`() throws {
    var source = Rows()
    for (key, bytes) in Self.rows() { source.rows[key] = bytes }
    let states = States(source)
    let plan = try #require(states.plan("s"))
    #expect(plan == .small())
    let study = try #require(states.study("s"))
    #expect(study.halted == "leak" && study.isHaltedByViolation)
    #expect(study.openViolations == ["v0001"] && study.violationCount == 1)
    #expect(study.hasResult && study.active == ["s1"] && study.cursor == 1)
    let run = try #require(states.run("s", "s1"))
    let unit = try #require(run.unit("work", ""))
    #expect(unit.phase == .ended && unit.outcome == .succeeded && unit.attempt == 1)
    #expect(unit.requestedAt == EventPosition(entry: 7, ordinal: 3))
    #expect(unit.endedAt == EventPosition(entry: 7, ordinal: 5))
    #expect(unit.openWarnings == ["quality"] && run.hasOpenWarning)
    #expect(states.violation("s", "v0001") == ViolationState(severity: .critical, run: nil))
    #expect(states.failure == nil)
    #expect(states.run("s", "s2") == nil)
    for (key, bytes) in Self.rows() {
      let record: ValueMap? =
        switch key.split(separator: "/")[0] {
        case "plan": plan.record
        case "study": study.record
        case "run": run.record
        default: ViolationState(severity: .critical, run: nil).record
        }
      #expect(try CBOR.decode(bytes) == .array([.int(States.coding), .map(record ?? [:])]))
    }
  }

  @Test func `a run of many units is stored in parts, and one unit rewrites its part alone`() throws
  {
    let states = States()
    for (ordinal, event) in Self.events.enumerated() {
      states.evolve(event, at: EventPosition(entry: 7, ordinal: ordinal))
    }
    for unit in 0..<100 {
      let skipped = StageSkipped(stage: "many", unit: "n=\(unit)", why: "for once")
      states.evolve(
        Event(.run("s", "s1"), .stageSkipped(skipped)), at: EventPosition(entry: 8, ordinal: unit))
    }
    var source = Rows()
    for (key, bytes) in states.takeChanges() { source.rows[key] = bytes }
    #expect(source.rows.keys.filter { $0.hasPrefix("units/") }.count == 4)
    let again = States(source)
    #expect(again.run("s", "s1") == states.run("s", "s1"))
    #expect(again.run("s", "s1")?.unit("many", "n=99")?.phase == .skipped)

    let unblocked = StageUnblocked(stage: "many", unit: "n=70", reason: "again")
    let event = Event(.run("s", "s1"), .stageUnblocked(unblocked))
    again.evolve(event, at: EventPosition(entry: 9, ordinal: 0))
    #expect(again.takeChanges().map(\.key).filter { $0.hasPrefix("units/") } == ["units/s/s1/2"])

    source.rows["units/s/s1/1"] = nil
    let broken = States(source)
    #expect(broken.run("s", "s1") == nil)
    #expect((broken.failure as? StateError)?.key == "units/s/s1/1")
  }

  @Test func `a row of another coding, a malformed one and a failing store are told apart`() {
    let cases: [([UInt8], String)] = [
      (
        CBOR.encode(.array([.int(States.coding + 1), .map([:])])),
        "is of another build; 'runledger rebuild' makes it anew"
      ),
      (
        CBOR.encode(.array([.int(States.coding)])),
        "is malformed; 'runledger rebuild' makes it anew"
      ),
      (CBOR.encode(.text("row")), "is malformed; 'runledger rebuild' makes it anew"),
    ]
    for (bytes, problem) in cases {
      let states = States(Rows(rows: ["study/s": bytes]))
      #expect(states.study("s") == nil)
      #expect((states.failure as? StateError)?.description == "stored state 'study/s' \(problem)")
    }
    for bytes in [[0xff], CBOR.encode(.array([.int(States.coding), .map(["revision": 1])]))]
      as [[UInt8]]
    {
      let states = States(Rows(rows: ["study/s": bytes]))
      #expect(states.study("s") == nil)
      #expect(states.failure != nil)
    }
    let states = States(Rows(isBroken: true))
    #expect(states.run("s", "s1") == nil)
    #expect(states.failure is Broken)
    states.forget()
    #expect(states.failure == nil)
  }

  @Test func `what is forgotten is read again`() {
    let states = States()
    for event in Self.events { states.evolve(event, at: EventPosition(entry: 0, ordinal: 0)) }
    states.forget()
    #expect(states.study("s") == nil)
    #expect(states.takeChanges().isEmpty)
  }

  @Test func `events about subjects that are not there change nothing`() {
    let states = States()
    for fact in EventData.samples
    where fact.type != "study.registered" && fact.type != "run.planned" {
      for stream in [Stream.ledger, .study("x"), .run("x", "y"), .violation("x", "v")] {
        states.evolve(Event(stream, fact), at: EventPosition(entry: 0, ordinal: 0))
      }
    }
    #expect(states.takeChanges().isEmpty)
  }

  @Test func `sums of time end at the greatest number`() {
    let long = StageFinished(id: .sample(), outcome: .succeeded, elapsed: .max)
    let given = Given(
      .started + [
        Event(.run("s", "s1"), .stageFinished(long)), Event(.run("s", "s1"), .stageFinished(long)),
      ])
    #expect(given.states.run("s", "s1")?.elapsed == .max)
    #expect(given.states.study("s")?.elapsed == .max)
  }

  @Test func `of many metrics those are remembered that a rule looks at, and some more`() {
    var finished = StageFinished(id: .sample(), outcome: .succeeded, elapsed: 1)
    finished.metrics = (0..<100).map { MetricValue(name: "m\($0)", value: Double($0)) }
    var events = [Event].started + [Event(.run("s", "s1"), .stageFinished(finished))]
    let plan = Plan.small { $0.metric = "m99" }
    events[0] = Event(
      .study("s"), .studyRegistered(StudyRegistered(plan: plan, file: .sample())))
    let kept = Given(events).states.run("s", "s1")?.unit("work", "")?.metrics.map(\.name) ?? []
    #expect(kept.count == UnitState.metricsMax)
    #expect(kept.first == "m0" && kept.last == "m99")
  }
}
