import Files
import Testing

@Suite struct FileTests {
  @Test func `no Swift file is longer than 400 lines`() throws {
    for file in try SourceTree.swiftFiles() {
      #expect(
        file.lines.count <= 400,
        "\(file.path) has \(file.lines.count) lines: which two or three things is it?")
    }
  }

  @Test func `no line of Swift is wider than 100 columns`() throws {
    for file in try SourceTree.swiftFiles() {
      for (index, line) in file.lines.enumerated() where line.utf8.count > 100 {
        #expect(line.count <= 100, "\(file.place(index + 1)) has \(line.count) columns")
      }
    }
  }

  @Test func `no file or folder is a drawer for what has no place`() throws {
    for path in try SourceTree.paths() {
      for part in path.split(separator: "/") {
        let name = part.split(separator: ".").first.map { $0.lowercased() } ?? ""
        #expect(!drawers.contains(name), "\(path): what do its contents have in common?")
      }
    }
  }

  @Test func `nothing is left for later in the code`() throws {
    for file in try SourceTree.swiftFiles() {
      for (index, line) in file.lines.enumerated() {
        for mark in unfinished {
          #expect(!line.contains(mark), "\(file.place(index + 1)): \(mark)")
        }
      }
    }
  }

  @Test func `no text names a place on somebody's machine`() throws {
    for path in try SourceTree.paths() where !isData(path) {
      let file = try SourceFile(path: path)
      for (index, line) in file.lines.enumerated() where line.utf8.contains(UInt8(ascii: "/")) {
        for home in machinePlaces where namesPlace(line, home) {
          Issue.record("\(file.place(index + 1)) names a place below \(home)")
        }
      }
    }
  }

  @Test func `the top level is what the house plan says`() throws {
    let root = try SourceTree.root()
    let plan = SourceTree.folders + ["Package.swift", "README.md", "LICENSE"]
    let ignored = try SourceFile(path: ".gitignore").lines.map { line in
      line.split(separator: "/").first.map(String.init) ?? ""
    }
    let found = try FileSystem.list(root).filter { !$0.hasPrefix(".") && !ignored.contains($0) }
    #expect(found.sorted() == plan.sorted())
  }

  @Test func `a place is recognised where a path begins and not within one`() {
    let home = machinePlaces[0]
    #expect(namesPlace("see \(home)someone/x", home))
    #expect(namesPlace("\"\(home)someone\"", home))
    #expect(!namesPlace("runs\(home)x", home))
  }
}

private let drawers = ["utilities", "utils", "util", "common", "helpers", "helper", "misc"]

// Written in halves, so that this file does not hold what it looks for.
private let unfinished = ["TO" + "DO", "FIX" + "ME", "fatalError(\"" + "not implemented"]
private let machinePlaces = ["home", "root", "Users", "work"].map { "/" + $0 + "/" }

/// Whether a line names an absolute path below a place, rather than a relative path through one.
private func namesPlace(_ line: String, _ place: String) -> Bool {
  var rest = line[...]
  while let range = rest.range(of: place) {
    guard let before = line[..<range.lowerBound].last else { return true }
    if before.isWhitespace || "\"'`(=:<[,.".contains(before) { return true }
    rest = rest[range.upperBound...]
  }
  return false
}

/// Whether a file holds measurements or encoded bytes rather than text that somebody wrote.
private func isData(_ path: String) -> Bool {
  ["csv", "cbor", "bin", "mdb", "png"].contains(PathName.fileExtension(path))
}
