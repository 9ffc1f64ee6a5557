import Codecs

/// What one line of a console asks for.
struct ConsoleRequest {
  /// What a caller may do.
  enum Mode: String {
    /// May only read.
    case viewer
    /// Does what his key may do.
    case admin
  }

  /// The verb's name as it was written; empty when the line has none.
  var name = ""
  /// The words of the command line, the verb's own first.
  var words: [String] = []
  /// The name of the command, so that it is done once.
  var commandID: String?
  /// Who asks, by his own account.
  var issuer: String?
  /// What he may do, where he says so.
  var mode: Mode?

  /// The request on a line: an object of JSON where it begins with a brace, else words.
  static func parse(_ line: String) -> (request: ConsoleRequest, problem: Failure?) {
    var request = ConsoleRequest()
    do throws(Failure) {
      if line.drop(while: \.isWhitespace).first == "{" {
        try request.read(envelope: line)
      } else {
        try request.read(words: line)
      }
      return (request, nil)
    } catch {
      return (request, error)
    }
  }

  private mutating func read(words line: String) throws(Failure) {
    words = try CommandWords.split(line)
    name = (try? VerbTable.find(words))?.verb.name ?? words.first ?? ""
    // Read again by the verb; here it is for the answer, also to a line that is refused.
    let own = words.prefix { $0 != "--" }
    for (index, word) in own.enumerated() {
      if word.hasPrefix("--cmd-id=") { commandID = String(word.dropFirst(9)) }
      if word == "--cmd-id", index + 1 < own.count { commandID = own[index + 1] }
    }
  }

  private mutating func read(envelope line: String) throws(Failure) {
    let value: Value
    do throws(JSONError) {
      value = try JSON.decode(Array(line.utf8), depthLimit: 16)
    } catch {
      throw .usage("the line is not JSON: \(error)")
    }
    guard let map = value.asMap else { throw .usage("the line is not a JSON object") }
    issuer = map["issuer"]?.asText
    // A mode that nobody knows is the one that may least.
    mode = map["mode"].flatMap { $0.isNull ? nil : Mode(rawValue: $0.asText ?? "") ?? .viewer }
    guard let verb = (map["name"] ?? map["cmd"])?.asText, !verb.isEmpty else {
      throw .usage("the command has no 'name'")
    }
    name = verb
    commandID = try Self.text(map["cmd_id"], "cmd_id")
    if let auth = map["auth"], !auth.isNull {
      throw Failure(
        "unauthorized", "tokens are not known here: the key that signs decides",
        hint: "runledger console --key KEY", exit: .keyRefused)
    }
    words = Self.verbWords(verb)
    try readOptions(map["kwargs"])
    words += ["--json"]
    // A verb that only looks has no use for it, and the answer repeats it all the same.
    if let commandID, (try? VerbTable.find(words))?.verb.writes ?? false {
      words += ["--cmd-id=\(commandID)"]
    }
    let operands = try Self.operands(map["args"])
    // What follows is no option, whatever it begins with.
    if !operands.isEmpty { words += ["--"] + operands }
  }

  private mutating func readOptions(_ value: Value?) throws(Failure) {
    guard let value, !value.isNull else { return }
    guard let options = value.asMap else { throw .usage("'kwargs' is not an object") }
    for (name, value) in options {
      let option = "--\(name.replacing("_", with: "-"))"
      switch value {
      case .bool(true): words.append(option)
      case .bool(false), .null: break
      case .array(let values):
        for value in values { words.append("\(option)=\(try Self.scalar(value, name))") }
      default: words.append("\(option)=\(try Self.scalar(value, name))")
      }
    }
  }

  /// `violation_add` and `violation add` are the same verb.
  private static func verbWords(_ name: String) -> [String] {
    let exact = VerbTable.verbs.first { $0.name.replacing(" ", with: "_") == name }
    return (exact?.name ?? name).split(separator: " ").map(String.init)
  }

  private static func operands(_ value: Value?) throws(Failure) -> [String] {
    guard let value, !value.isNull else { return [] }
    guard let values = value.asArray else { throw .usage("'args' is not a list") }
    var operands: [String] = []
    for value in values { operands.append(try scalar(value, "args")) }
    return operands
  }

  private static func scalar(_ value: Value, _ name: String) throws(Failure) -> String {
    switch value {
    case .text(let text): text
    case .int(let number): "\(number)"
    case .double, .bool: JSON.string(value)
    default: throw .usage("'\(name)' holds something that is neither text nor a number")
    }
  }

  private static func text(_ value: Value?, _ name: String) throws(Failure) -> String? {
    guard let value, !value.isNull else { return nil }
    guard let text = value.asText, !text.isEmpty else { throw .usage("'\(name)' is not text") }
    return text
  }
}
