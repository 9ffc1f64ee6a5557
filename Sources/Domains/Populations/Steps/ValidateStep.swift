import Files
import StageKit

/// Checks a population or a scenario.
enum ValidateStep: Step {
  static let name = "validate"
  static let summary = "check a population or a scenario"
  static let options: [Option] = [
    .flag("strict", nil, "warnings count as errors"),
    .flag("reach", nil, "print how many people each rule applies to"),
  ]
  static let operands = 1...1

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let file = try call.operand(0, "FILE")
    let isScenario = ["scenario.yaml", "scenario.yml"].contains { end in
      PathName.lastComponent(file) == end || file.hasSuffix(".\(end)")
    }
    let issues: [Issue]
    if isScenario {
      let inputs = try SimulationInputs(call, file)
      let validator = inputs.validator
      issues = validator.issues
      if call.arguments.has("reach") {
        for reach in validator.reach {
          let people = reach.people.map { "\($0) of \(reach.count)" } ?? "not known"
          call.say("\(reach.location): \(people) people: \(reach.condition)")
        }
      }
      let gate = ScenarioGate.gate(inputs.scenario, validator)
      try gate.report(call)
    } else {
      issues = SpecValidator.issues(of: try PopulationSpec(path: call.path(file), as: file))
    }
    for issue in issues { call.say(issue.description) }
    let errors = issues.count { $0.severity == .error }
    let warnings = issues.count - errors
    call.say("\(file): \(errors) errors, \(warnings) warnings")
    return errors > 0 || call.arguments.has("strict") && warnings > 0 ? 1 : 0
  }
}
