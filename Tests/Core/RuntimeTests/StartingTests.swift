import Codecs
import Files
import Processes
import Study
import Testing

@testable import Runtime

/// What becomes of a start when somebody else writes between a look at the log and the commit.
@Suite(.serialized) struct StartingTests {
  @Test func `a start that is refused by now never runs its process`() throws {
    let lab = try Laboratory()
    try lab.register(.script("demo", "echo ran >ran"))
    let handler = lab.workspace.handler
    let claim = ClaimWork(study: "demo", slots: 1, pins: [:])
    try handler.submit(claim, by: lab.workspace.runner())
    let options = RunOptions(studyDirectory: lab.root, environment: ["PATH": "/usr/bin:/bin"])
    let runner = try StudyRunner(lab.workspace, study: "demo", options: options)
    let held = try runner.holdRequested()
    #expect(held.launched.count == 1 && held.ended.isEmpty)
    let pid = try #require(held.launched.first as? ActiveAttempt).launch.pid
    #expect(FileSystem.exists("/proc/\(pid)"))

    try handler.submit(
      HaltStudy(study: "demo", reason: "wait"), by: lab.workspace.person())
    try runner.start(held)

    #expect(runner.attempts.isEmpty && runner.startedCount == 0)
    #expect(!FileSystem.exists("/proc/\(pid)"), "it was ended at its gate")
    let ran = "runs/demo/s7/attempts/task/_/01/ran"
    #expect(!FileSystem.exists(PathName.join(lab.root, ran)))
    #expect(try lab.types().suffix(2) == ["study.halted", "command.refused"])
    #expect(try !runner.startRequested(), "while it is halted nothing is launched")

    try handler.submit(
      ResumeStudy(study: "demo", reason: "go on"), by: lab.workspace.person())
    #expect(try lab.run("demo").end == .finished(.completed))
    #expect(try lab.types().count { $0 == "stage.started" } == 1)
    #expect(try Replay.run(lab.workspace.ledger).differences == [])
  }
}
