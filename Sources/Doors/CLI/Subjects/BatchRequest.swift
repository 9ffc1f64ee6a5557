import Codecs
import Definitions
import Ledger
import Runtime
import StageKit
import Study

/// The batch that a command line asks for: a new one, or the one that is open.
struct BatchRequest {
  static let options: [Option] = [
    .value("batch", nil, "BATCH", "declare this batch of a sweep: bYYYYMMDD-HHMM-INTENT-vNN"),
    .values("axis", nil, "NAME=V,V", "what the batch varies, instead of the study's axes"),
    .value("seeds", nil, "N,N", "its seeds, instead of the study's"),
    .flag("factorial", nil, "run all combinations of its axes"),
    .flag("yes", "y", "declare it even if it has more than 100 runs"),
  ]

  private let arguments: ParsedArguments
  private let plan: Plan
  private let states: States
  private let now: Int64
  private let secret: [UInt8]?

  /// `secret` is what the seeds of an agent-safe study are drawn from; without it they stay
  /// unknown, so that nobody can look at them before the candidate is recorded.
  init(
    _ arguments: ParsedArguments, _ plan: Plan, _ states: States, now: Int64,
    secret: [UInt8]? = nil
  ) {
    self.secret = secret
    self.arguments = arguments
    self.plan = plan
    self.states = states
    self.now = now
  }

  /// Whether the command line says anything of a batch.
  static func isGiven(_ arguments: ParsedArguments) -> Bool {
    ["batch", "axis", "seeds", "factorial"].contains { arguments.has($0) }
  }

  /// The command that declares the batch; nil where one is open, or no batch was asked for and
  /// there was one.
  func command() throws -> (any Command)? {
    guard let declared = plan.declaredBatch else {
      if Self.isGiven(arguments) {
        throw Failure.usage("study '\(plan.study)' is not a sweep, so it has no batches")
      }
      return nil
    }
    let study = states.study(plan.study)
    let former = study?.batch
    if former != nil, !Self.isGiven(arguments) { return nil }
    // The same command goes on with the batch that it declared, and finds nothing left in the end.
    let isChanged = ["axis", "seeds", "factorial", "param"].contains { arguments.has($0) }
    if let former, arguments.value("batch") == former,
      !isChanged || states.batch(plan.study, former)?.isClosed == false
    {
      return nil
    }
    var manifest = BatchManifest(
      batch: arguments.value("batch") ?? identifier(), axes: try axes() ?? declared.axes,
      seeds: try seeds() ?? declared.seeds)
    manifest.number = (former.flatMap { states.batch(plan.study, $0)?.manifest.number } ?? 0) + 1
    manifest.objective = arguments.reason.isEmpty ? plan.objective : arguments.reason
    manifest.scenario = declared.scenario
    manifest.config = declared.config
    manifest.isFactorial = declared.isFactorial || arguments.has("factorial")
    manifest.overrides = try overrides()
    manifest.isLarge = arguments.has("yes")
    if let safe = plan.agentSafe {
      guard let candidate = states.candidate(of: plan, manifest.overrides) else { return nil }
      if arguments.has("seeds") || arguments.has("axis") || arguments.has("factorial") {
        throw Failure(
          "out_of_order",
          "study '\(plan.study)' is agent-safe: its seeds and axes cannot be chosen",
          hint: "leave out --seeds, --axis and --factorial", exit: .guarded)
      }
      if let secret {
        manifest.draw(candidate, safe, secret: secret)
      } else {
        manifest.seeds = []
        manifest.draw = candidate
      }
    }
    if former == manifest.batch, let known = states.batch(plan.study, manifest.batch)?.manifest {
      manifest.number = known.number
      manifest.objective = known.objective
      manifest.isLarge = known.isLarge
      if manifest == known { return nil }
    }
    return DeclareBatch(study: plan.study, manifest)
  }

  /// What is legal in a batch and probably not meant: values of another kind than the study's own.
  static func warnings(about manifest: BatchManifest, of plan: Plan) -> [String] {
    let values =
      manifest.axes.flatMap { axis in axis.values.map { (axis.name, $0) } }
      + manifest.overrides.map { ($0.name, $0.value) }
    var warnings: [String] = []
    for (name, value) in values {
      let parameter = plan.params.first { $0.name == name }
      guard let difference = parameter?.difference(from: value) else { continue }
      warnings.append("\(difference) here, '\(value.plainText)'")
    }
    return warnings
  }

  /// `b<now>-baseline-v01`, or the next number that is free.
  private func identifier() -> String {
    let digits = RFC3339.formatSeconds(nanoseconds: now).filter { ("0"..."9").contains($0) }
    var number = 1
    while true {
      let name =
        "b\(digits.prefix(8))-\(digits.dropFirst(8).prefix(4))-baseline-v"
        + (number < 10 ? "0\(number)" : "\(number)")
      if states.batch(plan.study, name) == nil { return name }
      number += 1
    }
  }

  private func axes() throws -> [Axis]? {
    guard arguments.has("axis") else { return nil }
    return try arguments.pairs("axis").map { name, text in
      Axis(
        name: name,
        values: try text.split(separator: ",").map { try ParameterText.value(String($0)) })
    }
  }

  private func seeds() throws -> [Int64]? {
    guard let text = arguments.value("seeds") else { return nil }
    return try text.split(separator: ",").map { word in
      guard let seed = Int64(word) else {
        throw Failure.usage("'--seeds' takes whole numbers with commas between, not '\(text)'")
      }
      return seed
    }
  }

  private func overrides() throws -> [Parameter] {
    try arguments.pairs("param").map { name, text in
      guard let known = plan.params.first(where: { $0.name == name }) else {
        throw Subjects.missing(
          "parameter", name, among: plan.params.map(\.name), where: "study '\(plan.study)'")
      }
      return Parameter(name: name, value: try ParameterText.value(text), bypass: known.bypass)
    }
  }
}
