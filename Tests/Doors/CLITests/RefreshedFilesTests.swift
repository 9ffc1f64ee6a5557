import Files
import Ledger
import Projections
import Runtime
import Testing

@testable import CLI

/// The files of a study after single commands: current, or marked as behind.
@Suite(.serialized) struct RefreshedFilesTests {
  private let bench: Bench

  init() throws {
    bench = try Bench.withLedger()
    #expect(bench.run("run", "study.yaml", "-q").exit == 0)
  }

  @Test func `whatever the command, the files of its study are current after it`() throws {
    let lines: [[String]] = [
      ["note", "s1", "looked at"], ["tag", "s1", "owner=kim"],
      ["decide", "s1", "continue", "-m", "x"],
      ["violation", "add", "s1", "late"], ["lock", "s1"],
      ["invalidate", "s1", "--policy", "tier-1", "-m", "x"],
    ]
    for words in lines {
      let before = try bench.read("runs/smallest/SHA256SUMS")
      let result = bench.run(words)
      #expect(result.exit == 0, "\(words): \(result.err)")
      #expect(try bench.read("runs/smallest/SHA256SUMS") != before, "\(words)")
      let checked = bench.run("export", "--check")
      #expect(checked.exit == 0, "\(words): \(checked.err)")
      #expect(!checked.err.contains("stale"), "\(words): \(checked.err)")
    }
  }

  @Test func `a dry run and a command beside the study touch no file`() throws {
    let before = try bench.read("runs/smallest/SHA256SUMS")
    #expect(bench.run("note", "s1", "x", "-n").exit == 0)
    #expect(bench.run("exec", "--name", "beside", "--", "true").exit == 0)
    #expect(try bench.read("runs/smallest/SHA256SUMS") == before)
  }

  @Test func `where telling the study again costs too much, its tables are marked`() throws {
    let mark = PathName.join(bench.root, "runs/smallest/STALE")
    func refresh(_ entriesMax: UInt64, _ study: String = "smallest") throws -> Exporter.Refreshed {
      let workspace = try Workspace.open(
        try Workspace.locate(from: bench.root), mode: .readOnly, configDirectory: nil)
      let record = LedgerRecord(workspace.ledger, views: ViewStore(workspace.directory))
      return try Exporter.refresh(
        study, of: record, root: PathName.join(bench.root, "runs"), rules: ManifestRules([:]),
        entriesMax: entriesMax)
    }
    #expect(try refresh(0) == .marked)
    #expect(try bench.read("runs/smallest/STALE").contains("runledger export smallest"))
    #expect(bench.run("verify").exit == 0, "a mark is no alteration")
    #expect(bench.run("export").exit == 0)
    #expect(try FileSystem.status(mark) == nil, "an export takes the mark away")
    #expect(try refresh(0) == .marked)
    #expect(try refresh(1000) == .current)
    #expect(try FileSystem.status(mark) == nil)
    #expect(try refresh(1000, "other") == .nothing, "no files come of a command alone")
  }
}
