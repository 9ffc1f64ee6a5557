import Agents
import Codecs
import StageKit
import YAML

/// Lets a language model describe a population: which attributes people have, and how each is
/// drawn.
///
/// Every answer is read and checked as a file would be; what is wrong with it is told to the model,
/// which tries again.
struct ModelAuthor {
  /// An attribute before anything is known of its numbers.
  struct Sketch {
    let name: String
    let kind: String
    let category: String
    let description: String
  }

  /// How many attributes are described in one answer.
  static let portion = 8
  /// How many attributes a population may get.
  static let counts = 5...40

  private let model: ChatModel
  private let name: String
  /// Tokens that were read and written.
  private(set) var tokens = (input: 0, output: 0)

  init(_ model: ChatModel, _ name: String) { (self.model, self.name) = (model, name) }

  /// Whether a text says enough: how many people, where, and what else has to be asked.
  mutating func judge(
    _ text: String
  ) throws(StageError) -> (size: Int?, geography: String?, questions: [String]) {
    let answer = try ask(
      """
      You judge whether a description of a population is enough to model it. Answer with a JSON \
      object: {"sufficient": true or false, "size": whole number or null, "geography": text or \
      null, "clarifications_needed": [questions]}.
      """, text
    ) { object in
      guard let isEnough = object["sufficient"]?.asBool else {
        return "'sufficient' is not true or false"
      }
      let hasQuestions = !(object["clarifications_needed"]?.asArray ?? []).isEmpty
      if !isEnough, !hasQuestions { return "'clarifications_needed' is empty" }
      guard let size = object["size"], !size.isNull else { return nil }
      let isFair = size.asInt.map { (1...Int64(PopulationSpec.sizeMax)).contains($0) } ?? false
      return isFair ? nil : "'size' is no whole number from 1 to \(PopulationSpec.sizeMax)"
    }
    let isEnough = answer["sufficient"]?.asBool ?? false
    let questions = (answer["clarifications_needed"]?.asArray ?? []).compactMap(\.asText)
    return (
      answer["size"]?.asInt.map(Int.init), answer["geography"]?.asText, isEnough ? [] : questions
    )
  }

  /// The attributes that a text asks for, beside those that there are.
  mutating func select(_ text: String, beside names: [String]) throws(StageError) -> [Sketch] {
    let kinds = Attribute.Kind.allCases.map(\.rawValue)
    let categories = Attribute.Category.allCases.map(\.rawValue)
    let least = names.isEmpty ? Self.counts.lowerBound : 1
    func sketches(_ object: ValueMap) -> [Sketch] {
      (object["attributes"]?.asArray ?? []).compactMap(\.asMap).map { map in
        func word(_ key: String) -> String { map[key]?.asText ?? "" }
        return Sketch(
          name: word("name"), kind: word("type"), category: word("category"),
          description: word("description"))
      }
    }
    let answer = try ask(
      """
      You choose the attributes of people that matter for a study, from \(least) to \
      \(Self.counts.upperBound), none of which is the outcome itself. Answer with a JSON object: \
      {"attributes": [{"name": snake_case, "type": \(kinds.joined(separator: " or ")), \
      "category": \(categories.joined(separator: " or ")), "description": text}]}.
      """,
      names.isEmpty
        ? text : "\(text)\n\nThese are there already: \(names.joined(separator: ", "))."
    ) { object in
      let found = sketches(object)
      guard (least...Self.counts.upperBound).contains(found.count) else {
        return "there are \(found.count) attributes"
      }
      for (place, sketch) in found.enumerated() {
        if !Attribute.isSnakeCase(sketch.name) { return "'\(sketch.name)' is not in snake_case" }
        if !kinds.contains(sketch.kind) { return "'\(sketch.kind)' is no type" }
        if !categories.contains(sketch.category) { return "'\(sketch.category)' is no category" }
        if names.contains(sketch.name)
          || found[..<place].contains(where: { $0.name == sketch.name })
        {
          return "'\(sketch.name)' stands twice"
        }
        if SpecOutput.isLeak(sketch.name) { return "'\(sketch.name)' is what is to be found out" }
      }
      return nil
    }
    return sketches(answer)
  }

