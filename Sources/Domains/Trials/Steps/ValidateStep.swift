import Files
import StageKit

/// Writes a run's manifest and holds it against everything that it pins.
///
/// A study may hand over a manifest of its own as the input `manifest`; it is then validated and
/// passed on as it is.
enum ValidateStep: TrialStep {
  static let name = "validate"
  static let summary = "check a run's manifest"
  static let reads = ["permissions", "evaluators", "agent"]

  static func run(_ context: TrialContext) throws(StageError) {
    let snapshot = try context.input("snapshot")
    let bytes: [UInt8]?
    if let given = context.optionalInput("manifest") {
      bytes = FileSystem.exists(given) ? try StageFiles.read(given) : nil
      if let bytes { try context.write("manifest.json", bytes) }
    } else {
      try context.write("manifest.json", Manifest(context: context, snapshot: snapshot).value)
      bytes = try StageFiles.read(context.path("manifest.json"))
    }
    let checks = ManifestValidator.checks(bytes, context, snapshot: snapshot)
    let problems = checks.problems
    try context.write("validation.json", checks.value)
    try context.report(metric: "manifest_errors", Double(problems.count))
    for problem in problems { try context.report(note: "\(problem.name): \(problem.detail)") }
    guard let first = problems.first else { return }
    let others = problems.count == 1 ? "" : " (and \(problems.count - 1) more in validation.json)"
    throw .invalid("the manifest is not valid: \(first.detail)\(others)")
  }
}
