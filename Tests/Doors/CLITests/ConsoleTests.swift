import Codecs
import StageKit
import Testing

@testable import CLI

/// Commands from a pipe or a terminal, one a line.
@Suite(.serialized) struct ConsoleTests {
  private let bench: Bench

  init() throws {
    bench = try Bench.withLedger()
    #expect(bench.run("run", "study.yaml", "-q").exit == 0)
  }

  /// What a console answers to some lines.
  private func answers(_ lines: [String], _ options: String...) throws -> [ValueMap] {
    try output(lines, options).split(separator: "\n").map { line in
      try #require(try JSON.decode(Array(line.utf8)).asMap)
    }
  }

  private func output(
    _ lines: [String], _ options: [String] = [], isTerminal: Bool = false
  ) -> String {
    let out = MemorySink(isTerminal: isTerminal)
    let text = lines.map { $0 + "\n" }.joined()
    let exit = CommandLineTool.run(
      ["console"] + options, environment: bench.environment, directory: bench.root, stdout: out,
      stderr: MemorySink(), stdin: MemoryLines(text, isTerminal: isTerminal))
    #expect(exit == 0)
    return out.text
  }

  private func code(_ answer: ValueMap) -> String? { answer["error"]?.asMap?["code"]?.asText }

  @Test func `a line is answered by one object with what the verb prints`() throws {
    let answers = try answers(["status", "", "# a remark", "note s1 'two words' --cmd-id a"])
    #expect(answers.count == 2)
    for answer in answers {
      #expect(
        answer.keys.sorted() == [
          "cmd_id", "entry", "issuer", "latency_ms", "name", "result", "status",
        ])
      #expect(answer["status"] == "ok")
      #expect((answer["latency_ms"]?.asInt ?? -1) >= 0)
    }
    #expect(answers[0]["result"]?.asMap?["studies"]?.asArray?.count == 1)
    #expect(answers[0]["entry"]?.isNull == true)
    #expect(answers[1]["cmd_id"] == "a")
    #expect(answers[1]["entry"]?.asInt == (try bench.entries()) - 1)
    #expect(bench.run("log", "-n", "1").out.contains("two words"))
  }

  @Test func `an envelope names verb, operands, options, and who asks`() throws {
    let answers = try answers([
      #"{"name":"violation_add","args":["s1","-leak"],"kwargs":{"severity":"critical"},"#
        + #""cmd_id":"v","issuer":"ops@town","mode":"admin","timestamp":1,"metadata":{}}"#,
      #"{"cmd":"violation list","cmd_id":"w"}"#,
      #"{"name":"halt","kwargs":{"dry_run":true,"reason":"x","json":false}}"#,
    ])
    #expect(answers.map { $0["status"] } == ["ok", "ok", "error"])
    #expect(answers[0]["name"] == "violation_add")
    #expect(answers[0]["issuer"] == "ops@town")
    #expect(answers[1]["cmd_id"] == "w")
    let listed = answers[1]["result"]?.asMap?["violations"]?.asArray?.first?.asMap
    #expect(listed?["severity"] == "critical")
    // The violation has halted the study already.
    #expect(code(answers[2]) == "conflict")
    #expect(bench.run("log", "--type", "study.halted").lines.count == 1)
  }

  @Test func `the same again gives the first result, anything else is a conflict`() throws {
    let answers = try answers([
      "resume -m x --cmd-id r", "note s1 x --cmd-id a", "note s1 x --cmd-id a",
      #"{"name":"note","args":["s1","x"],"cmd_id":"a"}"#, "note s1 y --cmd-id a",
      "rerun s1 --from count -m again", "halt -m x", "resume -m x --cmd-id r",
    ])
    #expect(
      answers.map { $0["status"] } == ["error", "ok", "ok", "ok", "error", "ok", "ok", "ok"])
    #expect(answers[1]["result"]?.asMap?["repeated"] == false)
    for place in [2, 3] {
      #expect(answers[place]["result"]?.asMap?["repeated"] == true)
      #expect(answers[place]["entry"] == answers[1]["entry"])
    }
    #expect(code(answers[4]) == "conflict")
    #expect(bench.run("log", "--type", "note.added").lines.count == 1)
  }

  @Test func `a line that cannot be done is answered, and the console goes on`() throws {
    let answers = try answers(Self.broken.map(\.line) + ["head"])
    #expect(answers.count == Self.broken.count + 1)
    for (answer, broken) in zip(answers, Self.broken) {
      #expect(answer["status"] == "error")
      #expect(code(answer) == broken.code, "\(broken.line)")
      #expect(ConsoleResult.Outcome.codes.contains(broken.code))
      #expect(answer["error"]?.asMap?["message"]?.asText?.isEmpty == false)
    }
    #expect(answers.last?["status"] == "ok")
  }

  private static let broken: [(line: String, code: String)] = [
    ("{", "usage"), ("[1]", "unsupported"), ("{}", "usage"), (#"{"name":""}"#, "usage"),
    (#"{"name":"status","args":{}}"#, "usage"), (#"{"name":"status","cmd_id":7}"#, "usage"),
    (#"{"name":"status","kwargs":[]}"#, "usage"), (#"{"name":"note","args":[[]]}"#, "usage"),
    ("note 'open", "usage"), ("spawn x", "unsupported"), ("exec -- ls", "unsupported"),
    ("console", "unsupported"), ("simulate trial init", "unsupported"),
    ("log --follow", "unsupported"), ("halt", "invalid_args"), ("note", "invalid_args"),
    ("status --nonsense", "invalid_args"), ("show nobody", "not_found"),
    (#"{"name":"status","auth":{"token":"x"}}"#, "unauthorized"), ("resume -m x", "conflict"),
    (#"{"name":"note","args":["s1","x"],"mode":"viewer"}"#, "forbidden"),
    (#"{"name":"note","args":["s1","x"],"mode":"boss"}"#, "forbidden"),
  ]

  @Test func `a viewer may only look, whatever an envelope says`() throws {
    let entries = try bench.entries()
    let answers = try answers(
      [
        "status", "note s1 x", "export", "rebuild", "key new", "init other",
        #"{"name":"note","args":["s1","x"],"mode":"admin"}"#,
      ], "--mode", "viewer")
    #expect(answers[0]["status"] == "ok")
    for answer in answers.dropFirst() { #expect(code(answer) == "forbidden", "\(answer)") }
    #expect(try bench.entries() == entries)
    #expect(bench.run("console", "--mode", "boss").exit == 2)
  }

  @Test func `a name can be demanded of what adds to the log`() throws {
    let answers = try answers(
      ["note s1 x", "status", "note s1 x --cmd-id a", "note --help"], "--require-cmd-id")
    #expect(code(answers[0]) == "usage")
    #expect(answers.dropFirst().allSatisfy { $0["status"] == "ok" })
  }

  @Test func `the checks have an order`() throws {
    // Nobody learns of a verb's arguments before the verb, nor of the mode before the arguments.
    let answers = try answers(
      ["spawn --nonsense", "note", "note s1 x", "note s1 x --cmd-id a"], "--mode", "viewer",
      "--require-cmd-id")
    #expect(answers.map(code) == ["unsupported", "invalid_args", "forbidden", "forbidden"])
  }

  @Test func `quit ends it, and so does the end`() throws {
    #expect(try answers(["head", "quit", "head"]).count == 1)
    #expect(try answers(["head", "exit", "head"]).count == 1)
    #expect(try answers([]).isEmpty)
  }

  @Test func `on a terminal there is a prompt, and help to read`() {
    let shown = output(["help", "help lock", "head"], isTerminal: true)
    #expect(shown.hasPrefix("runledger> "))
    #expect(shown.contains("start with:  runledger init"))
    #expect(shown.contains("usage: runledger lock"))
    #expect(shown.contains("\"status\":\"ok\""))
    #expect(!output(["head"]).contains("runledger> "))
  }

  @Test func `help is data in a pipe`() throws {
    let answers = try answers(["help lock", "lock --help"])
    #expect(answers[0]["result"]?.asMap?["verbs"]?.asArray?.count == 1)
    #expect(answers.allSatisfy { $0["status"] == "ok" })
  }

  @Test func `words are taken apart as a shell would`() throws {
    #expect(
      try CommandWords.split(#"a  "b c" 'd "e' f\ g "" "h\"i""#) == [
        "a", "b c", "d \"e", "f g", "", "h\"i",
      ])
    #expect(throws: Failure.self) { try CommandWords.split("a\\") }
    #expect(throws: Failure.self) { try CommandWords.split("a 'b") }
  }

  @Test func `the page on JSON names every code`() throws {
    let page = try LookTests.pageText()
    for code in ConsoleResult.Outcome.codes { #expect(page.contains("`\(code)`"), "\(code)") }
  }
}