  /// The attributes with their distributions and sources, some at a time.
  mutating func describe(
    _ sketches: [Sketch], of text: String, beside known: [Node]
  ) throws(StageError) -> [Node] {
    var nodes: [Node] = []
    let all = known.compactMap { $0["name"]?.asText } + sketches.map(\.name)
    for start in stride(from: 0, to: sketches.count, by: Self.portion) {
      let portion = sketches[start..<min(sketches.count, start + Self.portion)]
      let there = known + nodes
      let question =
        "\(text)\n\nAll attributes: \(all.joined(separator: ", ")).\n\nDescribe these:\n"
        + portion.map { "- \($0.name) (\($0.kind), \($0.category)): \($0.description)" }
        .joined(separator: "\n")
      var found: [Node] = []
      _ = try ask(Self.format, question) { object in
        do throws(StageError) {
          found = try Self.attributes(object, named: portion.map(\.name))
          return try Self.problem(with: found, beside: there)
        } catch {
          return error.message
        }
      }
      nodes += found
    }
    return nodes
  }

  private static let format = """
    You describe how attributes of people are drawn, from published figures where there are any. \
    Answer with a JSON object: {"attributes": [{"name", "type", "category", "description", \
    "sampling": {"strategy": independent or derived or conditional, "distribution": {"type": \
    normal or lognormal (mean, std, min, max) or uniform (min, max) or beta (alpha, beta) or \
    categorical (options, weights that sum to 1) or boolean (probability_true)}, "formula": of a \
    derived attribute, "depends_on": [names], "modifiers": of a conditional attribute [{"when": \
    condition, "multiply" and "add" of numbers, "weight_overrides": {option: weight} of \
    categories, "probability_override" of truth values}]}, "grounding": {"level": strong or \
    medium or low, "method": researched or extrapolated or estimated or computed, "source": \
    text}, "constraints": [{"type": hard_min or hard_max, "value": number}]}]}.
    """

  /// The attributes of an answer, read as a file is.
  private static func attributes(
    _ object: ValueMap, named names: [String]
  ) throws(StageError) -> [Node] {
    let nodes = try SourceFile.read(JSON.encode(.map(object)), as: "the answer") { item in
      let list = item.node["attributes"]?.asSequence ?? []
      for node in list {
        _ = Attribute(Item(node: node, name: "an attribute", path: "", problems: item.problems))
      }
      return list
    }
    let found = nodes.compactMap { $0["name"]?.asText }
    try require(
      found.count == names.count && names.allSatisfy(found.contains),
      "'attributes' has not exactly \(names.joined(separator: ", "))")
    return nodes
  }

  /// What is wrong with attributes among others; names that are still to come may be used.
  private static func problem(
    with nodes: [Node], beside known: [Node]
  ) throws(StageError) -> String? {
    let built = try SpecBuilder.population(
      meta: [("description", .text("an answer")), ("size", .int(1))], attributes: known + nodes,
      assumptions: [])
    let names = nodes.compactMap { $0["name"]?.asText }
    let errors = SpecValidator.issues(of: built.spec).filter { issue in
      issue.severity == .error && names.contains { issue.location.hasPrefix($0) }
    }
    return errors.isEmpty ? nil : errors.prefix(5).map(\.description).joined(separator: "; ")
  }

  private mutating func ask(
    _ role: String, _ question: String, check: (ValueMap) -> String?
  ) throws(StageError) -> ValueMap {
    do throws(ModelError) {
      let reply = try model.ask(
        name, [.init("system", role), .init("user", question)], seed: 1, check: check)
      tokens.input += reply.inputTokens
      tokens.output += reply.outputTokens
      return reply.object
    } catch {
      throw error.stageError
    }
  }
}
