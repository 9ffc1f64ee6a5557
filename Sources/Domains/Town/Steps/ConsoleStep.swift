import Codecs
import Files
import StageKit

/// Talks to a town: one of its own, or one that runs elsewhere and listens to a file.
enum ConsoleStep: Step {
  static let name = "console"
  static let summary = "open a prompt for console commands, with history and help"
  static let operands = 0...1
  static let options: [Option] = [
    TownOptions.config, TownOptions.seed,
    .value("control", nil, "FILE", "send commands to the shard that reads this file"),
    .value("mode", nil, "MODE", "viewer (the default) or admin"),
    .value("issuer", nil, "NAME", "issuer of the commands (console)"),
    .value("token-env", nil, "NAME", "environment variable with the token to send"),
    .values("policy", nil, "[NAME=]FILE", "a checkpoint that can be promoted"),
    .value("wait", nil, "SECONDS", "how long to wait for an answer (5)"),
  ]

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    guard let mode = ConsoleCommand.Mode(rawValue: call.arguments.value("mode") ?? "viewer") else {
      throw .usage("'--mode' is viewer or admin")
    }
    let issuer = call.arguments.value("issuer") ?? "console"
    var token: String?
    if let name = call.arguments.value("token-env") {
      guard let text = call.environment[name], !text.isEmpty else {
        throw .usage("'--token-env \(name)': the variable is not set")
      }
      token = text
    }
    if let control = call.arguments.value("control") {
      let wait = try call.arguments.int("wait", in: 0...3600) ?? 5
      var client = ConsoleClient(
        path: call.path(control), mode: mode, issuer: issuer, token: token, seconds: Int(wait))
      return try prompt { line throws(StageError) in try client.ask(line) }
    }
    let config = try call.config()
    let rules = TownRules(config, seed: try call.seed())
    let policies = try call.policies(config)
    let auth = try ConsoleAuth(config.consoleAuth, environment: call.environment)
    let release = Release(checkpoint: "scripted", policyHash: "", configID: config.configID)
    var shard = Shard(rules, release: release)
    _ = shard.tick([], rules, policies)
    return try prompt { line throws(StageError) in
      let words = line.split(separator: " ")
      // The town stands still between commands; `tick 100` lets it live.
      if words.first == "tick" {
        let count = words.count == 1 ? 1 : words.count == 2 ? Int(words[1]) ?? 0 : 0
        guard (1...1_000_000).contains(count) else { return "usage: tick [N], up to 1000000" }
        for _ in 0..<count { _ = shard.tick([], rules, policies) }
        return "tick \(shard.state.world.tick)"
      }
      var command = ConsoleCommand.parse(line, mode: mode)
      command.issuer = command.issuer ?? issuer
      command.token = command.token ?? token
      let output = shard.tick([auth?.admit(command) ?? command], rules, policies)
      return output.answers.map { Self.text($0.value) }.joined(separator: "\n")
    }
  }

  /// An answer as a person reads it.
  static func text(_ answer: ValueMap) -> String {
    if let error = answer["error"]?.asMap {
      return "error \(error["code"]?.asText ?? ""): \(error["message"]?.asText ?? "")"
    }
    if let commands = answer["result"]?.asMap?["commands"]?.asArray {
      return commands.compactMap { command in
        let fields = command.asMap ?? ValueMap()
        func word(_ name: String) -> String { fields[name]?.asText ?? "" }
        let usage = word("usage").isEmpty ? word("name") : "\(word("name")) \(word("usage"))"
        return "\(usage): \(word("summary"))" + (word("mode") == "admin" ? " (admin)" : "")
      }.joined(separator: "\n")
        + "\n\nAdmin commands need --mode admin and a --cmd-id. `tick N` lets a town of its own "
        + "live, `quit` ends."
    }
    var text = JSON.string(answer["result"] ?? .null, pretty: true)
    text.removeLast()
    return text
  }

  /// Reads lines until their end and prints the answers: with editing and history on a terminal.
  private static func prompt(
    _ answer: (String) throws(StageError) -> String
  ) throws(StageError) -> Int32 {
    let ended = try Terminal.readingKeys(of: 0) { () throws(StageError) in
      var editor = LineEditor()
      editor.words = ConsoleVerb.all.map(\.name) + ["tick", "quit"]
      try show(editor)
      while true {
        let input = Descriptor(taking: 0, path: "the standard input")
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = (try? input.read(into: &bytes)) ?? 0
        _ = input.take()
        guard count > 0 else { return true }
        for byte in bytes[..<count] {
          switch editor.take(byte) {
          case .more: continue
          case .end:
            try Said.line("")
            return true
          case .line(let line):
            // What came in one piece, as from a paste, was never shown.
            try Said.line("\r\u{1b}[Ktown> \(line)")
            if line == "quit" || line == "exit" { return true }
            if !line.isEmpty { try Said.line(answer(line)) }
          }
        }
        try show(editor)
      }
    }
    if ended != nil { return 0 }
    while let line = readLine() {
      if line == "quit" || line == "exit" { break }
      if !line.isEmpty { try Said.line(answer(line)) }
    }
    return 0
  }

  private static func show(_ editor: LineEditor) throws(StageError) {
    let back = editor.text.count - editor.cursor
    let move = back > 0 ? "\u{1b}[\(back)D" : ""
    let out = Descriptor(taking: 1, path: "the terminal")
    let line = "\r\u{1b}[Ktown> \(String(editor.text))\(move)"
    let written: Bool = (try? out.write(Array(line.utf8))) != nil
    _ = out.take()
    if !written { throw StageError(.file, "the terminal takes no more") }
  }
}

