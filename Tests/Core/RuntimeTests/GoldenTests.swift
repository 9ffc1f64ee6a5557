import Files
import Ledger
import Runtime
import TestKit
import Testing

/// Ledgers of every released revision, which no later build may read in another way.
@Suite(.serialized) struct GoldenTests {
  private static let revisions = [1]

  @Test(arguments: revisions)
  func `a golden ledger verifies, replays and has its head`(revision: Int) throws {
    let directory = try TemporaryDirectory()
    let source = try Vectors.path("ledger/vectors/golden/\(revision)")
    for path in try FileSystem.walk(source) {
      let target = PathName.join(directory.path, path)
      try FileSystem.makeDirectories(PathName.parent(target))
      try FileSystem.copyReflinkOrCopy(PathName.join(source, path), target)
    }
    #expect(Verifier.examine(at: directory.path) == nil)
    let ledger = try Ledger.open(at: directory.path, mode: .readOnly)
    let expected = try FileSystem.readFile(PathName.join(source, "checkpoint.txt"))
    #expect(try ledger.checkpoint()?.text == String(decoding: expected, as: UTF8.self))
    let verification = Verifier.verify(ledger)
    #expect(verification.ok, "\(verification.findings)")
    let replay = try Replay.run(ledger)
    #expect(replay.differences == [])
    // The rows were stored by the build that made it, which is no fault of theirs.
    #expect(replay.notChecked == [Rebuild.otherBuild])
    #expect(replay.entries >= 20)
  }
}
