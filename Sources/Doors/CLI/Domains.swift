import Embeddings
import Market
import Populations
import Projections
import StageKit
import Town
import Trials

/// The domains there are: a row each.
enum Domains {
  static let all: [any Domain.Type] = [
    Embeddings.self,
    Market.self,
    Population.self,
    Town.self,
    Trial.self,
  ]

  /// What they say of a run in its manifest.
  static let manifestRules = ManifestRules(
    Dictionary(
      uniqueKeysWithValues: all.map { domain in
        let rule: ManifestRules.Rule = { domain.complete($0, outputs: $1, stages: $2) }
        return (domain.section, rule)
      }))

  /// Whether a verb is a domain's.
  static func hasVerb(_ name: String) -> Bool { all.contains { name.hasPrefix("\($0.name) ") } }

  static func find(_ name: String) throws(Failure) -> any Domain.Type {
    if let domain = all.first(where: { $0.name == name }) { return domain }
    throw .usage(
      "there is no domain '\(name)'", hint: Hint.choice(name, among: all.map { $0.name }))
  }
}

extension Verb {
  /// A domain's verb as one of the program's: its request is carried out here.
  init(_ verb: DomainVerb, of domain: any Domain.Type) {
    self.init(
      name: "\(domain.name) \(verb.name)", summary: verb.summary, usage: verb.usage,
      details: verb.details, options: verb.options, example: verb.example,
      operands: verb.operands, writes: verb.writes,
      completes: verb.namesRuns ? .subjects : .files
    ) { invocation in
      try invocation.carryOut(verb.request(invocation.arguments), of: domain)
    }
  }
}

extension Invocation {
  /// Does what a domain's verb asks for.
  func carryOut(_ request: StageRequest, of domain: any Domain.Type) throws -> ExitCode {
    switch request {
    case .exec(let request): return try execute(request, of: domain)
    case .show(let step): return try run(step, stepWords, of: domain)
    case .runUntil(let stage, let selection): return try run(until: stage, selection)
    case .rerun(let selection, let stage, let params):
      return try rerun(selection, from: stage, params: params)
    case .tell(let selection, let stage, let text):
      return try tell(selection, stage: stage, text: text)
    case .lock(let selection, let reason): return try lock(selection, reason: reason)
    case .reproduce(let selection, let patterns):
      return try reproduce(selection, tolerate: patterns)
    case .pair(let selection): return try showPair(selection)
    }
  }

  /// Runs a step on the record where there is a ledger, and just runs it where there is none.
  private func execute(_ request: StepRequest, of domain: any Domain.Type) throws -> ExitCode {
    let words = request.words + stepWords
    do {
      _ = try locate()
    } catch {
      guard Failure(error).exit == .notFound, !arguments.has("ledger") else { throw error }
      return try run(request.step, words, of: domain)
    }
    var command = RecordedCommand(
      words: ["runledger", "simulate", domain.name, request.step] + words)
    command.inputs = request.files.inputs.map { EnvironmentPath.expand($0, environment) }
    command.outputs = request.files.outputs.map { EnvironmentPath.expand($0, environment) }
    command.optional = request.files.optional
    command.seed = request.files.seed
    command.stem = "\(domain.name)-\(request.step)"
    return try execute(command)
  }

  private func run(
    _ step: String, _ words: [String], of domain: any Domain.Type
  ) throws -> ExitCode {
    console.stdout.flush()
    let code = try domain.run(
      step: step, words, environment: environment, directory: directory)
    return ExitCode(rawValue: code)
  }

  /// The words of the command line that belong to the step: its own options, in their order, and
  /// the operands.
  private var stepWords: [String] {
    var words: [String] = []
    for option in verb.options {
      for value in arguments.values(option.name) {
        words.append("--\(option.name)")
        if option.takesValue { words.append(value) }
      }
    }
    let operands = arguments.operands
    return words + (operands.contains { $0.hasPrefix("-") && $0 != "-" } ? ["--"] : []) + operands
  }
}
