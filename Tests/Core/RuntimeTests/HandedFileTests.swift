import Bytes
import Codecs
import Files
import Ledger
import Runtime
import Study
import TestKit
import Testing

/// What a stage is handed is digested when it is, and again when the stage has ended.
@Suite(.serialized) struct HandedFileTests {
  /// A study of one script that reads `data.txt`.
  private func reading(_ script: String, in lab: Laboratory) throws {
    try lab.write("data.txt", "before\n")
    var plan = Plan.script("demo", script)
    plan.inputs = [InputPlan(name: "data", pattern: "data.txt")]
    plan.stages[0].inputs = [StageInput(name: "data", source: .study("data"))]
    try lab.register(plan)
  }

  /// A study whose second stage reads what the first wrote.
  private func passing(_ first: String, _ second: String, keep: Bool, in lab: Laboratory) throws {
    var plan = Plan.script("demo", first)
    plan.stages[0].name = "make"
    plan.stages[0].outputs = [OutputPlan(path: "out.txt", keep: keep)]
    var reader = StagePlan(name: "read", run: ["sh", "-c", second, "sh", "${inputs.made}"])
    reader.inputs = [StageInput(name: "made", source: .stage("make", "out.txt"))]
    plan.stages.append(reader)
    try lab.register(plan)
  }

  private func top(_ lab: Laboratory) -> String { "../../../../../../.." }

  @Test func `an input that is put back, times and all, fails the attempt`() throws {
    let lab = try Laboratory()
    let data = PathName.join(lab.root, "data.txt")
    try reading(
      "touch -r '\(data)' stamp; echo after > '\(data)'; echo before > '\(data)'; "
        + "touch -r stamp '\(data)'", in: lab)
    let finished = try #require(try lab.run("demo").last)
    #expect(finished.outcome == .failed)
    #expect(finished.error == "'data.txt' changed while the stage ran, and was put back")
  }

  @Test func `an input that is only made readable or linked to is what it was`() throws {
    let lab = try Laboratory()
    let data = PathName.join(lab.root, "data.txt")
    try reading("chmod 600 '\(data)'; ln '\(data)' copy", in: lab)
    #expect(try lab.run("demo").end == .finished(.completed))
  }

