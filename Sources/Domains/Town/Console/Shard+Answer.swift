import Bytes
import Codecs
import Crypto

extension Shard {
  /// Answers a command: parsed, let in, known, allowed, named, answered before, and only then done.
  ///
  /// A command that is not done changes nothing. An id that was used is answered as it was; with
  /// other arguments it is a conflict.
  mutating func answer(
    _ command: ConsoleCommand, _ rules: TownRules, _ policies: PolicyTable,
    _ output: inout TickOutput
  ) -> ConsoleAnswer {
    var answer = ConsoleAnswer(command: command, tick: state.world.tick)
    do throws(ConsoleProblem) {
      let verb = try admit(command)
      if let former = try former(command) {
        answer.result = former["result"]
        let error = former["error"]?.asMap
        answer.code = error?["code"]?.asText
        answer.message = error?["message"]?.asText
        answer.isRepeated = true
        return answer
      }
      answer.result = .map(try perform(verb, command, rules, policies, &output))
    } catch {
      (answer.code, answer.message) = (error.code, error.message)
      if error.code == "promotion_not_ready" { answer.details = state.promotion.status(rules) }
    }
    remember(answer)
    return answer
  }

  private func admit(_ command: ConsoleCommand) throws(ConsoleProblem) -> ConsoleVerb {
    if let problem = command.problem { throw ConsoleProblem("usage", problem) }
    if command.isUnauthorized {
      throw ConsoleProblem("unauthorized", "this shard asks for a token that it knows: --token-env")
    }
    guard let verb = ConsoleVerb.find(command.name) else { throw .unknown(command.name) }
    guard !verb.onlyLooks(command) else { return verb }
    guard command.mode == .admin else {
      throw ConsoleProblem(
        "forbidden", "'\(verb.name)' needs --mode admin, and an admin's token if one is asked")
    }
    guard command.commandID != nil else {
      throw ConsoleProblem("usage", "'\(verb.name)' needs a --cmd-id, so that it is done once")
    }
    return verb
  }

  private func former(_ command: ConsoleCommand) throws(ConsoleProblem) -> ValueMap? {
    guard let id = command.commandID,
      let known = answered.first(where: { $0.id == id })
    else { return nil }
    guard known.digest == command.digest else {
      throw ConsoleProblem("conflict", "cmd_id '\(id)' was used for another command")
    }
    return (try? JSON.decode(Array(known.answer.utf8)))?.asMap
  }

  /// Every command goes into the chain; only what was done keeps its id.
  private mutating func remember(_ answer: ConsoleAnswer) {
    let text = JSON.string(.map(answer.value))
    state.commandCount += 1
    state.commandChain = SHA256.hash(Array((state.commandChain + text).utf8)).hex
    guard answer.isOK, let id = answer.command.commandID else { return }
    answered.append(AnsweredCommand(id: id, digest: answer.command.digest, answer: text))
  }
}

/// The arguments of one command, read with errors that name the usage.
struct ConsoleArguments {
  let verb: ConsoleVerb
  let command: ConsoleCommand
  let world: TownWorld

  func word(_ index: Int) throws(ConsoleProblem) -> String {
    guard let word = optionalWord(index) else { throw .usage(verb) }
    return word
  }

  func optionalWord(_ index: Int) -> String? {
    guard index < command.args.count else { return nil }
    let value = command.args[index]
    if let text = value.asText { return text }
    return value.asInt.map { "\($0)" } ?? value.asBool.map { "\($0)" }
  }

  func number(_ index: Int, _ name: String, _ range: ClosedRange<Double>)
    throws(ConsoleProblem) -> Double
  {
    guard index < command.args.count else { throw .usage(verb) }
    return try Self.number(command.args[index], name, range)
  }

  static func number(_ value: Value, _ name: String, _ range: ClosedRange<Double>)
    throws(ConsoleProblem) -> Double
  {
    guard let number = value.asDouble, range.contains(number) else {
      throw ConsoleProblem(
        "invalid_args", "\(name) is a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func whole(_ index: Int, _ name: String, _ range: ClosedRange<Int>)
    throws(ConsoleProblem) -> Int
  {
    guard index < command.args.count else { throw .usage(verb) }
    return try Self.whole(command.args[index], name, range)
  }

  func option(_ name: String, _ fallback: Int, _ range: ClosedRange<Int>)
    throws(ConsoleProblem) -> Int
  {
    guard let value = command.options[name] else { return fallback }
    return try Self.whole(value, "--\(name)", range)
  }

  static func whole(_ value: Value, _ name: String, _ range: ClosedRange<Int>)
    throws(ConsoleProblem) -> Int
  {
    guard let number = value.asInt, range.contains(Int(clamping: number)) else {
      throw ConsoleProblem(
        "invalid_args", "\(name) is a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return Int(number)
  }

  func text(_ name: String) -> String? {
    guard let text = command.options[name]?.asText, !text.isEmpty else { return nil }
    return text
  }

  func agent(_ index: Int) throws(ConsoleProblem) -> Int {
    let id = try word(index)
    guard let agent = world.agent(id) else {
      throw ConsoleProblem("not_found", "nobody is called '\(id)'")
    }
    return agent
  }

  func isOn(_ index: Int) throws(ConsoleProblem) -> Bool {
    switch try word(index) {
    case "on", "true": return true
    case "off", "false": return false
    default: throw .usage(verb)
    }
  }

  func tile(_ index: Int, _ rules: TownRules) throws(ConsoleProblem) -> GridTile {
    let town = rules.config.town
    return GridTile(
      x: try whole(index, "x", 0...town.width - 1),
      y: try whole(index + 1, "y", 0...town.height - 1))
  }
}
