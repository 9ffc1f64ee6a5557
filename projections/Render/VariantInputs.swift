import Codecs
import Study

/// `inputs/parameters.json` of a variant: what differs in it, and everything it was given.
struct VariantInputs {
  /// The content.
  let value: Value

  /// The inputs of a run of a batch; nil for any other.
  init?(run: RunView, plan: Plan?) {
    guard let planned = run.planned, planned.scope == .run, let batch = run.assignment?.batch else {
      return nil
    }
    var params = ValueMap()
    for parameter in planned.params { params[parameter.name] = parameter.value }
    var inputs = ValueMap()
    for input in plan?.inputs ?? [] {
      inputs[input.name] = .map([
        "pattern": .text(input.pattern), "digest": .text(Text.hash(input.digest)),
      ])
    }
    value = members(
      ("batch_id", .text(batch)),
      ("variant_id", .text("\(run.assignment?.variant ?? "")-s\(planned.seed)")),
      ("scenario_rev", plan?.design.sweep?.scenario.map { .text($0.revision) } ?? .null),
      ("config_rev", plan?.design.sweep?.config.map { .text($0.revision) } ?? .null),
      ("seed", .int(planned.seed)), ("parameters", .map(params)), ("inputs", .map(inputs)))
  }
}
