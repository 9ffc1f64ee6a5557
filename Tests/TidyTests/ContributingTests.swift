import Files
import Testing

/// What the page for contributors says one touches is what there is to touch.
///
/// Whoever adds an event type, a command, a check, a view, a verb or a domain by the page alone
/// comes by every place that these tests look at; whoever forgets one sees a test fail.
@Suite struct ContributingTests {
  private static let folders = [
    "", "Sources/", "Sources/Core/", "Sources/Doors/", "docs/", "projections/", "ledger/",
  ]

  /// The rows of the table: what is added, and what is touched.
  private static func rows() throws -> [(added: String, touched: String)] {
    try SourceFile(path: "docs/CONTRIBUTING.md").lines.compactMap { line in
      let cells = line.split(separator: "|").map { $0.drop { $0 == " " } }
      guard line.hasPrefix("| a"), cells.count == 2 else { return nil }
      return (String(cells[0]), String(cells[1]))
    }
  }

  /// The words between backticks.
  private static func spans(_ text: String) -> [String] {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }

  private static func text(_ path: String) throws -> String {
    try SourceFile(path: path).lines.joined(separator: "\n")
  }

  /// The names of the types below a folder that conform to a protocol.
  private static func types(_ conformance: String, below folder: String) throws -> [String] {
    var names: [String] = []
    for file in try SourceTree.swiftFiles() where file.path.hasPrefix(folder) {
      for line in file.code {
        guard let place = line.text[...].range(of: "struct "), line.text.contains(conformance)
        else { continue }
        names.append(
          String(line.text[place.upperBound...].prefix { $0.isLetter || $0.isNumber }))
      }
    }
    return names
  }

  @Test func `every file and folder that the table names is there`() throws {
    let rows = try Self.rows()
    #expect(rows.count >= 8)
    let root = try SourceTree.root()
    for row in rows {
      for span in Self.spans(row.touched) where span.contains("/") || span.hasSuffix(".md") {
        let isThere = Self.folders.contains { FileSystem.exists("\(root)/\($0)\(span)") }
        #expect(isThere, "\(row.added): there is no '\(span)'")
      }
    }
  }

