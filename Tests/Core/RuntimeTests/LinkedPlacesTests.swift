import Codecs
import Files
import Ledger
import Runtime
import Study
import TestKit
import Testing

/// A stage that puts links where the runner reads and writes.
@Suite(.serialized) struct LinkedPlacesTests {
  /// Runs a script that has `$0`, a directory elsewhere that holds a file `key`.
  private func attempt(
    _ script: String
  ) throws -> (last: StageFinished?, lab: Laboratory, elsewhere: String) {
    let lab = try Laboratory()
    let elsewhere = PathName.join(lab.directory.path, "elsewhere")
    try FileSystem.makeDirectories(elsewhere)
    try FileSystem.writeAtomically(PathName.join(elsewhere, "key"), Array("secret\n".utf8))
    var plan = Plan.script("demo", "")
    plan.stages[0].run = ["sh", "-c", script, elsewhere]
    plan.stages[0].outputs = [OutputPlan(path: "key")]
    try lab.register(plan)
    return (try lab.run("demo").last, lab, elsewhere)
  }

  private func isUntouched(_ elsewhere: String, _ lab: Laboratory) throws -> Bool {
    let secret = Hashing.digest(of: Array("secret\n".utf8))
    return try FileSystem.walk(elsewhere) == ["key"]
      && FileSystem.readFile("\(elsewhere)/key") == Array("secret\n".utf8)
      && !lab.workspace.ledger.blobs.contains(secret)
  }

  @Test(arguments: [
    // Its own directory, then each of those above.
    ("mv ../01 ../x; ln -s \"$0\" ../01", "put a link"),
    (
      "cd ..; mv ../_ ../x; mkdir \"$0/01\"; mv \"$0/key\" \"$0/01\"; ln -s \"$0\" ../_",
      "put a link"
    ),
    ("cd ../../../../../..; mv demo x; ln -s \"$0\" demo", "put a link"),
    ("cd ../../../../../../..; mv runs x; ln -s \"$0\" runs", "put a link"),
    ("mv ../01 ../x; mkdir ../01; echo 1 > ../01/key", "replaced its own directory"),
    ("mv ../01 ../x", "removed its own directory"),
  ])
  func `a directory that it replaced holds no output`(script: String, problem: String) throws {
    let (last, lab, elsewhere) = try attempt(script)
    let finished = try #require(last)
    #expect(finished.outcome == .failed)
    #expect(finished.error?.contains("it \(problem)") == true, "\(finished.error ?? "")")
    #expect(finished.outputs == [])
    let moved = PathName.join(elsewhere, "01")
    if FileSystem.exists(moved) {
      try FileSystem.rename("\(moved)/key", "\(elsewhere)/key")
      try FileSystem.remove(moved)
    }
    #expect(try isUntouched(elsewhere, lab))
    #expect(try lab.types().filter { $0 == "stage.finished" }.count == 1)
  }

  @Test func `logs behind a link are lost, and the attempt says so`() throws {
    let (last, lab, elsewhere) = try attempt(
      "echo 1 > key; mv ../01.meta ../m; ln -s \"$0\" ../01.meta")
    #expect(last?.error?.contains("it replaced stderr.log") == true, "\(last?.error ?? "")")
    #expect(try isUntouched(elsewhere, lab))
  }

  @Test func `nothing is removed behind a link when an attempt begins anew`() throws {
    let (_, lab, elsewhere) = try attempt("exit 1")
    let base = PathName.join(lab.root, "runs/demo/s7/attempts/task/_")
    try FileSystem.rename(base, "\(base).x")
    try FileSystem.symlink(elsewhere, at: base)
    try FileSystem.makeDirectories(PathName.join(elsewhere, "01"))
    try FileSystem.writeAtomically(PathName.join(elsewhere, "01/precious"), [1])
    try lab.workspace.handler.submit(
      RetryStage(study: "demo", run: "s7", stage: "task", reason: "again"),
      by: try lab.workspace.person())
    let last = try lab.run("demo").last
    #expect(last?.error?.contains("a symbolic link is on the path") == true, "\(last?.error ?? "")")
    #expect(FileSystem.exists(PathName.join(elsewhere, "01/precious")))
  }

  @Test func `a log behind a link is not written`() throws {
    let lab = try Laboratory()
    let log = PathName.join(lab.root, ".runledger/log")
    lab.workspace.ledger.close()
    try FileSystem.rename(log, "\(log).x")
    try FileSystem.symlink("\(log).x", at: log)
    let error = #expect(throws: (any Error).self) {
      try Workspace.open(
        LedgerDirectory(PathName.join(lab.root, ".runledger")), mode: .readWrite,
        configDirectory: PathName.join(lab.directory.path, "config"))
    }
    #expect("\(error.map { "\($0)" } ?? "")".contains("is a symbolic link"))
  }
}
