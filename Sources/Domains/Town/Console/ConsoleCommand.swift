import Bytes
import Codecs
import Crypto
import Files
import StageKit

/// What somebody asks of a running town.
struct ConsoleCommand: Sendable {
  enum Mode: String, Sendable { case viewer, admin }

  var name = ""
  var args: [Value] = []
  var options = ValueMap()
  var commandID: String?
  var issuer: String?
  var mode = Mode.viewer
  /// When it is to be done; nil is at the next tick.
  var tick: Int?
  /// The entry of the record that holds it; nil where nobody recorded it.
  var sequence: Int?
  /// What a file that it names holds; read before the tick, because a tick reads no files.
  var attachment: Value?
  /// What proves who says it; never kept and never written.
  var token: String?
  /// Whether a token was asked for and not given.
  var isUnauthorized = false
  /// Why it cannot be read as a command.
  var problem: String?

  /// A line: an object of JSON where it begins with a brace, else words.
  static func parse(_ line: String, mode: Mode) -> ConsoleCommand {
    var command = ConsoleCommand()
    command.mode = mode
    if line.drop(while: \.isWhitespace).first == "{" {
      command.read(envelope: line)
    } else {
      command.read(words: line)
    }
    return command
  }

  private mutating func read(envelope line: String) {
    guard let map = (try? JSON.decode(Array(line.utf8), depthLimit: 16))?.asMap else {
      problem = "the line is no JSON object"
      return
    }
    if let mode = map["mode"], !mode.isNull {
      // A mode that nobody knows is the one that may least.
      self.mode = Mode(rawValue: mode.asText ?? "") ?? .viewer
    }
    issuer = map["issuer"]?.asText
    token = map["auth"]?.asMap?["token"]?.asText
    // A line of the audit that was turned away is turned away again.
    isUnauthorized = map["authorized"] == false
    tick = map["tick"]?.asInt.map { Int($0) }
    guard let name = (map["name"] ?? map["cmd"])?.asText, !name.isEmpty else {
      problem = "the command has no 'name'"
      return
    }
    self.name = name
    if let id = map["cmd_id"], !id.isNull {
      guard let text = id.asText, !text.isEmpty, text.utf8.count <= 200 else {
        problem = "'cmd_id' is no text of 1 to 200 bytes"
        return
      }
      commandID = text
    }
    if let args = map["args"], !args.isNull {
      guard let list = args.asArray else {
        problem = "'args' is no list"
        return
      }
      self.args = list
    }
    if let options = map["kwargs"], !options.isNull {
      guard let found = options.asMap else {
        problem = "'kwargs' is no object"
        return
      }
      self.options = found
    }
  }

  private mutating func read(words line: String) {
    guard var words = Self.split(line) else {
      problem = "a quote is open"
      return
    }
    guard !words.isEmpty else {
      problem = "the line is empty"
      return
    }
    name = words.removeFirst()
    while !words.isEmpty {
      let word = words.removeFirst()
      guard word.hasPrefix("--") else {
        args.append(Self.value(word))
        continue
      }
      let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1)
      guard let key = parts.first.map(String.init) else { continue }
      var value: Value
      if parts.count == 2 {
        value = Self.value(String(parts[1]))
      } else if let next = words.first, !next.hasPrefix("--") {
        value = Self.value(words.removeFirst())
      } else {
        value = true
      }
      if key == "reason" {
        // A reason is a sentence, also where quotes were lost on the way.
        var text = [value.asText ?? JSON.string(value)]
        while let next = words.first, !next.hasPrefix("--") { text.append(words.removeFirst()) }
        value = .text(text.joined(separator: " "))
      }
      take(key.replacing("-", with: "_"), value)
    }
  }

  private mutating func take(_ key: String, _ value: Value) {
    let text = value.asText ?? JSON.string(value)
    switch key {
    case "cmd_id": commandID = text
    case "issuer": issuer = text
    case "mode": mode = Mode(rawValue: text) ?? .viewer
    case "at_tick": tick = Int(text)
    default: options[key] = value
    }
  }

  /// Numbers, truth values and objects are read as such; everything else is a text.
  private static func value(_ word: String) -> Value {
    if let first = word.first, first == "{" || first == "[" || first == "-" || first.isNumber,
      let value = try? JSON.decode(Array(word.utf8), depthLimit: 16)
    {
      return value
    }
    return word == "true" ? true : word == "false" ? false : .text(word)
  }

  /// Words by spaces, with single and double quotes; nil when one is not closed.
  static func split(_ line: String) -> [String]? {
    var words: [String] = []
    var word = ""
    var isOpen = false
    var quote: Character?
    var depth = 0
    for character in line {
      if let open = quote {
        if character == open { quote = nil } else { word.append(character) }
      } else if depth > 0 || (character == "{" && !isOpen) {
        // An object is one word with everything in it.
        (isOpen, depth) = (true, depth + (character == "{" ? 1 : character == "}" ? -1 : 0))
        word.append(character)
      } else if character == "'" || character == "\"" {
        (quote, isOpen) = (character, true)
      } else if character.isWhitespace {
        if isOpen { words.append(word) }
        (word, isOpen) = ("", false)
      } else {
        word.append(character)
        isOpen = true
      }
    }
    guard quote == nil, depth <= 0 || !word.isEmpty else { return nil }
    if isOpen { words.append(word) }
    return words
  }

  /// What makes two commands under one id the same: name, arguments and options.
  var digest: String {
    let whole: Value = [
      "name": .text(name), "args": .array(args), "kwargs": .map(options),
    ]
    return SHA256.hash(JSON.encode(whole)).hex
  }
}

/// An answer, as callers read it and as it is kept.
struct ConsoleAnswer: Sendable {
  var command: ConsoleCommand
  var tick: Int
  var result: Value?
  var code: String?
  var message: String?
  var details: Value?
  var isRepeated = false

  var isOK: Bool { code == nil }

  /// What the caller gets.
  var value: ValueMap {
    var map: ValueMap = [
      "name": .text(command.name), "status": .text(isOK ? "ok" : "error"),
      "cmd_id": command.commandID.map { .text($0) } ?? .null,
      "issuer": command.issuer.map { .text($0) } ?? .null, "tick": .int(Int64(tick)),
      "latency_ms": .null,
    ]
    if let result { map["result"] = result }
    if let code {
      var error: ValueMap = ["code": .text(code), "message": .text(message ?? "")]
      error["details"] = details
      map["error"] = .map(error)
    }
    return map
  }

  /// A line of the audit: the answer with what was asked, so that it can be asked again.
  var audit: Value {
    var map = value
    map["args"] = .array(command.args)
    map["kwargs"] = .map(command.options)
    map["args_hash"] = .text(command.digest)
    map["mode"] = .text(command.mode.rawValue)
    map["event_seq"] = command.sequence.map { .int(Int64($0)) } ?? .null
    map["repeated"] = .bool(isRepeated)
    if command.isUnauthorized { map["authorized"] = false }
    return .map(map)
  }
}
