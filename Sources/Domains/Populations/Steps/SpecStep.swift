import Files
import StageKit
import YAML

/// Describes a population: from a text and the templates, or from attributes of one's own.
enum SpecStep: Step {
  static let name = "spec"
  static let summary = "describe a population: base.yaml"
  static let options: [Option] =
    [
      .value("output", "o", "FILE", "where base.yaml goes"),
      .value("text-file", nil, "FILE", "the text, from a file or - for standard input"),
      .value("attributes", nil, "FILE", "custom attributes instead of a template"),
      .value("catalogue", nil, "FILE", "custom templates"),
      .value("size", nil, "N", "how many people (default: the first number in the text, or 1000)"),
      .flag("yes", nil, "skip the questions to a person"), Preconditions.option,
    ] + ModelAccess.options
  static let operands = 0...1

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let output = try call.required("output")
    let given = call.arguments.operands.first
    guard
      let text = try call.text(given, file: call.arguments.value("text-file"))?.trimmed,
      !text.isEmpty
    else {
      throw .usage("the text is missing", hint: "say who is meant: '500 commuters of Austin'")
    }
    let settings = try StandingSettings(call.environment, directory: call.directory)
    let study = try Preconditions(call, settings)
    let found = try source(text, call, settings, study, output)
    let asked = try call.arguments.int("size", in: 1...Int64(PopulationSpec.sizeMax)).map(Int.init)
    let size = asked ?? found.size ?? SpecBuilder.size(in: text)
    var assumptions = found.assumptions
    if asked == nil, found.size == nil, size == 1000, !text.contains("1000"),
      !text.contains("1,000")
    {
      assumptions.append("the text names no number of people: 1000 assumed")
    }
    let meta: [(String, Node?)] =
      [
        ("description", .text(text)), ("size", .int(size)),
        ("geography", found.geography.map(Node.text)), ("created_at", .null),
        ("version", .text("1.0")),
      ] + found.meta
    let built = try SpecBuilder.population(
      meta: meta, attributes: found.attributes, assumptions: assumptions,
      others: [("correlations", .unlessEmpty(found.correlations)), ("study", study.node)])
    if !found.isConfirmed {
      try SpecOutput.confirm(built.spec.attributes.map { ($0.name, $0.description) }, call)
    }
    return try SpecOutput.finish(built.spec, built.warnings, to: output, gate: "1", call)
  }

  /// Attributes, and what is known of where they come from.
  private struct Source {
    var attributes: [Node] = []
    var correlations: [Node] = []
    var meta: [(String, Node?)] = []
    var size: Int?
    var geography: String?
    var assumptions: [String] = []
    /// Whether a person has seen the attributes already.
    var isConfirmed = false
  }

  /// From a file of one's own, from a model where a provider is chosen, or from a template.
  private static func source(
    _ text: String, _ call: StepCall, _ settings: StandingSettings, _ study: Preconditions,
    _ output: String
  ) throws(StageError) -> Source {
    var source = Source()
    let provider = settings.value("pipeline.provider", given: call.arguments.value("provider"))
    if let file = call.arguments.value("attributes") {
      (source.attributes, source.correlations) = try SpecBuilder.attributes(
        file: call.path(file), as: file)
    } else if !provider.value.isEmpty {
      let access = try ModelAccess(call, settings, ModelPrices(), zone: "pipeline")
      var author = ModelAuthor(
        try access.chat(call, study, keptIn: ModelAccess.exchanges(of: output)), access.pivotal)
      let judged = try author.judge(text)
      guard judged.questions.isEmpty else { throw SpecOutput.unclear(judged.questions) }
      (source.size, source.geography) = (judged.size, judged.geography)
      let sketches = try author.select(text, beside: [])
      try SpecOutput.confirm(sketches.map { ($0.name, $0.description) }, call)
      source.isConfirmed = true
      source.attributes = try author.describe(sketches, of: text, beside: [])
      source.meta = SpecOutput.authors(access)
      try SpecOutput.report(author, call)
      return source
    } else {
      let catalogue = try Catalogue(call, settings)
      let questions = SpecBuilder.questions(text, catalogue)
      guard questions.isEmpty else { throw SpecOutput.unclear(questions) }
      let found = Catalogue.matches(text, among: catalogue.populations)
      source.attributes = found[0].attributes
      source.geography = "United States"
      source.meta = [
        ("catalogue", .text(catalogue.version)), ("catalogue_sha256", .text(catalogue.digest)),
        ("templates", .list([.text(found[0].name)])),
      ]
      if found.count > 1 {
        let others = found.dropFirst().map(\.name).joined(separator: ", ")
        source.assumptions.append("the text also speaks of \(others); taken as \(found[0].name)")
      }
    }
    return source
  }
}