/// The other end of a control file.
struct ConsoleClient {
  let path: String
  let mode: ConsoleCommand.Mode
  let issuer: String
  let token: String?
  let seconds: Int
  private var number: Int
  private let answers: ListenedFile
  private var checked = false
  private var isOlder = false
  private var warning: String?

  init(
    path: String, mode: ConsoleCommand.Mode, issuer: String, token: String?, seconds: Int
  ) {
    (self.path, self.mode, self.issuer) = (path, mode, issuer)
    (self.token, self.seconds) = (token, seconds)
    answers = ListenedFile(path + ".answers")
    // Numbers of this session lie apart from those of others.
    number = Int(Clock.wall() / 1_000_000) % 1_000_000_000_000 * 1000
  }

  /// Says one line and waits for its answer.
  ///
  /// Towards a shard with a newer schema, only what looks is said.
  mutating func ask(_ line: String) throws(StageError) -> String {
    if !checked { try check() }
    var command = ConsoleCommand.parse(line, mode: mode)
    command.issuer = command.issuer ?? issuer
    if isOlder, !(ConsoleVerb.find(command.name)?.onlyLooks(command) ?? false) {
      return "error: \(warning ?? "")"
    }
    let answer = try send(command)
    return (warning.map { "warning: \($0)\n" } ?? "") + ConsoleStep.text(answer)
  }

  private mutating func check() throws(StageError) {
    var command = ConsoleCommand()
    command.name = "telemetry_snapshot"
    let answer = try send(command)
    if let error = answer["error"]?.asMap {
      throw StageError(.refused, error["message"]?.asText ?? "the shard refuses to answer")
    }
    let version = answer["result"]?.asMap?["schema_version"]?.asText ?? ""
    switch TelemetryCheck.compatibility(of: version) {
    case .same: break
    case .warn(let text): (isOlder, warning) = (true, text)
    case .refuse(let text): throw StageError(.refused, text)
    }
    checked = true
  }

  private mutating func send(_ command: ConsoleCommand) throws(StageError) -> ValueMap {
    number += 1
    var envelope: ValueMap = [
      "name": .text(command.name), "args": .array(command.args), "kwargs": .map(command.options),
      "mode": .text(command.mode.rawValue),
    ]
    envelope["cmd_id"] = command.commandID.map { .text($0) }
    envelope["issuer"] = command.issuer.map { .text($0) }
    envelope["auth"] = (command.token ?? token).map { ["token": .text($0)] }
    let line: Value = ["n": .int(Int64(number)), "text": .text(JSON.string(.map(envelope)))]
    do throws(FileError) {
      try Descriptor.appendOnly(path).write(JSON.encode(line) + [UInt8(ascii: "\n")])
    } catch { throw StageError(error) }
    let deadline = Clock.monotonic() + UInt64(seconds) * 1_000_000_000
    repeat {
      for line in answers.lines() {
        let map = (try? JSON.decode(Array(line.utf8)))?.asMap
        guard map?["n"]?.asInt == Int64(number), let text = map?["answer"]?.asText else { continue }
        return (try? JSON.decode(Array(text.utf8)))?.asMap ?? ValueMap()
      }
      Clock.sleep(nanoseconds: 20_000_000)
    } while Clock.monotonic() < deadline
    throw StageError(
      .unavailable, "no answer within \(seconds) s: does a shard listen to '\(path)'?")
  }
}
