import Files
import Glibc
import Projections
import TestKit
import Testing

/// What every file says of a fixed history, to the byte.
///
/// `RECORD=1 swift test --filter GoldenTests` writes the files anew; they are read before they are
/// committed.
@Suite struct GoldenTests {
  private let folder = "projections/golden"

  @Test func `a history is rendered as it always was`() throws {
    let files = try Exporter(try Story.wholeStudy().record, root: "").files(of: "wine")
    let page = try #require(files.first { $0.path == "wine/report.html" })
    try PageCheck.expectSound(String(decoding: page.bytes, as: UTF8.self))
    try compare(
      "wine", files.map { (String($0.path.dropFirst("wine/".utf8.count)), $0.bytes) })
  }

  @Test func `a paired study is rendered as it always was, with what its stages publish`() throws {
    let record = try KeptRecord(try Trial.whole())
    let directory = try TemporaryDirectory()
    _ = try Exporter(record, root: directory.path).export()
    // One run of each kind; the others look the same.
    let shown = [
      "study/", "pair-0001/", "run-0001-role-centric-TASK-001/",
      "run-0001-role-centric-TASK-001-v2/", "run-0004-role-centric-TASK-002/",
    ]
    let root = directory.path("trial")
    let paths = try FileSystem.walk(root).filter { path in
      shown.contains(where: path.hasPrefix) || !path.hasPrefix("run-") && !path.hasPrefix("pair-")
    }
    try compare("trial", try paths.map { ($0, try FileSystem.readFile("\(root)/\($0)")) })
  }

  /// Compares files with those of a history, or writes them anew.
  private func compare(_ study: String, _ files: [(path: String, bytes: [UInt8])]) throws {
    let root = "\(try Vectors.path(folder))/\(study)"
    if unsafe getenv("RECORD") != nil {
      try FileSystem.removeTree(root)
      for file in files {
        let path = "\(root)/\(file.path)"
        try FileSystem.makeDirectories(PathName.parent(path))
        try FileSystem.writeAtomically(path, file.bytes)
      }
    }
    for file in files {
      let expected = try Vectors.bytes("\(folder)/\(study)/\(file.path)")
      let difference = FileCheck.Difference(expected: expected, found: file.bytes)
      #expect(
        expected == file.bytes,
        "\(FileCheck(path: file.path, state: .altered(difference)).description)")
    }
    #expect(try FileSystem.walk(root) == files.map(\.path).sorted())
  }
}
