import Testing

/// The rooms that replay must not know the time, chance, or an order that changes with the process.
@Suite struct PurityTests {
  @Test(arguments: ["Study", "Engines", "Projections"])
  func `a room that replays takes no clock and no randomness`(room: String) throws {
    let files = try SourceTree.swiftFiles().filter { $0.room == room }
    #expect(!files.isEmpty)
    for file in files {
      for line in file.code {
        for word in impure where line.text.contains(word) {
          Issue.record("\(file.place(line.number)): \(word) differs from one replay to the next")
        }
      }
    }
  }

  @Test func `memory is touched unsafely only at the edge to C`() throws {
    for file in try SourceTree.swiftFiles() {
      guard let room = file.room, !bindings.contains(room), !bindingFiles.contains(file.path) else {
        continue
      }
      for line in file.code where line.text.hasWord("unsafe") {
        Issue.record("\(file.place(line.number)): unsafe code belongs in a binding")
      }
    }
  }

  @Test func `comments are not taken for code`() {
    let file = SourceFile(path: "x.swift", text: "let a = 1  // unsafe\nlet url = \"http://x\"\n")
    #expect(file.code.map(\.text) == ["let a = 1  ", "let url = \"http://x\""])
    #expect(!file.code.contains { $0.text.hasWord("unsafe") })
  }

  @Test func `words are found only whole`() {
    #expect("x = unsafe y".hasWord("unsafe"))
    #expect(!"withUnsafe(unsafely)".hasWord("unsafe"))
    #expect("unsafely unsafe".hasWord("unsafe"))
  }
}

private let impure = [
  "Date()", ".random(", "randomElement", ".shuffled(", "SystemRandomNumberGenerator", "hashValue",
  "ContinuousClock", "SuspendingClock", "Clock.", "Entropy.", "ObjectIdentifier(",
]

private let bindings = [
  "LMDB", "Crypto", "Files", "Processes", "YAML", "SQLite", "Gzip", "HDF5",
  "Archive", "Web",
]

/// Files outside the bindings that speak to C, to start a process, threads for `verify`, and
/// matrices; and the one that copies spans and loads words.
private let bindingFiles = [
  "Sources/Kit/Numerics/Matrix/LinearAlgebra.swift",
  "Sources/Kit/Numerics/Matrix/LinearAlgebra+Decompositions.swift",
  "Sources/Kit/Numerics/Learning.swift",
  "ledger/Threads.swift",
  "Sources/Base/Bytes/Span+Memory.swift", "Sources/Kit/Numerics/Graphs/GraphMeasures.swift",
  "Sources/Kit/Agents/HTTPPost.swift",
  "Sources/Domains/Populations/Specification/BuiltInFile.swift",
]
