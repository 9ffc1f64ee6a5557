// swift-tools-version: 6.2
import PackageDescription

// The house: floors from the ground up, every room on them, and every edge between rooms. A room
// imports what stands in its row and nothing else; `Tests/TidyTests` reads these tables and holds
// every file to them, because the compiler lets a room import what it reaches only through another.

// MARK: What rooms are compiled with

/// What every room is compiled with.
let house: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

/// The rooms that declare `~Escapable` types or return spans.
let spans = house + [.enableExperimentalFeature("Lifetimes")]

/// Nothing throws in C++, and on every processor a product and a sum are rounded one after the
/// other.
let cxx: [CXXSetting] = [.unsafeFlags(["-fno-exceptions", "-fno-rtti", "-ffp-contract=off"])]

// MARK: The tables

/// One room: its name, its edges, and where it differs from its neighbours.
struct Room {
  var name: String
  var imports: [String]
  var path: String?
  var sources: [String]?
  var exclude: [String]
  var settings: [SwiftSetting]

  init(
    _ name: String, _ imports: [String] = [], path: String? = nil, sources: [String]? = nil,
    exclude: [String] = [], settings: [SwiftSetting] = house
  ) {
    self.name = name
    self.imports = imports
    self.path = path
    self.sources = sources
    self.exclude = exclude
    self.settings = settings
  }
}

/// C libraries that are linked: module, its pkg-config name, and Debian's package.
let libraries: [(module: String, pkgConfig: String?, package: String?)] = [
  ("CLMDB", "lmdb", "liblmdb-dev"),
  ("CSodium", "libsodium", "libsodium-dev"),
  ("CCrypto", "libcrypto", "libssl-dev"),
  ("CYAML", "yaml-0.1", "libyaml-dev"),
  ("CSQLite", "sqlite3", "libsqlite3-dev"),
  ("CSeccomp", "libseccomp", "libseccomp-dev"),
  ("CPOSIX", nil, nil),
]

/// C and C++ of our own: what headers alone cannot give to Swift.
let shims = [
  "CArchive",
  "CCurl",
  "CGraph",
  "CLearning",
  "CHDF5",
  "COpenBLAS",
  "CPopulations",
  "CStatistics",
  "CZlib",
]

/// The floors in order: a room imports from its own floor or a lower one.
let floors: [(floor: String, rooms: [Room])] = [
  (
    "Base",
    [
      Room("Bytes", settings: spans),
      Room("Codecs", ["Bytes"], settings: spans),
      Room("LMDB", ["Bytes", "CLMDB", "CPOSIX"], settings: spans),
      Room("Crypto", ["Bytes", "CSodium", "CCrypto"], settings: spans),
      Room("Files", ["Bytes", "Codecs", "CPOSIX"], settings: spans),
      Room("Processes", ["CPOSIX", "CSeccomp", "Files"]),
      Room("YAML", ["Bytes", "CYAML"]),
      Room("SQLite", ["Bytes", "CSQLite"]),
      Room("Gzip", ["CZlib"]),
      Room("HDF5", ["CHDF5"]),
      Room("Archive", ["CArchive"]),
      Room("Web", ["CPOSIX", "Files"]),
    ]
  ),
  (
    "Kit",
    [
      Room("Numerics", ["Bytes", "CGraph", "CLearning", "COpenBLAS", "CStatistics", "Crypto"]),
      Room("StageKit", ["Bytes", "Codecs", "Crypto", "Files", "YAML"]),
      Room("Documents", ["Bytes", "Codecs"]),
      Room(
        "Agents", ["Bytes", "CCurl", "Codecs", "Crypto", "Files", "Processes", "StageKit"]),
    ]
  ),
  (
    "ledger",
    [
      Room(
        "LedgerFormat", ["Bytes", "Codecs", "Crypto"], path: "ledger",
        sources: ["Format", "Tree"],
        exclude: ["FORMAT.md", "vectors", "Store", "Keys", "Verify", "Witness"], settings: spans),
      Room(
        "Ledger", ["LedgerFormat", "Bytes", "Codecs", "LMDB", "Crypto", "Files"], path: "ledger",
        sources: ["Store", "Keys", "Verify", "Witness"],
        exclude: ["FORMAT.md", "vectors", "Format", "Tree"], settings: spans),
    ]
  ),
  (
    "Core",
    [
      Room("Study", ["Bytes", "Codecs", "LedgerFormat"]),
      Room("Definitions", ["Bytes", "Codecs", "StageKit", "Study", "YAML"]),
      Room("Engines", ["Bytes", "Codecs", "LedgerFormat", "Study"]),
      Room(
        "Runtime",
        ["Bytes", "Codecs", "Files", "Ledger", "Processes", "Study", "Engines"]),
    ]
  ),
  (
    "projections",
    [
      Room(
        "Projections",
        ["Bytes", "Codecs", "Documents", "Files", "Ledger", "Numerics", "SQLite", "Study"],
        path: "projections",
        exclude: ["VIEWS.md", "SCHEMA.md", "golden"])
    ]
  ),
  (
    "Domains",
    [
      Room(
        "Populations",
        [
          "Agents", "Bytes", "Codecs", "CPopulations", "Crypto", "Documents", "Files", "Numerics",
          "SQLite",
          "StageKit", "YAML",
        ]),
      Room(
        "Trials",
        [
          "Agents", "Bytes", "Codecs", "Crypto", "Documents", "Files", "Numerics", "Processes",
          "StageKit", "YAML",
        ]),
      Room("Town", ["Bytes", "Codecs", "Crypto", "Files", "Numerics", "StageKit", "YAML"]),
      Room(
        "Market",
        ["Bytes", "Codecs", "Crypto", "Documents", "Files", "Numerics", "StageKit", "YAML"],
        settings: spans),
      Room(
        "Embeddings",
        [
          "Bytes", "Codecs", "Crypto", "Documents", "Files", "Gzip", "HDF5", "Numerics", "StageKit",
          "YAML",
        ]),
    ]
  ),
  (
    "Doors",
    [
      Room(
        "CLI",
        [
          "Agents", "Archive", "Bytes", "Codecs", "Definitions", "Documents", "Embeddings",
          "Engines",
          "Files", "Ledger", "Processes",
          "Market", "Populations", "Projections", "Runtime", "SQLite", "StageKit", "Study",
          "Town", "Trials", "Web",
        ]),
      Room("runledger", ["CLI"]),
    ]
  ),
]

