import Files

/// The project's files as they lie on disk.
enum SourceTree {
  /// The project's directory, found from this file's own path.
  ///
  /// Links are resolved: a package that borrows these sources through links is judged by their
  /// home.
  static func root(filePath: String = #filePath) throws -> String {
    let here = try FileSystem.realPath(filePath)
    return PathName.parent(PathName.parent(PathName.parent(here)))
  }

  /// The folders that hold everything tracked but the files at the door.
  static let folders = ["Sources", "Tests", "ledger", "projections", "tools", "docs"]

  /// Every file below the folders and every file at the door, sorted, as paths from the root.
  ///
  /// A checkout beside another one has a file `.git`, which is not the project's.
  static func paths() throws -> [String] {
    let root = try root()
    var paths: [String] = []
    for folder in folders {
      for path in try FileSystem.walk(PathName.join(root, folder)) where !path.isHidden {
        paths.append(PathName.join(folder, path))
      }
    }
    for name in try FileSystem.list(root) {
      let status = try FileSystem.status(PathName.join(root, name))
      if status?.kind == .file, name != ".git" { paths.append(name) }
    }
    return paths
  }

  /// The Swift files.
  static func swiftFiles() throws -> [SourceFile] {
    try paths().filter { $0.hasSuffix(".swift") }.map { try SourceFile(path: $0) }
  }
}

/// One file as numbered lines.
struct SourceFile {
  /// The path from the project's root.
  let path: String
  /// The lines without their ends.
  let lines: [String]

  init(path: String) throws {
    let bytes = try FileSystem.readFile(PathName.join(SourceTree.root(), path))
    self.init(path: path, text: String(decoding: bytes, as: UTF8.self))
  }

  init(path: String, text: String) {
    self.path = path
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    self.lines = lines
  }

  /// The floor the file stands on: the first folder below `Sources`, or a folder at the top level.
  var floor: String? {
    let parts = path.split(separator: "/")
    guard parts.count > 1 else { return nil }
    return parts[0] == "Sources" ? String(parts[1]) : String(parts[0])
  }

  /// The room the file belongs to: a folder on a floor, or a room at the top level.
  var room: String? {
    let parts = path.split(separator: "/")
    guard parts.count > 1 else { return nil }
    switch parts[0] {
    case "ledger": return Self.formatFolders.contains(parts[1]) ? "LedgerFormat" : "Ledger"
    case "projections": return "Projections"
    case "Sources": return parts.count > 3 ? String(parts[2]) : nil
    default: return nil
    }
  }

  /// Whether it makes or asks the rows of the projections.
  var isOfRows: Bool {
    path.hasPrefix("projections/Tables/") || path.hasPrefix("projections/Query/")
  }
  /// The folders of `ledger/` that are the room without a store.
  private static let formatFolders: [Substring] = ["Format", "Tree"]

  /// The file's own name.
  var name: String { PathName.lastComponent(path) }

  /// The lines with their numbers from 1, comments removed.
  var code: [(number: Int, text: String)] {
    lines.enumerated().map { (number: $0.offset + 1, text: $0.element.withoutComment) }
  }

  /// Where a line is, as compilers write it.
  func place(_ number: Int) -> String { "\(path):\(number)" }
}

extension String {
  /// Whether any part of a path is hidden, as what other tools leave behind is.
  fileprivate var isHidden: Bool { split(separator: "/").contains { $0.hasPrefix(".") } }

  /// The text before a `//` that is not inside a string literal.
  var withoutComment: String {
    var quoted = false
    var previous: Character = " "
    for index in indices {
      let character = self[index]
      if character == "\"" && previous != "\\" { quoted.toggle() }
      if !quoted && character == "/" && previous == "/" {
        return String(self[..<self.index(before: index)])
      }
      previous = character
    }
    return self
  }

  /// Whether the text holds a word that is not part of a longer name.
  func hasWord(_ word: String) -> Bool {
    var rest = self[...]
    while let range = rest.range(of: word) {
      let before = rest[..<range.lowerBound].last
      let after = rest[range.upperBound...].first
      if before?.isPartOfName != true && after?.isPartOfName != true { return true }
      rest = rest[range.upperBound...]
    }
    return false
  }
}

extension Substring {
  /// Where a text first stands.
  func range(of text: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}

extension Character {
  /// Whether a name may hold this character.
  fileprivate var isPartOfName: Bool { isLetter || isNumber || self == "_" }
}
