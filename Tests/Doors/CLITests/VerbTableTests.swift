import StageKit
import Testing

@testable import CLI

@Suite struct VerbTableTests {
  @Test func `no verb is there twice and every one says how it is called`() {
    let names = VerbTable.verbs.map(\.name)
    #expect(Set(names).count == names.count)
    for verb in VerbTable.verbs {
      #expect(verb.usage.hasPrefix(verb.name), "\(verb.name)")
      #expect(verb.example.contains("runledger \(verb.name)"), "\(verb.name)")
      #expect(!verb.summary.hasSuffix("."), "\(verb.name)")
    }
  }

  @Test func `no option of a verb has the name or the letter of another`() {
    for verb in VerbTable.verbs {
      let names = verb.allOptions.map(\.name)
      let letters = verb.allOptions.compactMap(\.letter)
      #expect(Set(names).count == names.count, "\(verb.name): \(names)")
      #expect(Set(letters).count == letters.count, "\(verb.name): \(letters)")
    }
  }

  @Test func `an example is a command line that its verb takes`() throws {
    for verb in VerbTable.verbs where !verb.example.hasPrefix("source") {
      let line = verb.example.split(separator: " >")[0]
      let words = Shell.words(String(line)).dropFirst()
      let (found, rest) = try VerbTable.find(Array(words))
      #expect(found.name == verb.name)
      _ = try found.parse(rest)
    }
  }

  @Test(arguments: [
    ("stauts", "there is no verb 'stauts'", "did you mean 'status'?"),
    ("verfy", "there is no verb 'verfy'", "did you mean 'verify'?"),
    ("xyzzy", "there is no verb 'xyzzy'", "runledger help lists them"),
  ])
  func `an unknown verb meets the nearest one`(word: String, message: String, hint: String) {
    #expect(throws: Failure.usage(message, hint: hint)) { try VerbTable.find([word]) }
  }

  @Test func `a group needs one of its members`() throws {
    #expect(
      throws: Failure.usage(
        "'key' needs one of list, new, enroll, rotate, protect, export, revoke",
        hint: "runledger help key")
    ) { try VerbTable.find(["key"]) }
    #expect(
      throws: Failure.usage("there is no verb after 'key' 'lst'", hint: "did you mean 'list'?")
    ) { try VerbTable.find(["key", "lst"]) }
    #expect(try VerbTable.find(["key", "list", "--json"]).verb.name == "key list")
  }

  @Test func `a verb that undoes something demands a reason`() throws {
    let verb = try VerbTable.find(["retry"]).verb
    let failure = #expect(throws: Failure.self) { try verb.parse(["A-s1"]) }
    #expect(failure?.code == "reason_missing")
    #expect(failure?.exit == .usage)
    #expect(throws: Failure.self) { try verb.parse(["A-s1", "-m", "  "]) }
    #expect(throws: Never.self) { try verb.parse(["A-s1", "-m", "why"]) }
  }

  @Test func `operands are counted`() throws {
    let verb = try VerbTable.find(["lock"]).verb
    #expect(throws: Failure.self) { try verb.parse([]) }
    #expect(throws: Failure.self) { try verb.parse(["a", "b"]) }
    #expect(throws: Never.self) { try verb.parse(["a"]) }
  }
}

/// Just enough of a shell to read an example.
enum Shell {
  static func words(_ line: String) -> [String] {
    var words: [String] = []
    var word = ""
    var quote: Character?
    for character in line {
      switch character {
      case "\"", "'":
        if quote == nil { quote = character } else if quote == character { quote = nil }
      case " " where quote == nil:
        if !word.isEmpty { words.append(word) }
        word = ""
      default: word.append(character)
      }
    }
    return word.isEmpty ? words : words + [word]
  }
}