/// Programs that serve the project itself.
let tools: [Room] = [
  Room(
    "bench",
    [
      "Bytes", "Codecs", "Crypto", "Engines", "Files", "LMDB", "Ledger", "Populations",
      "Projections", "Runtime", "SQLite", "Study",
    ], exclude: ["thresholds.json", "peers"], settings: spans),
  Room("vectors", ["Bytes", "Codecs", "Crypto", "Ledger"], settings: spans),
  Room("fuzzer", ["Files", "FuzzTargets"]),
  Room(
    "FuzzTargets",
    [
      "Codecs", "Definitions", "Files", "Ledger", "LedgerFormat", "Projections", "Runtime",
      "StageKit", "Study", "YAML",
    ], path: "tools/fuzzing", exclude: ["seeds.py"]),
]

/// Programs that are only built when they are asked for: libFuzzer has to be linked to them.
let onDemand = Context.environment["FUZZ"] == nil ? ["fuzzer"] : []

/// Tests: the floor they stand on, the room they try, and what else they import.
let trials: [(floor: String?, rooms: [Room])] = [
  (
    "Base",
    [
      Room("Bytes"), Room("Codecs", ["Bytes"]), Room("LMDB", ["Bytes"]), Room("Crypto", ["Bytes"]),
      Room("Files", ["Bytes"]), Room("Processes", ["Files"]), Room("YAML", ["Bytes"]),
      Room("SQLite", ["Bytes", "Files"]), Room("Web", ["Files"]),
    ]
  ),
  (
    "Kit",
    [
      Room("Numerics", ["Codecs"], exclude: ["vectors"]),
      Room("StageKit", ["Bytes", "Codecs", "Files", "YAML"]),
      Room("Documents", ["Codecs"]),
      Room("Agents", ["Bytes", "Codecs", "Files"]),
    ]
  ),
  (
    "Core",
    [
      Room("Study", ["Bytes", "Codecs", "LedgerFormat"]),
      Room("Definitions", ["Study", "StageKit", "Bytes", "Codecs"]),
      Room("Engines", ["Study", "Bytes", "Codecs", "LedgerFormat"]),
      Room(
        "Runtime",
        ["Engines", "Study", "Ledger", "LedgerFormat", "Processes", "Bytes", "Codecs", "Files"],
        exclude: ["Simulation/failing-seeds.txt"]),
    ]
  ),
  (
    "Domains",
    [
      Room(
        "Populations",
        [
          "Bytes", "Codecs", "Files", "Numerics", "Processes", "SQLite", "StageKit", "YAML",
        ]),
      Room(
        "Trials",
        [
          "Agents", "StageKit", "Numerics", "Documents", "Bytes", "Codecs", "Crypto", "Files",
          "Processes", "YAML",
        ]),
      Room("Town", ["StageKit", "Numerics", "Bytes", "Codecs", "Crypto", "Files", "YAML"]),
      Room("Market", ["StageKit", "Numerics", "Bytes", "Codecs", "Crypto", "Files"]),
      Room(
        "Embeddings", ["StageKit", "Numerics", "Bytes", "Codecs", "Crypto", "Files", "Processes"],
        exclude: ["data"]),
    ]
  ),
  (
    "Doors",
    [
      Room(
        "CLI",
        [
          "Archive", "StageKit", "Bytes", "Codecs", "Files", "LMDB", "Ledger", "Projections",
          "Runtime",
          "SQLite", "Study",
        ])
    ]
  ),
  (
    nil,
    [
      Room("Ledger", ["LedgerFormat", "Bytes", "Codecs", "Crypto", "LMDB", "Files"]),
      Room(
        "Projections",
        [
          "Study", "Ledger", "LedgerFormat", "Bytes", "Codecs", "Documents", "Files", "SQLite",
          "Trials",
        ]),
      Room("Crash", ["Bytes", "Codecs", "Files", "Ledger", "Processes"]),
      Room("Fuzz", ["Codecs", "Files", "FuzzTargets"], exclude: ["findings"]),
      Room("Tidy", ["Files"]),
    ]
  ),
]

