import Bytes
import Codecs
import Study
import Testing

/// Candidates and reports, and how little the rules remember of them.
@Suite struct PromotionDeciderTests {
  private static let watched = [
    Event(
      .study("s"),
      .studyRegistered(
        StudyRegistered(plan: .small { $0.baselines = [.sample] }, file: .sample())))
  ]

  private static let candidate = CandidateRegistered(digest: .sample(1), source: "training")

  private static let registered =
    watched + [Event(.candidate("s", "c1"), .candidateRegistered(candidate))]

  private func register(_ name: String, digest: UInt8 = 1) -> any Command {
    RegisterCandidate(
      study: "s", name: name, CandidateRegistered(digest: .sample(digest), source: "training"))
  }

  @Test func `a candidate is registered once, under one digest`() throws {
    #expect(try Given(Self.watched).when(register("c1")) == [Self.registered[1]])
    let given = Given(Self.registered)
    #expect(given.refusal(of: register("c1"))?.code == .unchanged)
    let other = given.refusal(of: register("c1", digest: 2))
    #expect(other?.code == .exists && other?.hint == "different content needs another name")
    #expect(other?.isRecorded == true)
    #expect(Given([]).refusal(of: register("c1"))?.code == .notFound)
  }

  @Test(arguments: ["", "a b", "a/b", "-a", "b20260213-2140-baseline-v01"])
  func `not every name names a candidate`(name: String) {
    #expect(Given(Self.watched).refusal(of: register(name))?.code == .invalid)
  }

  @Test func `a candidate is rejected once, with a reason`() throws {
    let given = Given(Self.registered)
    func reject(_ name: String, _ reasons: [String]) -> any Command {
      RejectCandidate(study: "s", name: name, reasons: reasons)
    }
    let rejected = Event(
      .candidate("s", "c1"), .candidateRejected(CandidateRejected(reasons: ["slow", "late"])))
    #expect(try given.when(reject("c1", ["slow", "late"])) == [rejected])
    #expect(given.refusal(of: reject("c1", []))?.code == .reasonMissing)
    #expect(given.refusal(of: reject("c1", ["slow", " "]))?.code == .reasonMissing)
    #expect(given.refusal(of: reject("c2", ["slow"]))?.code == .notFound)
    let again = Given(Self.registered + [rejected]).refusal(of: reject("c1", ["slow"]))
    #expect(again?.code == .unchanged)
    #expect(again?.message == "candidate 'c1' is rejected already: slow")
  }

  @Test func `notes and decisions may be about candidates and baselines that are there`() throws {
    let given = Given(Self.registered)
    let decision = DecisionMade(choice: .adjust, rationale: "so")
    for stream in [Stream.candidate("s", "c1"), .baseline("s", BaselinePlan.sample.name)] {
      let note = Event(stream, .noteAdded(NoteAdded(text: "a note")))
      #expect(try given.when(AddNote(stream, text: "a note")) == [note])
      let decided = Event(stream, .decisionMade(decision))
      #expect(try given.when(MakeDecision(stream, decision)) == [decided])
    }
    for stream in [Stream.candidate("s", "c9"), .baseline("s", "c1"), .pair("s", "c1")] {
      #expect(given.refusal(of: AddNote(stream, text: "a note"))?.code == .notFound)
      #expect(given.refusal(of: MakeDecision(stream, decision))?.code == .notFound)
    }
  }

  @Test func `a report is published under a name`() throws {
    func publish(_ name: String, _ size: Int64 = 4) -> any Command {
      PublishReport(study: "s", report: name, ReportPublished(digest: .sample(2), size: size))
    }
    let published = Event(
      .report("s", "final"), .reportPublished(ReportPublished(digest: .sample(2), size: 4)))
    #expect(try Given(Self.watched).when(publish("final")) == [published])
    #expect(Given(Self.watched).refusal(of: publish("a/b"))?.code == .invalid)
    #expect(Given(Self.watched).refusal(of: publish("final", -1))?.code == .invalid)
    #expect(Given([]).refusal(of: publish("final"))?.code == .notFound)
    let older = Event(
      .report("s", "draft"), .reportPublished(ReportPublished(digest: .sample(2), size: 3)))
    let report = Given(Self.watched + [published, older]).states.study("s")?.report
    #expect(report == ReportState(size: 4, at: EventPosition(entry: 0, ordinal: 1)))
  }

  @Test func `a study without baselines has none`() {
    let given = Given(.registered)
    let promote = PromoteBaseline(study: "s", baseline: "release", to: "c1", reason: "")
    #expect(given.refusal(of: promote)?.hint == "its study file names none under 'baselines'")
    let rollBack = RollBackBaseline(study: "s", baseline: "release", to: nil, reason: "late")
    #expect(given.refusal(of: rollBack)?.code == .notFound)
    #expect(given.refusal(of: rollBack)?.isRecorded == false)
  }

  @Test func `states of baselines and candidates read back as themselves`() throws {
    let window = WindowClosed(
      window: 3, values: ["lateness": 4], subject: "c1", failed: [], streak: 1)
    let promoted = BaselinePromoted(to: "c1", evidence: ["@0.1"], values: ["lateness": 4])
    let states = Given(
      Self.registered + [
        Event(.baseline("s", "release"), .windowClosed(window)),
        Event(.report("s", "c1"), .reportPublished(ReportPublished(digest: .zero, size: 1))),
        Event(.baseline("s", "release"), .baselinePromoted(promoted)),
        Event(.baseline("s", "release"), .windowClosed(window)),
      ]
    ).states
    let candidate = try #require(states.candidate("s", "c1"))
    #expect(candidate.standing.watches.first?.windows == [EventPosition(entry: 0, ordinal: 2)])
    #expect(candidate.standing.report == EventPosition(entry: 0, ordinal: 3))
    #expect(candidate.standing.promotion(to: "release")?.values == ["lateness": 4])
    #expect(try CandidateState(encoded: candidate.encoded) == candidate)
    let baseline = try #require(states.baseline("s", "release"))
    #expect(baseline.current == "c1" && baseline.window == 3 && baseline.streak == 1)
    #expect(baseline.movedAt == EventPosition(entry: 0, ordinal: 4))
    #expect(try BaselineState(encoded: baseline.encoded) == baseline)
    #expect(states.standing("s", of: "c2") == nil)
  }

  @Test func `of very many values those are remembered that a check looks at, and some more`()
    throws
  {
    var values = ValueMap()
    for number in 0..<200 { values["v\(number)"] = 1 }
    values["starvation"] = 0
    let window = WindowClosed(window: 0, values: values, subject: "c1", failed: [], streak: 1)
    let states = Given(
      Self.registered + [Event(.baseline("s", "release"), .windowClosed(window))]
    ).states
    let kept = try #require(states.candidate("s", "c1")?.standing.watches.first?.values)
    #expect(kept.count == UnitState.metricsMax && kept["starvation"] == 0)
  }
}
