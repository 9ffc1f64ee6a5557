/// What every room may import.
///
/// The compiler lets a file import whatever its module reaches through others, so the manifest
/// alone does not hold the rooms apart.
enum ImportTable {
  /// The modules a room may import besides itself, in the order of the house.
  static let rooms: [String: [String]] = [
    "CLMDB": [],
    "CSodium": [],
    "CCrypto": [],
    "CYAML": [],
    "CPOSIX": [],
    "Bytes": [],
    "Codecs": ["Bytes"],
    "LMDB": ["Bytes", "CLMDB"],
    "Crypto": ["Bytes", "CSodium", "CCrypto"],
    "Files": ["Bytes", "CPOSIX"],
    "YAML": ["Bytes", "CYAML"],
    "CStatistics": [],
    "Statistics": ["CStatistics"],
    "Trials": ["Bytes", "Codecs", "Crypto", "Files", "CPOSIX", "Statistics", "YAML"],
    "Ledger": ["Bytes", "Codecs", "LMDB", "Crypto", "Files"],
    "Study": ["Bytes", "Codecs", "Ledger"],
    "Definitions": ["Bytes", "Codecs", "Study", "YAML"],
    "Engines": ["Bytes", "Codecs", "Ledger", "Study"],
    "Runtime": ["Bytes", "Codecs", "Files", "Ledger", "Study", "Engines", "CPOSIX"],
    "Projections": ["Bytes", "Codecs", "Files", "Ledger", "Study"],
    "CLI": [
      "Bytes", "Codecs", "Definitions", "Engines", "Files", "Ledger", "Projections", "Runtime",
      "Study", "Trials",
    ],
    "runledger": ["CLI"],
  ]

  /// The rooms that speak to the operating system.
  static let systemRooms = ["Files", "Runtime", "CLI", "LMDB", "Crypto", "YAML"]

  /// Single files that may import more than their room.
  static let exceptions: [String: [String]] = [
    "projections/ViewStore.swift": ["LMDB"]
  ]

  /// The one place outside the system rooms that may need the C library: threads for `verify`.
  static let threadFiles = ["Threads.swift", "Parallel.swift", "Workers.swift"]

  /// Whether a file may import a module.
  static func allows(_ module: String, in file: SourceFile) -> Bool {
    guard let room = file.room, let modules = rooms[room] else { return false }
    if modules.contains(module) || exceptions[file.path]?.contains(module) == true { return true }
    switch module {
    case "Glibc":
      return systemRooms.contains(room) || room == "Ledger" && threadFiles.contains(file.name)
    case "Dispatch":
      return room == "Ledger" && threadFiles.contains(file.name)
    case "Synchronization":
      return room != "CLI" && room != "runledger"
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
}
