import Codecs
import Study
import Testing

/// Repeating, accepting, locking, and statements about subjects.
@Suite struct RunDeciderTests {
  private static func rerun(
    from stage: String = "work", _ params: [Parameter] = [], reason: String = "why"
  ) -> any Command {
    RerunRun(study: "s", run: "s1", from: stage, params: params, reason: reason)
  }

  @Test(arguments: [[Event].finished, .locked, .blocked])
  func `a repetition links both runs and says what counts no longer`(events: [Event]) throws {
    let params = [Parameter(name: "rate", value: 0.25)]
    let stale = StaleUnit(
      stage: "work", unit: "", why: "repeated from 'work'", action: .redo)
    #expect(
      try Given(events).when(Self.rerun(params)) == [
        Event(.run("s", "s1"), .runCorrected(RunCorrected(by: "s1-v2", reason: "why"))),
        Event(
          .run("s", "s1-v2"),
          .runPlanned(
            RunPlanned(
              level: "", index: 0, seed: 1, scope: .run, revision: 1, round: 1, params: params,
              of: "s1", stale: [stale]))),
      ])
  }

  @Test func `a repetition needs a reason, a stage and parameters that there are`() {
    let given = Given(.finished)
    #expect(given.refusal(of: Self.rerun(reason: " "))?.code == .reasonMissing)
    let stage = given.refusal(of: Self.rerun(from: "wrok"))
    #expect(stage?.code == .notFound)
    #expect(stage?.hint == "its stages are work")
    let param = given.refusal(of: Self.rerun([Parameter(name: "rat", value: 1)]))
    #expect(param?.code == .notFound)
    #expect(param?.hint == "did you mean 'rate'?")
    #expect(Given(.stopped).refusal(of: Self.rerun())?.code == .outOfOrder)
  }

  @Test func `a replaced run is not repeated; the one that replaced it is`() throws {
    let events = [Event].finished
    let again = Given(events + (try Given(events).when(Self.rerun())))
    let refusal = again.refusal(of: Self.rerun())
    #expect(refusal?.code == .outOfOrder)
    #expect(refusal?.hint == "runledger rerun s/s1-v2 --from work -m \"...\"")
    #expect(Decider.nextCorrection(of: "s1-v2", "s", again.states) == "s1-v3")
    #expect(Decider.nextCorrection(of: "s1", "s", again.states) == "s1-v3")
    #expect(Decider.nextCorrection(of: "new", "s", again.states) == "new-v2")
  }

  @Test func `an open warning is accepted once, with a reason`() throws {
    let address = UnitAddress(run: "s1", stage: "work", unit: "")
    func accept(_ gate: String = "quality", _ reason: String = "fine") -> any Command {
      AcceptWarning(study: "s", address, gate: gate, reason: reason)
    }
    let events = try Given(.warned).when(accept())
    #expect(
      events == [
        Event(
          .run("s", "s1"),
          .warningAccepted(
            WarningAccepted(stage: "work", unit: "", gate: "quality", reason: "fine")))
      ])
    #expect(Given(.warned).refusal(of: accept("quality", ""))?.code == .reasonMissing)
    #expect(Given(.warned).refusal(of: accept("other"))?.code == .outOfOrder)
    #expect(Given(.ended).refusal(of: accept())?.code == .outOfOrder)
    #expect(Given(.warned + events).refusal(of: accept())?.code == .outOfOrder)
  }

  @Test func `a finished run is locked over its outputs`() throws {
    let lock = LockRun(study: "s", run: "s1", reason: "published")
    let given = Given(.finished)
    let outputs = try #require(given.states.run("s", "s1")).outputsDigest
    #expect(
      try given.when(lock) == [
        Event(.run("s", "s1"), .runLocked(RunLocked(outputs: outputs, reason: "published")))
      ])
    let refusal = Given(.ended).refusal(of: lock)
    #expect(refusal?.code == .outOfOrder)
    #expect(refusal?.message == "run 's1' is not finished, so it cannot be locked")
  }

  @Test func `statements about a locked run stay possible`() throws {
    let given = Given(.locked)
    #expect(
      try given.when(AddNote(.run("s", "s1"), text: "a note")) == [
        Event(.run("s", "s1"), .noteAdded(NoteAdded(text: "a note")))
      ])
    let decision = DecisionMade(choice: .escalate, rationale: "odd")
    #expect(
      try given.when(MakeDecision(.run("s", "s1"), decision)) == [
        Event(.run("s", "s1"), .decisionMade(decision))
      ])
    let violation = ViolationRecorded(
      severity: .nonCritical, run: "s1", text: "leak", action: "none")
    #expect(
      try given.when(RecordViolation(study: "s", violation)) == [
        Event(.violation("s", "v0001"), .violationRecorded(violation))
      ])
  }

  @Test func `statements need words, and a subject that is there`() {
    let given = Given(.halted)
    #expect(given.refusal(of: AddNote(.study("s"), text: ""))?.code == .reasonMissing)
    let decision = DecisionMade(choice: .stop, rationale: "")
    #expect(given.refusal(of: MakeDecision(.study("s"), decision))?.code == .reasonMissing)
    let silent = ViolationRecorded(severity: .critical, run: nil, text: "", action: "")
    #expect(given.refusal(of: RecordViolation(study: "s", silent))?.code == .reasonMissing)
    let lost = ViolationRecorded(severity: .critical, run: "s9", text: "x", action: "")
    #expect(given.refusal(of: RecordViolation(study: "s", lost))?.code == .notFound)
    for stream in [Stream.run("s", "s9"), .violation("s", "v9"), .key("ab"), .batch("s", "b")] {
      #expect(given.refusal(of: AddNote(stream, text: "a note"))?.code == .notFound)
    }
  }

  @Test func `notes may be about the ledger and about violations`() throws {
    #expect(try Given([]).when(AddNote(.ledger, text: "a note")).count == 1)
    #expect(try Given(.halted).when(AddNote(.violation("s", "v0001"), text: "a note")).count == 1)
  }

  @Test func `a violation is resolved once`() throws {
    func resolve(_ resolution: String = "mended") -> any Command {
      ResolveViolation(study: "s", violation: "v0001", resolution: resolution)
    }
    let given = Given(.halted)
    let events = try given.when(resolve())
    #expect(
      events == [
        Event(
          .violation("s", "v0001"), .violationResolved(ViolationResolved(resolution: "mended")))
      ])
    #expect(given.refusal(of: resolve(""))?.code == .reasonMissing)
    #expect(Given(.halted + events).refusal(of: resolve())?.code == .unchanged)
  }

  @Test(arguments: [(0, "v0001"), (8, "v0009"), (9_998, "v9999"), (9_999, "v10000")])
  func `violations are numbered`(count: Int, id: String) {
    #expect(Decider.violationID(after: count) == id)
  }
}