// MARK: From tables to targets

extension Room {
  var edges: [Target.Dependency] { imports.map { .byName(name: $0) } }

  func target(on floor: String) -> Target {
    let path = path ?? "Sources/\(floor)/\(name)"
    // What has a path of its own among the tools is what one of them and its test share.
    if name == "runledger" || floor == "tools" && self.path == nil {
      return .executableTarget(
        name: name, dependencies: edges, path: floor == "tools" ? "tools/\(name)" : path,
        exclude: exclude, swiftSettings: settings)
    }
    return .target(
      name: name, dependencies: edges, path: path, exclude: exclude, sources: sources,
      swiftSettings: settings)
  }

  func testTarget(on floor: String?) -> Target {
    let itself: [Target.Dependency] =
      floors.contains { $0.rooms.contains { $0.name == name } }
      ? [.byName(name: name)] : []
    let folder = floor.map { "Tests/\($0)/" } ?? "Tests/"
    return .testTarget(
      name: "\(name)Tests", dependencies: itself + edges + ["TestKit"],
      path: "\(folder)\(name)Tests", exclude: exclude, swiftSettings: house)
  }
}

var targets: [Target] = libraries.map { library in
  .systemLibrary(
    name: library.module, path: "Sources/C/\(library.module)", pkgConfig: library.pkgConfig,
    providers: library.package.map { [.apt([$0])] })
}
targets += shims.map { .target(name: $0, path: "Sources/C/\($0)", cxxSettings: cxx) }
targets += floors.flatMap { floor in floor.rooms.map { $0.target(on: floor.floor) } }
targets += tools.filter { !onDemand.contains($0.name) }.map { $0.target(on: "tools") }
targets.append(
  .target(name: "TestKit", dependencies: ["Bytes"], path: "Tests/TestKit", swiftSettings: house))
targets += trials.flatMap { floor in floor.rooms.map { $0.testTarget(on: floor.floor) } }

/// With `ROOMS=Market,MarketTests` in the environment, only these targets and what they stand on:
/// one floor is built and tested alone.
func closure(of names: [String], in targets: [Target]) -> [Target] {
  var wanted = names
  var next = 0
  while next < wanted.count {
    for dependency in targets.first(where: { $0.name == wanted[next] })?.dependencies ?? [] {
      guard case .byNameItem(let name, _) = dependency, !wanted.contains(name) else { continue }
      wanted.append(name)
    }
    next += 1
  }
  return targets.filter { wanted.contains($0.name) }
}

let only = (Context.environment["ROOMS"] ?? "").split(separator: ",").map(String.init)
if !only.isEmpty { targets = closure(of: only, in: targets) }

let package = Package(
  name: "runledger",
  products: targets.contains { $0.name == "runledger" }
    ? [.executable(name: "runledger", targets: ["runledger"])] : [],
  targets: targets,
  cxxLanguageStandard: .cxx17
)