  @Test func `a row of the cache vouches for no input`() throws {
    let lab = try Laboratory()
    try reading("cat '\(PathName.join(lab.root, "data.txt"))'", in: lab)
    try lab.write("data.txt", "beyond\n")
    let status = try #require(try FileSystem.status(PathName.join(lab.root, "data.txt")))
    let digest = Hashing.digest(of: Array("before\n".utf8))
    let row =
      "\(digest.hex) \(status.size) \(status.modifiedNanoseconds) \(status.changedNanoseconds) "
      + "\(status.inode) \(PathName.join(lab.root, "data.txt"))\n"
    try lab.write(".runledger/views/digests", row)
    let finished = try #require(try lab.run("demo").last)
    #expect(finished.error?.hasPrefix("'data.txt' changed while the study ran: it was ") == true)
    #expect(
      try DigestCache(of: lab.workspace).digest(of: PathName.join(lab.root, "data.txt")).digest
        == Hashing.digest(of: Array("beyond\n".utf8)))
  }

  @Test func `the cache believes its own rows, and none that anybody changed`() throws {
    let lab = try Laboratory()
    let path = PathName.join(lab.root, "old.txt")
    try lab.write("old.txt", "one\n")
    let late = World(now: { World.live.now() + 60_000_000_000 }, entropy: World.live.entropy)
    let workspace = Workspace(
      lab.workspace.ledger, configDirectory: PathName.join(lab.directory.path, "config"),
      world: late)
    let first = DigestCache(of: workspace)
    let digest = try first.digest(of: path).digest
    first.save()
    let place = PathName.join(lab.root, ".runledger/views/digests")
    let kept = try FileSystem.readFile(place)
    let text = String(decoding: kept, as: UTF8.self)
    #expect(text.contains(digest.hex))
    let other = Hashing.digest(of: [9])
    try FileSystem.writeAtomically(place, Array(text.replacing(digest.hex, with: other.hex).utf8))
    #expect(try DigestCache(of: workspace).digest(of: path).digest == digest)
  }

  @Test func `a kept output that was altered is handed to nobody`() throws {
    let lab = try Laboratory()
    // The first stage cannot know the blob's name before it is kept; the second run's reader can.
    try passing("echo good > out.txt", "cat \"$1\" > /dev/null", keep: true, in: lab)
    var options = RunOptions(studyDirectory: lab.root, environment: ["PATH": "/usr/bin:/bin"])
    options.until = ["make"]
    options.handlesSignals = false
    _ = try StudyRunner(lab.workspace, study: "demo", options: options).run()
    let blob = lab.workspace.ledger.blobs.path(of: Hashing.digest(of: Array("good\n".utf8)))
    try FileSystem.setMode(blob, 0o644)
    try FileSystem.writeAtomically(blob, Array("evil\n".utf8), mode: 0o444)
    let finished = try #require(try lab.run("demo").last)
    #expect(finished.id.stage == "read")
    #expect(finished.outcome == .crashed)
    #expect(finished.error?.contains("was altered in the ledger: it was") == true)
    #expect(
      finished.error?.contains("'out.txt' of s7/make#1") == true, "\(finished.error ?? "")")
  }

  @Test(arguments: [true, false])
  func `an input of an earlier stage that changes under the reader fails it`(keep: Bool) throws {
    let lab = try Laboratory()
    try passing(
      "echo good > out.txt", "chmod 644 \"$1\"; echo evil > \"$1\"", keep: keep, in: lab)
    let finished = try #require(try lab.run("demo").last)
    #expect(finished.id.stage == "read")
    #expect(finished.error?.hasPrefix("'out.txt' changed while the stage ran: it was ") == true)
  }

  @Test func `code that a stage rewrites under itself fails the attempt`() throws {
    let lab = try Laboratory()
    try lab.write("code.sh", "chmod 755 code.sh\necho '# other' >> code.sh\n")
    var plan = Plan.script("demo", "")
    plan.stages[0].run = ["sh", "code.sh"]
    try lab.register(plan, code: ["code.sh"])
    let finished = try #require(try lab.run("demo").last)
    #expect(finished.error?.hasPrefix("'code.sh' changed while the stage ran") == true)
  }

  @Test func `a command's input that changes while it runs fails it`() throws {
    let lab = try Laboratory()
    try lab.write("in.txt", "before\n")
    let registered = try ExecPlan.make(
      command: ["sh", "-c", "echo after > in.txt"], inputs: ["in.txt"], outputs: [], seed: nil,
      name: nil, directory: lab.root, root: lab.root, cache: DigestCache(of: lab.workspace),
      try lab.workspace.handler.states())
    let slug = try ExecPlan.register(
      registered, isNamed: false, by: lab.workspace.person(), id: .random,
      in: lab.workspace.handler)
    let finished = try #require(try lab.run(slug).last)
    #expect(finished.outcome == .failed)
    #expect(finished.error?.hasPrefix("'in.txt' changed while the stage ran: it was ") == true)
  }

  @Test func `a script that is written to while it runs fails the attempt`() throws {
    let lab = try Laboratory()
    let path = PathName.join(lab.root, "script")
    try lab.write("script", "#!/bin/sh\necho '# more' >> \"$0\"\n")
    try FileSystem.setMode(path, 0o755)
    var plan = Plan.script("demo", "")
    plan.stages[0].run = [path]
    try lab.register(plan)
    let finished = try #require(try lab.run("demo").last)
    #expect(finished.outcome == .failed)
    #expect(finished.error == "the program '\(path)' was written to while the stage ran")
  }
}
