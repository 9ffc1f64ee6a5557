// swift-tools-version: 6.2
import PackageDescription

// Every room and every edge between them. `Tests/TidyTests` holds the sources to this table,
// because the compiler lets a room import what it reaches only through another.

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

func room(
  _ name: String, _ dependencies: [Target.Dependency] = [], path: String? = nil,
  exclude: [String] = [], settings: [SwiftSetting] = house
) -> Target {
  .target(
    name: name, dependencies: dependencies, path: path, exclude: exclude, swiftSettings: settings)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: dependencies + ["TestKit"], exclude: exclude,
    swiftSettings: house)
}

let package = Package(
  name: "runledger",
  products: [.executable(name: "runledger", targets: ["runledger"])],
  targets: [
    // C libraries: a module map and a shim each.
    .systemLibrary(name: "CLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"])]),
    .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CPOSIX"),
    // Boost.Math behind a C interface: the only C++. Nothing throws, and on every processor a
    // product and a sum are rounded one after the other.
    .target(
      name: "CStatistics",
      cxxSettings: [.unsafeFlags(["-fno-exceptions", "-fno-rtti", "-ffp-contract=off"])]),

    // Bytes and bindings.
    room("Bytes", settings: spans),
    room("Codecs", ["Bytes"], settings: spans),
    room("LMDB", ["Bytes", "CLMDB"], settings: spans),
    room("Crypto", ["Bytes", "CSodium", "CCrypto"], settings: spans),
    room("Files", ["Bytes", "CPOSIX"], settings: spans),
    room("YAML", ["Bytes", "CYAML"]),
    room("Statistics", ["CStatistics"]),

    // The write side.
    room(
      "Ledger", ["Bytes", "Codecs", "LMDB", "Crypto", "Files"], path: "ledger",
      exclude: ["FORMAT.md", "vectors"], settings: spans),
    room("Study", ["Bytes", "Codecs", "Ledger"]),
    room("Definitions", ["Bytes", "Codecs", "Study", "YAML"]),
    room("Engines", ["Bytes", "Codecs", "Ledger", "Study"]),
    room("Runtime", ["Bytes", "Codecs", "Files", "Ledger", "Study", "Engines", "CPOSIX"]),

    // The read side.
    room(
      "Projections", ["Bytes", "Codecs", "Files", "Ledger", "LMDB", "Study"], path: "projections",
      exclude: ["VIEWS.md", "golden"]),

    // Built-in stages: what `runledger simulate` runs.
    room(
      "Trials", ["Bytes", "Codecs", "Crypto", "Files", "CPOSIX", "Statistics", "YAML"]),

    // The command line.
    room(
      "CLI",
      [
        "Bytes", "Codecs", "Definitions", "Engines", "Files", "Ledger", "Projections", "Runtime",
        "Study", "Trials",
      ]),
    .executableTarget(name: "runledger", dependencies: ["CLI"], swiftSettings: house),

    // Tools.
    .executableTarget(
      name: "bench",
      dependencies: [
        "Bytes", "Codecs", "Crypto", "Engines", "Files", "LMDB", "Ledger", "Projections", "Runtime",
        "Study",
      ], path: "tools/bench", exclude: ["thresholds.json"], swiftSettings: spans),
    .executableTarget(
      name: "vectors", dependencies: ["Bytes", "Codecs", "Crypto", "Ledger"], path: "tools/vectors",
      swiftSettings: spans),

    // Tests: one target a room.
    .target(
      name: "TestKit", dependencies: ["Bytes"], path: "Tests/TestKit",
      swiftSettings: house),
    tests("Bytes", ["Bytes"]),
    tests("Codecs", ["Codecs", "Bytes"]),
    tests("LMDB", ["LMDB", "Bytes"]),
    tests("Crypto", ["Crypto", "Bytes"]),
    tests("Files", ["Files", "Bytes"]),
    tests("YAML", ["YAML", "Bytes"]),
    tests("Statistics", ["Statistics", "Codecs"], exclude: ["vectors"]),
    tests("Trials", ["Trials", "Statistics", "Bytes", "Codecs", "Crypto", "Files"]),
    tests("Ledger", ["Ledger", "Bytes", "Codecs", "Crypto", "LMDB", "Files"]),
    tests("Study", ["Study", "Bytes", "Codecs", "Ledger"]),
    tests("Definitions", ["Definitions", "Study", "Bytes", "Codecs"]),
    tests("Engines", ["Engines", "Study", "Bytes", "Codecs", "Ledger"]),
    tests("Runtime", ["Runtime", "Engines", "Study", "Ledger", "Bytes", "Codecs", "Files"]),
    tests("Projections", ["Projections", "Study", "Ledger", "Bytes", "Codecs", "Files"]),
    tests("CLI", ["CLI", "Bytes", "Codecs", "Files"]),
    tests("Crash", ["Bytes", "Codecs", "Files", "Ledger"]),
    tests("Tidy", ["Files"]),
  ],
  cxxLanguageStandard: .cxx17
)
