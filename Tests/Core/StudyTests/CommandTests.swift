import Codecs
import Study
import Testing

/// The coding of every command.
@Suite struct CommandTests {
  private static let registered = StudyRegistered(plan: .full, file: .sample())
  private static let address = UnitAddress(run: "s1", stage: "work", unit: "k=1")

  private static var samples: [Command] {
    var finished = StageFinished(id: .sample(), outcome: .failed, elapsed: 3)
    finished.exit = 2
    return [
      .registerStudy(registered), .reviseStudy(registered), .amendStudy(registered, reason: "why"),
      .drawSchedule(study: "s", reason: "again"),
      .checkRequirements(
        study: "s", found: [Observation(gate: "requires", check: "command awk", value: 1)]),
      .claimWork(
        ClaimWork(
          study: "s", slots: 4, keepsGoing: true, until: ["a"], skip: ["b"], pins: ["host": "h"])),
      .startStage(
        StageStarted(
          id: .sample(), command: ["true"], pid: 1, processStart: 2, boot: "b", directory: "d")),
      .observeStage(StageObserved(id: .sample(), lines: [["note": "hello"]])),
      .finishStage(finished), .blockStage(study: "s", address, evidence: "pid 3 lives on"),
      .retryStage(study: "s", run: "s1", stage: "work", reason: "mended"),
      .retryStage(study: "s", run: "s1", stage: nil, reason: "mended"),
      .rerunRun(
        RerunRun(
          study: "s", run: "s1", from: "work", params: [Parameter(name: "k", value: 1)],
          reason: "why")),
      .acceptWarning(study: "s", address, gate: "quality", reason: "fine"),
      .lockRun(study: "s", run: "s1", reason: "published"),
      .declareBatch(study: "s", .sample),
      .invalidateRun(study: "s", run: "s1", policy: "tier-1.5", reason: "stale"),
      .importRun(study: "s", run: "s1", RunImported(source: "runs.csv", facts: ["a": 1])),
      .grantOverride(
        OverrideCommand(
          study: "s", run: "s1", stage: "work", flag: "ignore", value: true, reason: "why")),
      .revokeOverride(OverrideCommand(study: "s", run: "s1", flag: "ignore", reason: "why")),
      .approve(study: "s", UnitAddress(run: "s1", stage: "sign", unit: ""), meaning: "fit"),
      .registerCandidate(
        study: "s", name: "c1", CandidateRegistered(digest: .sample(1), source: "training")),
      .rejectCandidate(study: "s", name: "c1", reasons: ["slow"]),
      .promote(study: "s", baseline: "release", to: "c1", reason: "better"),
      .rollBack(study: "s", baseline: "release", to: "c0", reason: "canary"),
      .tellStage(StageTold(id: .sample(), text: "pause")),
      .answerStage(StageAnswered(id: .sample(), text: "paused")),
      .publishReport(
        study: "s", report: "final", ReportPublished(digest: .sample(2), size: 4)),
      .excludeRun(
        study: "s", run: "s1", rule: "timeout", reason: "never ended"),
      .compareReproduction(
        study: "s", run: "s1", ReproductionCompared(outcome: .exact, differences: [])),
      .addNote(.run("s", "s1"), text: "a note"),
      .recordViolation(
        study: "s",
        ViolationRecorded(severity: .critical, run: nil, text: "leak", action: "none")),
      .resolveViolation(study: "s", violation: "v0001", resolution: "mended"),
      .makeDecision(.study("s"), DecisionMade(choice: .stop, rationale: "enough")),
      .haltStudy(study: "s", reason: "wait"), .resumeStudy(study: "s", reason: "on"),
    ]
  }

  @Test(arguments: samples.indices)
  func `a recorded command reads back as itself`(place: Int) throws {
    let command = Self.samples[place]
    let bytes = command.arguments()
    let read = try Command(name: command.name, arguments: bytes)
    #expect(read == command)
  }

  @Test(arguments: samples.indices)
  func `a command without arguments is refused`(place: Int) {
    let name = Self.samples[place].name
    #expect(throws: FieldError.self) { try Command(name: name, arguments: [0xa0]) }
  }

  @Test func `every command has a name of its own`() {
    #expect(Set(Self.samples.map(\.name)).count == 35)
  }

  @Test func `the text of a command's identifier is passed over`() throws {
    let command = Command.haltStudy(study: "s", reason: "wait")
    let arguments = command.arguments(named: "mine")
    #expect(try CBOR.decodeMap(arguments)["cmd_id"] == "mine")
    #expect(try Command(name: command.name, arguments: arguments) == command)
  }

  @Test func `a name that the rules do not know is no command`() throws {
    #expect(try Command(name: "enroll_key", arguments: [0xa0]) == nil)
  }

  @Test func `a refusal is recorded where the command points`() {
    let streams = Self.samples.map { "\($0.name) \($0.stream)" }
    let run = Set(streams.filter { $0.hasSuffix(" run/s/s1") }.map { $0.prefix { $0 != " " } })
    #expect(run.contains("lock_run") && run.contains("approve") && run.contains("tell_stage"))
    for line in [
      "register_study study/full", "claim_work study/s", "grant_override run/s/s1",
      "declare_batch batch/s/b20260213-2140-baseline-v01", "register_candidate candidate/s/c1",
      "promote baseline/s/release", "roll_back baseline/s/release", "publish_report report/s/final",
      "resolve_violation violation/s/v0001",
    ] { #expect(streams.contains(line), "\(line)") }
  }

  @Test(arguments: ["", "run", "run/s", "nowhere/s", "study/s/x", "key/"])
  func `a note about nothing is refused`(stream: String) {
    let arguments: ValueMap = ["stream": .text(stream), "text": "a note"]
    #expect(throws: FieldError.self) {
      try Command(name: "add_note", arguments: CBOR.encode(arguments))
    }
  }
}
