import Files
import Testing

/// The page of threats: every attack names what finds it, a command that shows it and a test.
@Suite struct ThreatTests {
  private let rows: [[String]]
  private let suites: Set<String>

  init() throws {
    let page = try SourceFile(path: "docs/THREATS.md")
    let begin = try #require(
      page.lines.firstIndex { $0.hasPrefix("| who | attack | detected by |") })
    rows = page.lines[(begin + 2)...].prefix { $0.hasPrefix("|") }.map { line in
      line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
        .map { $0.trimmingSpaces }
    }
    suites = Set(
      try SourceTree.paths().filter { $0.hasPrefix("Tests/") && $0.hasSuffix("Tests.swift") }
        .map { String(PathName.lastComponent($0).dropLast(6)) })
  }

  @Test func `every row is whole`() {
    #expect(rows.count > 20)
    for row in rows {
      #expect(row.count == 5, "\(row)")
      #expect(row.dropFirst().allSatisfy { !$0.isEmpty }, "\(row)")
    }
    #expect(rows.first?.first?.isEmpty == false, "the first row says who")
  }

  @Test func `every row names a test that there is`() {
    for row in rows {
      let named = words(row[4])
      #expect(!named.isEmpty, "\(row)")
      for name in named where name.hasSuffix("Tests") {
        #expect(suites.contains(name), "there is no '\(name)'")
      }
    }
  }

  @Test func `every vector that is named lies there`() throws {
    let root = try SourceTree.root()
    for row in rows where row[4].contains("vector") {
      for name in words(row[4]) where !name.hasSuffix("Tests") {
        let path = PathName.join(root, "ledger/vectors/log/\(name).json")
        #expect(FileSystem.exists(path), "there is no vector '\(name)'")
      }
    }
  }

  /// The words between backticks.
  private func words(_ cell: String) -> [String] {
    cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }
}

extension Substring {
  fileprivate var trimmingSpaces: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
