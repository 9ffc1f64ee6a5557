import Codecs
import Files
import StageKit

extension Verb {
  static let console = Verb(
    name: "console", summary: "read commands from a pipe or a terminal, one per line",
    usage: "console [--mode viewer|admin] [--require-cmd-id]",
    details: [
      "A line is what follows 'runledger', or a JSON object: {\"name\", \"args\", \"kwargs\",",
      "\"cmd_id\", \"issuer\", \"mode\"}. Each answer is one JSON object. 'help' lists the verbs,",
      "'quit' or end of input ends it. A failed line is answered, and the console continues.",
    ],
    options: [
      .value(
        "mode", nil, "MODE", "viewer is read-only; admin, the default, allows what the key allows"),
      .flag("require-cmd-id", nil, "refuse commands that write to the log without --cmd-id"),
    ],
    example: "runledger console --mode viewer"
  ) { invocation in
    let word = invocation.arguments.value("mode") ?? ConsoleRequest.Mode.admin.rawValue
    guard let mode = ConsoleRequest.Mode(rawValue: word) else {
      throw Failure.usage("'--mode' is viewer or admin, not '\(word)'")
    }
    ConsoleSession(invocation, mode).run()
    return .done
  }
}

/// A console at work: reads lines, and answers each.
struct ConsoleSession {
  /// The longest line that is taken, in bytes.
  private static let lineMax = 1 << 20
  /// Verbs that need a terminal, a process or an input of their own.
  private static let shellVerbs = ["console", "exec", "simulate"]
  /// Verbs that change something although nothing of it enters the log.
  private static let changing = ["init", "key new", "export", "rebuild"]

  private let invocation: Invocation
  private let mode: ConsoleRequest.Mode
  private let demandsCommandID: Bool

  init(_ invocation: Invocation, _ mode: ConsoleRequest.Mode) {
    self.invocation = invocation
    self.mode = mode
    demandsCommandID = invocation.arguments.has("require-cmd-id")
  }

  /// Answers every line until there is none.
  func run() {
    let console = invocation.console
    let source = console.stdin
    let isWatched = source.isTerminal && console.stdout.isTerminal
    while !console.stdout.isClosed {
      if isWatched {
        console.stdout.write("runledger> ")
        console.stdout.flush()
      }
      guard let bytes = source.next() else { break }
      guard let line = String(validating: bytes.prefix(Self.lineMax), as: UTF8.self) else {
        // A line that is cut may end within a character.
        let isTooLong = bytes.count > Self.lineMax
        console.print(json: refusal(isTooLong ? Self.tooLong : Self.undecodable).json)
        console.stdout.flush()
        continue
      }
      let words = line.split(whereSeparator: \.isWhitespace)
      if words.isEmpty || words[0].hasPrefix("#") { continue }
      if words == ["quit"] || words == ["exit"] { return }
      if isWatched, words[0] == "help", let page = help(words.dropFirst().map(String.init)) {
        console.print(page)
        continue
      }
      console.print(json: answer(line, isTooLong: bytes.count > Self.lineMax).json)
      console.stdout.flush()
    }
    if isWatched { console.stdout.write("\n") }
  }

  private func help(_ words: [String]) -> String? {
    guard words.isEmpty else { return HelpText.page(words) }
    return HelpText.overview() + "\nhere: a verb a line, without 'runledger'; quit ends it"
  }

  private static var tooLong: Failure { .usage("the line has more than \(lineMax) bytes") }
  private static var undecodable: Failure {
    .usage("the line is not UTF-8", hint: "nothing was done")
  }

  /// The answer to a line that cannot be read.
  private func refusal(_ problem: Failure) -> ConsoleResult {
    ConsoleResult(
      name: ConsoleRequest().name, commandID: nil, issuer: nil, outcome: .init(problem))
  }

  private func answer(_ line: String, isTooLong: Bool) -> ConsoleResult {
    let began = Clock.monotonic()
    let (request, problem) =
      isTooLong ? (ConsoleRequest(), Self.tooLong) : ConsoleRequest.parse(line)
    let outcome: ConsoleResult.Outcome = problem.map { .init($0) } ?? perform(request)
    var result = ConsoleResult(
      name: request.name, commandID: request.commandID, issuer: request.issuer, outcome: outcome)
    result.latency = Int64((Clock.monotonic() - began) / 1_000_000)
    return result
  }

  /// Does what is asked for, if the verb is known, the caller may, and a name is there where one is
  /// demanded; the ledger finds out whether that name was used before.
  private func perform(_ request: ConsoleRequest) -> ConsoleResult.Outcome {
    let verb: Verb
    let rest: [String]
    do throws(Failure) {
      (verb, rest) = try VerbTable.find(request.words)
    } catch {
      return .init(error, code: "unsupported")
    }
    if Self.shellVerbs.contains(verb.name) {
      return Self.unsupported("'\(verb.name)'")
    }
    let parsed: ParsedArguments
    do throws(Failure) {
      parsed = try verb.parse(rest)
    } catch {
      return .init(error, code: "invalid_args")
    }
    if parsed.has("follow") {
      return Self.unsupported("'--follow'")
    }
    let isChanging = verb.writes || Self.changing.contains(verb.name)
    if isChanging, !parsed.has("help"), mode == .viewer || request.mode == .viewer {
      let problem = "'\(verb.name)' changes the ledger, and a viewer may only read"
      return .init(Failure("forbidden", problem, exit: .keyRefused))
    }
    if verb.writes, demandsCommandID, !parsed.has("cmd-id"), !parsed.has("help") {
      return .init(.usage("'\(verb.name)' needs a cmd_id here", hint: "add --cmd-id TEXT"))
    }
    return execute(request.words, parsed)
  }

  private static func unsupported(_ what: String) -> ConsoleResult.Outcome {
    .init(
      Failure(
        "unsupported", "\(what) cannot be used in a console",
        hint: "call it from a shell of your own", exit: .usage),
      code: "unsupported")
  }

  private func execute(_ words: [String], _ parsed: ParsedArguments) -> ConsoleResult.Outcome {
    var words = words
    if !parsed.has("json") { words.insert("--json", at: 0) }
    for option in ["ledger", "key"] {
      if let value = invocation.arguments.value(option), !parsed.has(option) {
        words.insert("--\(option)=\(value)", at: 0)
      }
    }
    if invocation.console.isQuiet { words.insert("--quiet", at: 0) }
    let printed = MemorySink()
    let exit = CommandLineTool.run(
      words, environment: invocation.environment, directory: invocation.directory, stdout: printed,
      stderr: invocation.console.stderr, stdin: MemoryLines(), world: invocation.world)
    return .init(exit: ExitCode(rawValue: exit), printed: printed.text)
  }
}
