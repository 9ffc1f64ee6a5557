import Testing

@testable import StageKit

@Suite struct ArgumentParserTests {
  private let parser = ArgumentParser(options: [
    .flag("json", nil, ""), .flag("dry-run", "n", ""), .text("reason", "m", "TEXT", ""),
    .value("jobs", "j", "N", ""), .values("param", "p", "NAME=VALUE", ""),
  ])

  private static let accepted:
    [(words: [String], options: [String: [String]], operands: [String])] =
      [
        ([], [:], []),
        (["a", "b"], [:], ["a", "b"]),
        (["--json"], ["json": [""]], []),
        (["--reason", "why"], ["reason": ["why"]], []),
        (["--reason=why"], ["reason": ["why"]], []),
        (["--reason="], ["reason": [""]], []),
        (["--reason=a=b"], ["reason": ["a=b"]], []),
        (["-m", "why"], ["reason": ["why"]], []),
        (["-mwhy"], ["reason": ["why"]], []),
        (["-m=why"], ["reason": ["why"]], []),
        (["-j4", "x"], ["jobs": ["4"]], ["x"]),
        (["-nj", "4"], ["dry-run": [""], "jobs": ["4"]], []),
        (["-nj4"], ["dry-run": [""], "jobs": ["4"]], []),
        (["-p", "a=1", "x", "-p", "b=2"], ["param": ["a=1", "b=2"]], ["x"]),
        (["--", "--json", "-n"], [:], ["--json", "-n"]),
        (["x", "--", "--", "y"], [:], ["x", "--", "y"]),
        (["-"], [:], ["-"]),
        (["--reason", "--json"], ["reason": ["--json"]], []),
      ]

  @Test(arguments: accepted.indices)
  func `words are taken apart`(row: Int) throws {
    let row = Self.accepted[row]
    let parsed = try parser.parse(row.words)
    #expect(parsed.options == row.options)
    #expect(parsed.operands == row.operands)
  }

  private static let refused: [(words: [String], message: String, hint: String?)] = [
    (["--jsno"], "there is no option '--jsno'", "did you mean '--json'?"),
    (["--reasn", "x"], "there is no option '--reasn'", "did you mean '--reason'?"),
    (["--zzzzzz"], "there is no option '--zzzzzz'", nil),
    (
      ["-x"], "there is no option '-x'",
      "there are -n, -m, -j, -p; what follows '--' is not an option"
    ),
    (["--reason"], "'--reason' needs a value: TEXT", nil),
    (["-m"], "'-m' needs a value: TEXT", nil),
    (["--json=yes"], "'--json' takes no value", nil),
    (["--reason", "a", "-m", "b"], "'--reason' was given twice", nil),
  ]

  @Test(arguments: refused.indices)
  func `what is wrong is named`(row: Int) {
    let row = Self.refused[row]
    #expect(throws: StageError.usage(row.message, hint: row.hint)) { try parser.parse(row.words) }
  }

  @Test func `everything after the first operand can belong to another command`() throws {
    var parser = parser
    parser.stopsAtOperand = true
    let parsed = try parser.parse(["-n", "ls", "--json", "-x", "--", "y"])
    #expect(parsed.options == ["dry-run": [""]])
    #expect(parsed.operands == ["ls", "--json", "-x", "--", "y"])
  }

  @Test func `a number is held to its bounds`() throws {
    let parsed = ParsedArguments(options: ["jobs": ["0"], "limit": ["x"], "seed": ["-7"]])
    #expect(throws: StageError.self) { try parsed.int("jobs", in: 1...64) }
    #expect(throws: StageError.self) { try parsed.int("limit", in: 0...10) }
    #expect(try parsed.int("seed", in: .min ... .max) == -7)
    #expect(try parsed.int("absent", in: 0...1) == nil)
  }

  @Test func `a pair needs a name and may have any value`() throws {
    let parsed = ParsedArguments(options: ["param": ["a=1", "b=x=y", "c="], "bad": ["=1"]])
    let pairs = try parsed.pairs("param")
    #expect(pairs.map(\.0) == ["a", "b", "c"])
    #expect(pairs.map(\.1) == ["1", "x=y", ""])
    #expect(throws: StageError.self) { try parsed.pairs("bad") }
  }
}
