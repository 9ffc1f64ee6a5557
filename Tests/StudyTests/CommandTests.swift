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
    let bytes = CBOR.encode(command.arguments)
    let read = try Command(name: command.name, arguments: try CBOR.decodeMap(bytes))
    #expect(read == command)
  }

  @Test(arguments: samples.indices)
  func `a command without arguments is refused`(place: Int) {
    let name = Self.samples[place].name
    #expect(throws: FieldError.self) { try Command(name: name, arguments: [:]) }
  }

  @Test func `every command has a name of its own`() {
    #expect(Set(Self.samples.map(\.name)).count == 22)
  }

  @Test func `the text of a command's identifier is passed over`() throws {
    let command = Command.haltStudy(study: "s", reason: "wait")
    var arguments = command.arguments
    arguments["cmd_id"] = "mine"
    #expect(try Command(name: command.name, arguments: arguments) == command)
  }

  @Test func `a name that the rules do not know is no command`() throws {
    #expect(try Command(name: "enroll_key", arguments: [:]) == nil)
  }

  @Test func `a refusal is recorded where the command points`() {
    let streams = Self.samples.map(\.stream.description)
    #expect(
      streams == [
        "study/full", "study/full", "study/full", "study/s", "study/s", "study/s", "run/s/s1",
        "run/s/s1", "run/s/s1", "run/s/s1", "run/s/s1", "run/s/s1", "run/s/s1", "run/s/s1",
        "run/s/s1", "run/s/s1", "run/s/s1", "run/s/s1", "study/s", "violation/s/v0001", "study/s",
        "study/s", "study/s",
      ])
  }

  @Test(arguments: ["", "run", "run/s", "nowhere/s", "study/s/x", "key/"])
  func `a note about nothing is refused`(stream: String) {
    #expect(throws: FieldError.self) {
      try Command(name: "add_note", arguments: ["stream": .text(stream), "text": "a note"])
    }
  }
}