  @Test func `every name of the sources that the table says is one`() throws {
    let sources = try SourceTree.swiftFiles().filter {
      $0.path.hasPrefix("Sources/Core") || $0.path.hasPrefix("Sources/Doors")
    }
    for row in try Self.rows() {
      for span in Self.spans(row.touched)
      where !span.contains("/") && !span.contains(".md")
        && !span.contains(".swift")
      {
        let word = String(span.prefix { $0.isLetter })
        guard !word.isEmpty, span.first?.isUppercase == true else { continue }
        #expect(
          sources.contains { $0.code.contains { $0.text.hasWord(word) } },
          "\(row.added): nothing is called '\(word)'")
      }
    }
  }

  @Test func `every event type has its case, its row, its words, its effects and its page`() throws
  {
    let types = try Self.types(": EventPayload", below: "Sources/Core/Study/Records/Events/")
    #expect(types.count > 40)
    let records = "Sources/Core/Study/Records"
    let places = [
      "\(records)/EventData.swift", "\(records)/EventData+Coding.swift",
      "\(records)/EventData+Effects.swift", "Sources/Doors/CLI/Output/EventText.swift",
      "Sources/Doors/CLI/Subjects/StreamHistory+Grounds.swift",
    ]
    let table = try Self.text("\(records)/EventType.swift")
    let texts = try places.map { ($0, try Self.text($0)) }
    for type in types {
      let name = type.prefix(1).lowercased() + type.dropFirst()
      #expect(table.hasWord("\(type).self"), "'\(type)' has no row in EventType.all")
      for (path, text) in texts { #expect(text.hasWord(name), "\(path) does not say '\(name)'") }
    }
    for (path, text) in texts.dropFirst() where !path.contains("Coding") && !path.contains("Text") {
      let head = text.split(separator: "extension").dropFirst().first ?? ""
      let body = head.range(of: "default:").map { head[..<$0.lowerBound] } ?? head
      #expect(body.contains(".reserved"), "\(path): the switch over all events has a default")
    }
  }

  @Test func `every command has its row in both tables`() throws {
    let types = try Self.types("Command", below: "Sources/Core/Study/Commands/")
      .filter { $0 != "CommandType" }
    #expect(types.count > 30)
    let table = try Self.text("Sources/Core/Study/Commands/Command.swift")
    for type in types {
      #expect(table.hasWord("CommandType(\(type).self)"), "'\(type)' has no row")
    }
    let rules = try Self.text("ledger/Format/CommandRule.swift")
    let page = try Self.text("ledger/FORMAT.md")
    for file in try SourceTree.swiftFiles() where file.path.hasPrefix("Sources/Core/Study/Commands")
    {
      for line in file.code where line.text.contains("CommandRule.row(\"") {
        let name = line.text.split(separator: "\"")[1]
        #expect(rules.contains("\"\(name)\""), "\(name) has no row in CommandRule")
        #expect(page.hasWord(String(name)), "docs/JSON.md does not say '\(name)'")
      }
    }
  }

  @Test func `every domain has its row, its place among the domains, its page and its study`()
    throws
  {
    let root = try SourceTree.root()
    let package = try Self.text("Package.swift")
    let domains = try Self.text("Sources/Doors/CLI/Domains.swift")
    let studies = try SourceTree.paths().filter {
      $0.hasPrefix("docs/studies/") && $0.hasSuffix("study.yaml")
    }.map(Self.text)
    let rooms = try FileSystem.list("\(root)/Sources/Domains").sorted()
    #expect(rooms.count >= 5)
    for room in rooms {
      #expect(package.contains("\"\(room)\""), "\(room) has no row in Package.swift")
      #expect(domains.contains("import \(room)"), "\(room) is not among the domains")
      let code = try SourceTree.swiftFiles().filter { $0.room == room }.flatMap(\.lines)
      let name = code.drop { !$0.contains(": Domain {") }
        .first { $0.contains("static let name = \"") || $0.contains("static let (name, ") }?
        .split(separator: "\"").dropFirst().first
      let word = try #require(name.map(String.init), "\(room) has no name")
      #expect(
        studies.contains { $0.contains("simulate, \(word)") }, "no study takes a step of '\(word)'")
      let isDescribed = try SourceTree.paths().contains { path in
        try path.hasPrefix("docs/") && path.hasSuffix(".md") && !path.contains("CHANGELOG")
          && Self.text(path).contains("runledger \(word) ")
      }
      #expect(isDescribed, "no page says what 'runledger \(word)' does")
    }
  }

  @Test func `every kind of check is read and described`() throws {
    let parts = try Self.text("Sources/Core/Study/Plan/CheckPlan+Parts.swift")
    let reader = try Self.text("Sources/Core/Definitions/CheckReader.swift")
    let page = try Self.text("docs/STUDIES.md")
    let line = try #require(parts.split(separator: "\n").first { $0.contains("    case exists,") })
    let kinds = line.split(separator: " ").dropFirst().map { $0.filter(\.isLetter) }
    #expect(kinds.count >= 7)
    for kind in kinds {
      #expect(reader.contains("(\"\(kind)\", ["), "CheckReader does not know '\(kind)'")
      #expect(page.contains("| `{\(kind): "), "docs/STUDIES.md does not describe '\(kind)'")
    }
  }

  @Test func `every verb is in the documents`() throws {
    let page = try Self.text("docs/JSON.md")
    for file in try SourceTree.swiftFiles() where file.path.hasPrefix("Sources/Doors/CLI/Verbs/") {
      for line in file.code where line.text.contains("name: \"") && line.text.contains("summary:") {
        let name = line.text.split(separator: "\"")[1]
        #expect(page.hasWord(String(name)), "docs/JSON.md does not say '\(name)'")
      }
    }
  }
}
