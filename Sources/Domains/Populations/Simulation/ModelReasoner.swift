import Agents
import Codecs
import StageKit

/// Lets a language model make up people's minds: the pivotal model thinks in the person's place,
/// the routine model says what that means for every outcome.
struct ModelReasoner: Reasoner {
  let name = "llm"
  private(set) var usage = Usage()

  private let model: ChatModel
  private let pivotal: String
  private let routine: String
  private let scenario: Scenario
  private let table: AgentTable
  private let network: SocialNetwork
  private let persona: PersonaConfig?
  private let seed: Int64

  init(
    _ model: ChatModel, pivotal: String, routine: String, _ plan: SimulationPlan,
    persona: PersonaConfig?
  ) {
    self.model = model
    self.pivotal = pivotal
    self.routine = routine
    self.persona = persona
    scenario = plan.scenario
    table = plan.table
    network = plan.network
    seed = plan.seed
  }

  mutating func respond(to situations: [Situation]) throws(StageError) -> [Response?] {
    var responses: [Response?] = []
    for situation in situations { responses.append(try respond(to: situation)) }
    return responses
  }

  private mutating func respond(to situation: Situation) throws(StageError) -> Response? {
    guard
      let thought = try ask(
        pivotal, Self.thinking, prompt(situation), isPivotal: true, check: Self.problem)
    else { return nil }
    let percent = Self.percent(thought["conviction"]) ?? 0
    let statement = thought["public_statement"]?.asText
    var response = Response(
      sentiment: min(1, max(-1, thought["sentiment"]?.asDouble ?? 0)),
      conviction: Response.level(ofConviction: percent),
      willShare: thought["will_share"]?.asBool ?? false, position: -1, statement: statement,
      reasoning: thought["reasoning"]?.asText, outcomes: [:])
    let question =
      "A person said: \(thought["reasoning"]?.asText ?? "")\nIn public: \(statement ?? "")\n"
      + "Sentiment \(response.sentiment), conviction \(percent) of 100.\n\nGive a value for each:\n"
      + scenario.outcomes.map(Self.describe).joined(separator: "\n")
    let outcomes = scenario.outcomes
    // Without an answer here the thought still counts; it only holds no position.
    if let values = try ask(
      routine, Self.classifying, question, isPivotal: false,
      check: { Self.problem(in: $0, outcomes) })
    {
      response.outcomes = values
      if let decision = scenario.decision, let option = values[decision.name]?.asText,
        let place = decision.options.firstIndex(of: option)
      {
        response.position = Int16(place)
      }
    }
    return response
  }

  private mutating func ask(
    _ name: String, _ role: String, _ question: String, isPivotal: Bool,
    check: (ValueMap) -> String?
  ) throws(StageError) -> ValueMap? {
    do throws(ModelError) {
      let reply = try model.ask(
        name, [.init("system", role), .init("user", question)], seed: seed, check: check)
      if isPivotal {
        usage.calls += 1
        usage.pivotalIn += reply.inputTokens
        usage.pivotalOut += reply.outputTokens
      } else {
        usage.routineIn += reply.inputTokens
        usage.routineOut += reply.outputTokens
      }
      return reply.object
    } catch {
      if error.kind == .unusable { return nil }
      throw error.stageError
    }
  }

  // MARK: Words

  private static let thinking = """
    You are one person of a survey, described below. Say how you react to the event, in the first
    person. Answer with a JSON object: {"reasoning": text, "public_statement": text,
    "reasoning_summary": text, "sentiment": -1 to 1, "conviction": 0 to 100, "will_share": true or
    false}.
    """

  private static let classifying = """
    You classify what a person said. Answer with one JSON object that has a value for each outcome
    named.
    """

  private func prompt(_ situation: Situation) -> String {
    let row = table.rows[situation.agent]
    var lines: [String] =
      persona.map {
        PersonaText.lines($0, names: table.names, row: row, relevant: scenario.relevant)
      } ?? zip(table.names, row).map { "- \($0): \($1.text)" }
    lines += [
      "## The event", scenario.event.content, "Source: \(scenario.event.source)",
      "I heard of it \(situation.exposures) times, from \(situation.sources) people I know.",
    ]
    if !situation.peers.isEmpty {
      lines.append("## What people I know say")
      let options = scenario.decision?.options ?? []
      for peer in situation.peers {
        let position = peer.position < 0 ? "no position" : options[Int(peer.position)]
        lines.append(
          "- a \(network.types[peer.edgeType]): \(position), sentiment "
            + "\(Shown.number(peer.sentiment))"
        )
      }
    }
    if !situation.memories.isEmpty {
      lines.append("## What I thought before")
      for memory in situation.memories {
        lines.append(
          "- at \(memory.timestep): sentiment \(Shown.number(memory.sentiment)), "
            + Response.word(ofConviction: memory.conviction))
      }
    }
    return lines.joined(separator: "\n")
  }

  private static func describe(_ outcome: Scenario.Outcome) -> String {
    switch outcome.kind {
    case .categorical: "\(outcome.name): one of \(outcome.options.joined(separator: ", "))"
    case .boolean: "\(outcome.name): true or false"
    case .float:
      "\(outcome.name): a number from \(outcome.range?.low ?? -1) to \(outcome.range?.high ?? 1)"
    case .openEnded: "\(outcome.name): a text"
    }
  }

  // MARK: What cannot be used

  /// A conviction as a percentage; a fraction up to 1 is taken as one.
  static func percent(_ value: Value?) -> Int? {
    if let whole = value?.asInt, (0...100).contains(whole) { return Int(whole) }
    guard let number = value?.asDouble, number >= 0, number <= 100 else { return nil }
    return Int((number <= 1 ? number * 100 : number).rounded())
  }

  private static func problem(_ object: ValueMap) -> String? {
    for key in ["reasoning", "public_statement"] where object[key]?.asText == nil {
      return "'\(key)' is no text"
    }
    guard let sentiment = object["sentiment"]?.asDouble, abs(sentiment) <= 1 else {
      return "'sentiment' is no number from -1 to 1"
    }
    if percent(object["conviction"]) == nil { return "'conviction' is no number from 0 to 100" }
    return object["will_share"]?.asBool == nil ? "'will_share' is not true or false" : nil
  }

  private static func problem(in object: ValueMap, _ outcomes: [Scenario.Outcome]) -> String? {
    for outcome in outcomes where outcome.isRequired {
      guard let value = object[outcome.name], !value.isNull else {
        return "'\(outcome.name)' is missing"
      }
      switch outcome.kind {
      case .categorical:
        if !outcome.options.contains(value.asText ?? "") {
          return "'\(outcome.name)' is none of \(outcome.options.joined(separator: ", "))"
        }
      case .boolean: if value.asBool == nil { return "'\(outcome.name)' is not true or false" }
      case .float:
        let (low, high) = outcome.range ?? (-1, 1)
        guard let number = value.asDouble, number >= low, number <= high else {
          return "'\(outcome.name)' is no number from \(low) to \(high)"
        }
      case .openEnded: if value.asText == nil { return "'\(outcome.name)' is no text" }
      }
    }
    return nil
  }
}
