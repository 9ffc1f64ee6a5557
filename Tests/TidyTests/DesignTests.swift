import Testing

/// One enum owns what kind of study there is: the rest of the core does not ask.
@Suite struct DesignTests {
  private static let rooms = ["Study", "Engines", "Runtime", "Definitions"]

  /// Where it is defined, and where study files are read.
  private static let homes = ["Sources/Core/Study/Design/", "Sources/Core/Definitions/"]

  private static let questions = [
    ".design.paired", ".design.sweep", "design ==", "design !=", "case .paired", "case .sweep",
    "design.name",
  ]

  @Test func `no file of the core asks which design a study has`() throws {
    let files = try SourceTree.swiftFiles().filter { file in
      Self.rooms.contains(file.room ?? "") && file.path.hasPrefix("Sources/Core/")
        && !Self.homes.contains(where: file.path.hasPrefix)
    }
    #expect(files.count > 100)
    for file in files {
      for line in file.code {
        for question in Self.questions where line.text.contains(question) {
          Issue.record("\(file.place(line.number)): let the design answer: \(question)")
        }
      }
    }
  }

  @Test func `the core has no word of a domain`() throws {
    let words = ["permissions", "evaluator", "rubric", "trial"]
    for file in try SourceTree.swiftFiles() where file.path.hasPrefix("Sources/Core/") {
      for line in file.code {
        for word in words where line.text.lowercased().contains(word) {
          Issue.record("\(file.place(line.number)): '\(word)' belongs to a domain")
        }
      }
    }
  }
}
