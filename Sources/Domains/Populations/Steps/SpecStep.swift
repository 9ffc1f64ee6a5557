import Files
import StageKit
import YAML

/// Describes a population: from a text and the templates, or from attributes of one's own.
enum SpecStep: Step {
  static let name = "spec"
  static let summary = "describe a population: base.yaml"
  static let options: [Option] = [
    .value("output", "o", "FILE", "where base.yaml goes"),
    .value("text-file", nil, "FILE", "the text, from a file or - for standard input"),
    .value("attributes", nil, "FILE", "attributes of one's own instead of a template"),
    .value("catalogue", nil, "FILE", "templates of one's own"),
    .value("size", nil, "N", "how many people; else the first number of the text, else 1000"),
    .flag("yes", nil, "do not ask a person in between"),
  ]
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
    let catalogue = try Catalogue(path: call.arguments.value("catalogue").map { call.path($0) })
    var assumptions: [String] = []
    let attributes: [Node]
    var templates: [String] = []
    if let file = call.arguments.value("attributes") {
      attributes = try SpecBuilder.attributes(file: call.path(file), as: file)
    } else {
      let questions = SpecBuilder.questions(text, catalogue)
      guard questions.isEmpty else {
        throw StageError(
          .invalid,
          "the text does not say enough:\n" + questions.map { "  \($0)" }.joined(separator: "\n"))
      }
      let found = Catalogue.matches(text, among: catalogue.populations)
      templates = [found[0].name]
      attributes = found[0].attributes
      if found.count > 1 {
        let others = found.dropFirst().map(\.name).joined(separator: ", ")
        assumptions.append("the text also speaks of \(others); taken as \(found[0].name)")
      }
    }
    let asked = try call.arguments.int("size", in: 1...Int64(PopulationSpec.sizeMax)).map(Int.init)
    let size = asked ?? SpecBuilder.size(in: text)
    if asked == nil, size == 1000, !text.contains("1000"), !text.contains("1,000") {
      assumptions.append("the text names no number of people: 1000 assumed")
    }
    let meta: [(String, Node?)] = [
      ("description", .text(text)), ("size", .int(size)),
      ("geography", templates.isEmpty ? nil : .text("United States")), ("created_at", .null),
      ("version", .text("1.0")), ("catalogue", .text(catalogue.version)),
      ("catalogue_sha256", .text(catalogue.digest)), ("templates", .list(templates.map(Node.text))),
    ]
    let built = try SpecBuilder.population(
      meta: meta, attributes: attributes, assumptions: assumptions)
    try Checkpoint.ask(
      "go on with these attributes?", built.spec.attributes.map { "\($0.name): \($0.description)" },
      call)
    return try SpecOutput.finish(built.spec, built.warnings, to: output, gate: "1", call)
  }
}

/// Checks a population that was put together, and writes it.
enum SpecOutput {
  /// Writes to the target when the population is valid, else beside it under `.invalid`.
  static func finish(
    _ spec: PopulationSpec, _ warnings: [String], to output: String, gate name: String,
    added: [Attribute] = [], _ call: StepCall
  ) throws(StageError) -> Int32 {
    let issues = SpecValidator.issues(of: spec)
    let errors = issues.filter { $0.severity == .error }
    var gate = Gate(name)
    gate.none("errors", errors.count)
    if name == "1" {
      let weak = spec.attributes.count { ($0.grounding?.level ?? .low) == .low }
      gate.none("outcome_leaks", leaks(spec.attributes))
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
      gate.atLeast("added", Double(added.count), warn: 1, fail: 1)
    }
    try call.report("attributes", Double(spec.attributes.count))
    try gate.report(call)
    for warning in warnings { call.say("warning: \(warning)") }
    for issue in issues { call.say(issue.description) }
    guard errors.isEmpty else {
      let beside = invalidName(output)
      try call.write(beside, spec.node.document)
      throw StageError(
        .invalid,
        "the population is not valid: \(errors.count) errors; it was written to '\(beside)'")
    }
    try Checkpoint.ask(
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
    attributes.count { attribute in
      outcomeWords.contains { attribute.name.hasPrefix($0) || attribute.name.hasSuffix("_\($0)") }
    }
  }

  private static func invalidName(_ output: String) -> String {
    guard let dot = output.lastIndex(of: "."), !output[dot...].contains("/") else {
      return output + ".invalid"
    }
    return output[..<dot] + ".invalid" + output[dot...]
  }
}
