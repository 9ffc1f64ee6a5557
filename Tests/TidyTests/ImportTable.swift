import Files

/// What every room may import, read from `Package.swift`.
///
/// The compiler lets a file import whatever its module reaches through others, so the manifest
/// alone does not hold the rooms apart.
struct ImportTable {
  /// One row: a room, its floor, and its edges.
  struct Row: Equatable {
    var room: String
    var floor: String
    var imports: [String]
  }

  /// The rows in the order of the house, the C libraries first.
  let rows: [Row]

  /// Reads the tables of a manifest.
  init(manifest: String) {
    var rows: [Row] = []
    for name in Self.literals(in: Self.part(of: manifest, from: "let libraries", to: "\n]"))
    where name.first == "C" && name.dropFirst().first?.isUppercase == true {
      rows.append(Row(room: name, floor: "C", imports: []))
    }
    for name in Self.literals(in: Self.part(of: manifest, from: "let shims", to: "]")) {
      rows.append(Row(room: name, floor: "C", imports: []))
    }
    var floor = ""
    for line in Self.statements(in: Self.part(of: manifest, from: "let floors", to: "\n]\n")) {
      if line.hasPrefix("Room(") {
        let names = Self.literals(in: line.prefix { $0 != "]" })
        let edges = line.contains("[") ? Array(names.dropFirst()) : []
        // A list before which `path:` stands is no list of edges.
        rows.append(Row(room: names[0], floor: floor, imports: edges))
      } else {
        floor = Self.literals(in: line[...]).first ?? floor
      }
    }
    self.rows = rows
  }

  /// The table of this project.
  static let ofProject: ImportTable = {
    let file = try? SourceFile(path: "Package.swift")
    return ImportTable(manifest: file?.lines.joined(separator: "\n") ?? "")
  }()

  /// The floors from the ground up.
  static let floors = ["C", "Base", "Kit", "ledger", "Core", "projections", "Domains", "Doors"]

  /// The row of a room.
  subscript(room: String) -> Row? { rows.first { $0.room == room } }

  /// The rooms of a floor.
  func rooms(on floor: String) -> [String] { rows.filter { $0.floor == floor }.map(\.room) }

  /// The rooms that speak to the operating system.
  static let systemRooms = [
    "Files", "Processes", "Runtime", "CLI", "LMDB", "Crypto", "YAML", "Web",
  ]

  /// The one place outside the system rooms that may need the C library: threads for `verify`.
  static let threadFiles = ["Threads.swift", "Parallel.swift", "Workers.swift"]

  /// Whether a file may import a module.
  func allows(_ module: String, in file: SourceFile) -> Bool {
    guard let room = file.room, let row = self[room] else { return false }
    if row.imports.contains(module) {
      // The folds know nothing of the store below the projections: rows are made in one folder.
      return module != "SQLite" || room != "Projections" || file.isOfRows
    }
    switch module {
    case "Glibc":
      return Self.systemRooms.contains(room)
        || room == "Ledger" && Self.threadFiles.contains(file.name)
    case "Dispatch":
      return room == "Ledger" && Self.threadFiles.contains(file.name)
    case "Synchronization":
      return row.floor != "Doors"
    default:
      return false
    }
  }

  /// The module that a line of code imports, if it imports one.
  static func module(importedBy line: String) -> String? {
    let words = line.split { $0 == " " || $0 == "\t" }
    guard let position = words.firstIndex(of: "import"), position + 1 < words.count else {
      return nil
    }
    let modifiers: [Substring] = ["public", "package", "internal", "fileprivate", "private"]
    guard words[..<position].allSatisfy({ $0.hasPrefix("@") || modifiers.contains($0) }) else {
      return nil
    }
    // `import struct Module.Name` names the kind first; what follows the module is a declaration.
    let kinds: [Substring] = ["struct", "class", "enum", "protocol", "func", "var", "let"]
    var next = position + 1
    if kinds.contains(words[next]) && next + 1 < words.count { next += 1 }
    return words[next].split(separator: ".").first.map(String.init)
  }

  /// The text between a beginning and the next end behind it.
  private static func part(of text: String, from start: String, to end: String) -> Substring {
    guard let begin = text[...].range(of: start) else { return "" }
    let rest = text[begin.upperBound...]
    return rest[..<(rest.range(of: end)?.lowerBound ?? rest.endIndex)]
  }

  /// The quoted words of a text.
  private static func literals(in text: Substring) -> [String] {
    let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
    return parts.enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }

  /// The names of floors and the calls of `Room(...)` in a table, in order.
  private static func statements(in text: Substring) -> [String] {
    var found: [String] = []
    var rest = text
    while let call = rest.range(of: "Room(") {
      if let floor = literals(in: rest[..<call.lowerBound]).last { found.append("\"\(floor)\"") }
      var depth = 0
      var end = call.lowerBound
      for index in rest[call.lowerBound...].indices {
        if rest[index] == "(" { depth += 1 }
        if rest[index] == ")" { depth -= 1 }
        if rest[index] == ")" && depth == 0 {
          end = rest.index(after: index)
          break
        }
      }
      guard end > call.lowerBound else { break }
      found.append(String(rest[call.lowerBound..<end]))
      rest = rest[end...]
    }
    return found
  }
}
