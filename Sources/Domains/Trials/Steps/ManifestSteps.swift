import Files
import StageKit

/// Writes a run's manifest and holds it against everything that it pins.
///
/// A study may hand over a manifest of its own as the input `manifest`; it is then validated and
/// passed on as it is.
enum ValidateManifestStep: TrialStep {
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
    try context.events.metric("manifest_errors", Double(problems.count))
    for problem in problems { try context.events.note("\(problem.name): \(problem.detail)") }
    guard let first = problems.first else { return }
    let others = problems.count == 1 ? "" : " (and \(problems.count - 1) more in validation.json)"
    throw .invalid("the manifest is not valid: \(first.detail)\(others)")
  }
}

/// Verifies that the two runs of a pair differ in their variant only.
enum VerifyPairStep: TrialStep {
  static let name = "verify-pair"
  static let summary = "compare what must be identical within a pair"

  static func run(_ context: TrialContext) throws(StageError) {
    let pair = try require(
      context.pair, "stage '\(context.stage)' belongs to no pair; declare it per: pair")
    let verification = try PairVerification(
      pair: pair.id, manifests: context.input("manifests"),
      scorecards: context.optionalInput("scorecards"), runs: context.runs)
    try context.write("verification.json", verification.value)
    try context.events.metric("pair_valid", verification.isValid ? 1 : 0)
    for error in verification.errors { try context.events.note(error) }
    guard let first = verification.errors.first else { return }
    let count = verification.errors.count
    let others = count == 1 ? "" : " (and \(count - 1) more in verification.json)"
    throw .invalid("pair '\(pair.id)' is not valid: \(first)\(others)")
  }
}
