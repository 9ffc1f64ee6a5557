import StageKit
import YAML

/// Adds what a scenario asks of people before it happens.
enum ExtendStep: Step {
  static let name = "extend"
  static let summary = "add the attributes a scenario needs: population.yaml"
  static let options: [Option] =
    [
      .value("output", "o", "FILE", "where population.yaml goes"),
      .value("scenario", "s", "TEXT", "what happens; - reads standard input"),
      .value("scenario-file", nil, "FILE", "the text, from a file or - for standard input"),
      .value("attributes", nil, "FILE", "custom attributes instead of a template"),
      .value("catalogue", nil, "FILE", "custom templates"),
      .flag("yes", nil, "skip the questions to a person"), Preconditions.option,
    ] + ModelAccess.options
  static let operands = 1...1

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let output = try call.required("output")
    let file = try call.operand(0, "base.yaml")
    guard
      let text = try call.text(
        call.arguments.value("scenario"), file: call.arguments.value("scenario-file"))?.trimmed,
      !text.isEmpty
    else { throw .usage("the scenario is missing", hint: "give -s TEXT or --scenario-file FILE") }
    let base = try PopulationSpec(path: call.path(file), as: file)
    let settings = try StandingSettings(call.environment, directory: call.directory)
    let study = try Preconditions(call, settings, file: base.study)
    let names = base.attributes.map(\.name)
    var correlations = base.node["correlations"]?.asSequence ?? []
    var authors: [(String, Node?)] = []
    var templates = (base.node["meta"]?["templates"]?.asSequence ?? []).compactMap(\.asText)
    let new: [Node]
    var isConfirmed = false
    let provider = settings.value("pipeline.provider", given: call.arguments.value("provider"))
    if let file = call.arguments.value("attributes") {
      let own = try SpecBuilder.attributes(file: call.path(file), as: file)
      new = own.attributes
      correlations += own.correlations
    } else if !provider.value.isEmpty {
      let access = try ModelAccess(call, settings, ModelPrices(), zone: "pipeline")
      var author = ModelAuthor(
        try access.chat(call, study, keptIn: ModelAccess.exchanges(of: output)), access.pivotal)
      let question = "Population: \(base.description)\nWhat is to happen: \(text)"
      let sketches = try author.select(question, beside: names)
      try SpecOutput.confirm(sketches.map { ($0.name, $0.description) }, call)
      isConfirmed = true
      new = try author.describe(sketches, of: question, beside: base.attributes.map(\.node))
      authors = SpecOutput.authors(access)
      try SpecOutput.report(author, call)
    } else {
      let catalogue = try Catalogue(call, settings)
      guard let template = Catalogue.matches(text, among: catalogue.scenarios).first else {
        let names = catalogue.scenarios.map {
          "\($0.name) (\($0.keywords.prefix(4).joined(separator: ", ")))"
        }
        throw SpecOutput.unclear([
          "what changes, for whom, and when? there are templates of "
            + names.joined(separator: ", ") + "; or give --attributes FILE"
        ])
      }
      new = template.attributes
      templates.append(template.name)
    }
    // By name: what the base says wins.
    let added = new.filter { !names.contains($0["name"]?.asText ?? "") }
    var meta: [(String, Node?)] = []
    for (key, value) in base.node["meta"]?.asMapping ?? [] {
      let key = key.asText ?? ""
      let isReplaced = authors.contains { $0.0 == key }
      if !["scenario_description", "templates"].contains(key), !isReplaced {
        meta.append((key, value))
      }
    }
    meta += authors
    meta.append(("templates", .list(templates.map(Node.text))))
    meta.append(("scenario_description", .text(text)))
    let assumptions = (base.node["assumptions"]?.asSequence ?? []).compactMap(\.asText)
    let built = try SpecBuilder.population(
      meta: meta, attributes: base.attributes.map(\.node) + added, assumptions: assumptions,
      others: [("correlations", .unlessEmpty(correlations)), ("study", study.node)])
    let addedNames = added.compactMap { $0["name"]?.asText }
    let addedAttributes = built.spec.attributes.filter { addedNames.contains($0.name) }
    if !isConfirmed {
      try SpecOutput.confirm(addedAttributes.map { ($0.name, $0.description) }, call)
    }
    return try SpecOutput.finish(
      built.spec, built.warnings, to: output, gate: "2", added: addedAttributes, call)
  }
}
