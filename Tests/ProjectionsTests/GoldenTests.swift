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
    let root = try Vectors.path(folder)
    if unsafe getenv("RECORD") != nil {
      try FileSystem.removeTree("\(root)/wine")
      for file in files {
        let path = "\(root)/\(file.path)"
        try FileSystem.makeDirectories(PathName.parent(path))
        try FileSystem.writeAtomically(path, file.bytes)
      }
    }
    for file in files {
      let expected = try Vectors.bytes("\(folder)/\(file.path)")
      let difference = FileCheck.Difference(expected: expected, found: file.bytes)
      #expect(
        expected == file.bytes,
        "\(FileCheck(path: file.path, state: .altered(difference)).description)")
    }
    #expect(
      try FileSystem.walk("\(root)/wine") == files.map { String($0.path.dropFirst(5)) }.sorted())
  }
}
