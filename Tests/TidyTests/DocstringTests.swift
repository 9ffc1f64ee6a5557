import Testing

/// A docstring says what the name does not; where name and type say everything, there is none.
@Suite struct DocstringTests {
  /// Floors whose docstrings were gone through; the domains follow theirs.
  private static func isRead(_ file: SourceFile) -> Bool {
    guard let floor = file.floor else { return false }
    return ["Base", "Kit", "Core", "Doors", "ledger", "projections"].contains(floor)
  }

  @Test func `no docstring only repeats the name`() throws {
    var seen = 0
    for file in try SourceTree.swiftFiles() where Self.isRead(file) {
      for docstring in Docstring.all(of: file) {
        seen += 1
        #expect(
          !docstring.repeatsName,
          "\(file.place(docstring.line)): '\(docstring.text)' says no more than the name")
      }
    }
    #expect(seen > 4_000)
  }

  @Test func `every public type says what it is`() throws {
    for file in try SourceTree.swiftFiles() where file.path.hasPrefix("Sources/") || file.isOurs {
      var before = ""
      for (index, line) in file.lines.enumerated() {
        let text = line.trimmed
        if text.isPublicType {
          #expect(before.hasPrefix("///"), "\(file.place(index + 1)) has no docstring")
        }
        if !text.hasPrefix("@") { before = text }
      }
    }
  }

  @Test(arguments: [
    ("/// The stage.", "public var stage = \"\"", true),
    ("/// Its name.", "let name: String", true),
    ("/// A note.", "public init(text: String) {", false),
    ("/// The stage's slug.", "public var stage = \"\"", false),
    ("/// Reads a text.", "public mutating func readText() -> String {", true),
    ("/// Which of the stages.", "public var stages: [StagePlan] = []", true),
    ("/// `stage`.", "public var stage = \"\"", false),
  ])
  func `what repeats a name is recognised`(docstring: String, line: String, repeats: Bool) {
    let file = SourceFile(path: "Sources/Core/Study/X.swift", text: "\(docstring)\n\(line)\n")
    #expect(Docstring.all(of: file).map(\.repeatsName) == [repeats])
  }
}

/// A docstring of one line, and the declaration below it.
private struct Docstring {
  let line: Int
  let text: String
  let declaration: String

  static func all(of file: SourceFile) -> [Docstring] {
    let lines = file.lines.map(\.trimmed)
    return lines.indices.compactMap { index in
      guard lines[index].hasPrefix("/// "), index == 0 || !lines[index - 1].hasPrefix("///")
      else { return nil }
      let rest = lines[(index + 1)...].drop { $0.hasPrefix("@") && !$0.contains(" ") }
      guard let declaration = rest.first, !declaration.hasPrefix("///"), !declaration.isType
      else { return nil }
      return Docstring(
        line: index + 1, text: String(lines[index].dropFirst(4)), declaration: declaration)
    }
  }

  /// Whether every word of it stands in the declaration, up to the body or the value.
  var repeatsName: Bool {
    guard !text.contains("`"), !text.contains(where: \.isNumber) else { return false }
    let end =
      [declaration[...].range(of: " = "), declaration[...].range(of: "{")]
      .compactMap { $0?.lowerBound }.min() ?? declaration.endIndex
    let known = Self.words(declaration[..<end])
    let said = Self.words(text[...]).filter { !Self.fillers.contains($0) }
    return said.allSatisfy(known.contains)
  }

  private static let fillers: Set<String> = [
    "a", "an", "the", "it", "of", "is", "are", "was", "were", "be", "been", "thi", "that", "which",
    "who", "one", "for", "in", "on", "at", "to", "by", "and", "or", "as", "from", "with", "any",
    "each", "every", "ha", "have", "all",
  ]

  /// The words of a text or of names in camel case, in lower case and without an ending `s`.
  private static func words(_ text: Substring) -> [String] {
    var words: [String] = []
    var word = ""
    for character in text + " " {
      if character.isLetter, word.isEmpty || !character.isUppercase {
        word.append(character)
        continue
      }
      if !word.isEmpty { words.append(stem(word)) }
      word = character.isLetter ? String(character) : ""
    }
    return words
  }

  private static func stem(_ word: String) -> String {
    let lower = word.lowercased()
    return lower.count > 2 && lower.hasSuffix("s") ? String(lower.dropLast()) : lower
  }
}

extension SourceFile {
  fileprivate var isOurs: Bool { path.hasPrefix("ledger/") || path.hasPrefix("projections/") }
}

extension String {
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  /// Whether a type or an extension is declared, public or not.
  fileprivate var isType: Bool {
    let modifiers = ["public", "package", "private", "fileprivate", "final", "indirect"]
    let kind = split(separator: " ").first { !modifiers.contains(String($0)) }
    return ["struct", "enum", "class", "protocol", "actor", "extension"].contains(kind ?? "")
  }

  fileprivate var isPublicType: Bool { hasPrefix("public ") && isType }
}