/// Checks a population that was put together, and writes it.
enum SpecOutput {
  /// What has to be asked before a text is enough.
  static func unclear(_ questions: [String]) -> StageError {
    StageError(
      .invalid,
      "the text does not say enough:\n" + questions.map { "  \($0)" }.joined(separator: "\n"))
  }

  /// Shows attributes to a person.
  static func confirm(
    _ attributes: [(name: String, description: String)], _ call: StepCall
  ) throws(StageError) {
    try Confirmation.ask(
      "go on with these attributes?", attributes.map { "\($0.name): \($0.description)" }, call)
  }

  /// Who described the attributes, for `meta`.
  static func authors(_ access: ModelAccess) -> [(String, Node?)] {
    [("provider", .text(access.provider.name)), ("model", .text(access.pivotal))]
  }

  /// Reports what a model took.
  static func report(_ author: ModelAuthor, _ call: StepCall) throws(StageError) {
    try call.events.usage("input_tokens", Double(author.tokens.input), unit: "tokens")
    try call.events.usage("output_tokens", Double(author.tokens.output), unit: "tokens")
    call.say("the model read \(author.tokens.input) tokens and wrote \(author.tokens.output)")
  }

  /// Writes to the target when the population is valid, else beside it under `.invalid`.
  static func finish(
    _ spec: PopulationSpec, _ warnings: [String], to output: String, gate name: String,
    added: [Attribute] = [], _ call: StepCall
  ) throws(StageError) -> Int32 {
    let issues = SpecValidator.issues(of: spec)
    let errors = issues.filter { $0.severity == .error }
    var gate = PipelineGate(name)
    gate.none(
      "errors", errors.count,
      fix: errors.first.map { "mend \($0.location): \($0.message)" })
    if name == "1" {
      let weak = spec.attributes.count { ($0.grounding?.level ?? .low) == .low }
      gate.none(
        "outcome_leaks", leaks(spec.attributes),
        fix: "leave out the attributes that say what is to be found out")
      gate.atMost(
        "weak_share", Double(weak) / Double(max(1, spec.attributes.count)), warn: 0.5,
        fail: .infinity,
        fix: "give the attributes better sources")
    } else {
      gate.none("outcome_leaks", leaks(added), fix: "an attribute must be true before the event")
      gate.atMost(
        "stacked", Double(issues.count { $0.code == "MODIFIER_STACKING" }), warn: 0,
        fail: .infinity,
        fix: "lower the modifiers that stack")
      gate.atLeast(
        "added", Double(added.count), warn: 1, fail: 1,
        fix: "say in the scenario what it asks of people, or give --attributes")
    }
    try call.report("attributes", Double(spec.attributes.count))
    try gate.report(call)
    for warning in warnings { call.say("warning: \(warning)") }
    for issue in issues { call.say(issue.description) }
    guard errors.isEmpty else {
      let beside = invalidName(output)
      try call.write(beside, spec.node.document)
      throw .invalid(
        "the population is not valid: \(errors.count) errors; it was written to '\(beside)'")
    }
    try Confirmation.ask(
      "write '\(output)'?", ["\(spec.attributes.count) attributes, \(spec.size) people"], call)
    try call.write(output, spec.node.document)
    call.say("\(output): \(spec.attributes.count) attributes, \(spec.size) people")
    for line in gate.lines { call.say(line) }
    return 0
  }

  private static let outcomeWords = [
    "stance", "outcome", "decision", "position", "reaction", "response_to", "will_", "would_",
    "after_event", "intent_to",
  ]

  /// How many attributes are called like what a scenario is to find out.
  static func leaks(_ attributes: [Attribute]) -> Int {
    attributes.count { isLeak($0.name) }
  }

  /// Whether an attribute is called like what a scenario is to find out.
  static func isLeak(_ name: String) -> Bool {
    outcomeWords.contains { name.hasPrefix($0) || name.hasSuffix("_\($0)") }
  }

  private static func invalidName(_ output: String) -> String {
    guard let dot = output.lastIndex(of: "."), !output[dot...].contains("/") else {
      return output + ".invalid"
    }
    return output[..<dot] + ".invalid" + output[dot...]
  }
}
