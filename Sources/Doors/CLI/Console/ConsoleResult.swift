import Codecs

/// What a console answers to one line.
struct ConsoleResult {
  /// The verb's name as it was written.
  var name: String
  /// The name of the command.
  var commandID: String?
  /// Who asked, by his own account.
  var issuer: String?
  /// How long it took, in milliseconds.
  var latency: Int64 = 0
  /// What the verb printed, or why it could not be done.
  var outcome: Outcome

  /// How it came out.
  enum Outcome {
    case ok(Value)
    case error(code: String, message: String, details: Value)
  }

  /// `{"name", "status", "cmd_id", "issuer", "entry", "latency_ms", "result" | "error"}`.
  var json: Value {
    var members: ValueMap = [
      "name": .text(name), "cmd_id": commandID.map(Value.text) ?? .null,
      "issuer": issuer.map(Value.text) ?? .null, "latency_ms": .int(latency), "entry": .null,
    ]
    switch outcome {
    case .ok(let result):
      members["status"] = "ok"
      members["result"] = result
      members["entry"] = Self.entry(of: result)
    case .error(let code, let message, let details):
      members["status"] = "error"
      members["error"] = ["code": .text(code), "message": .text(message), "details": details]
      members["entry"] = Self.entry(of: details.asMap?["result"] ?? .null)
    }
    return .map(members)
  }

  /// The entry that a verb says it has appended.
  private static func entry(of result: Value) -> Value {
    guard let members = result.asMap, members["dry_run"] != nil || members["class"] != nil,
      let entry = members["entry"]
    else { return .null }
    return entry
  }
}

extension ConsoleResult.Outcome {
  /// Every code that a console answers with.
  static let codes = [
    "usage", "invalid_args", "not_found", "forbidden", "unsupported", "conflict", "internal",
    "promotion_not_ready", "unauthorized",
  ]

  /// The answer to a line that could not be done.
  init(_ failure: Failure, code: String? = nil) {
    self = .error(
      code: code ?? Self.code(of: failure.exit, failure.code), message: failure.message,
      details: failure.json.asMap?["error"] ?? .null)
  }

  /// The answer that a verb's end and output amount to.
  init(exit: ExitCode, printed text: String) {
    var values: [Value] = []
    for line in text.split(separator: "\n") {
      values.append((try? JSON.decode(Array(line.utf8))) ?? .text(String(line)))
    }
    let result = values.count == 1 ? values[0] : .array(values)
    let error = result.asMap?["error"]?.asMap
    if exit == .done {
      self = .ok(values.isEmpty ? .null : result)
      return
    }
    if let error, error["exit"] != nil, let word = error["code"]?.asText {
      self = .error(
        code: Self.code(of: exit, word), message: error["message"]?.asText ?? "",
        details: .map(error))
      return
    }
    let refused = Self.refusal(in: result)
    self = .error(
      code: refused == nil ? Self.code(of: exit, "") : "promotion_not_ready",
      message: refused ?? Self.meaning(of: exit),
      details: ["exit": .int(Int64(exit.rawValue)), "result": result])
  }

  /// What a refused promotion lacks, as one sentence.
  private static func refusal(in result: Value) -> String? {
    let events = result.asMap?["events"]?.asArray ?? []
    guard let event = events.first(where: { $0.asMap?["type"] == "promotion.refused" }) else {
      return nil
    }
    let reasons = event.asMap?["data"]?.asMap?["reasons"]?.asArray ?? []
    let words = reasons.compactMap(\.asText).joined(separator: "; ")
    return words.isEmpty ? "the promotion was refused" : words
  }

  private static func meaning(of exit: ExitCode) -> String {
    ExitCode.meanings.first { $0.code == exit }?.meaning ?? "exit code \(exit.rawValue)"
  }

  /// The console's word for a way to end.
  private static func code(of exit: ExitCode, _ word: String) -> String {
    switch exit {
    case .usage: word == "usage" ? "usage" : "invalid_args"
    case .notFound: "not_found"
    case .keyRefused: word == "unauthorized" ? "unauthorized" : "forbidden"
    case .conflict, .guarded, .incomplete, .gateFailed, .negative, .differs, .lockTimeout:
      "conflict"
    default: "internal"
    }
  }
}
