import StageKit

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
    try context.report(metric: "pair_valid", verification.isValid ? 1 : 0)
    for error in verification.errors { try context.report(note: error) }
    guard let first = verification.errors.first else { return }
    let count = verification.errors.count
    let others = count == 1 ? "" : " (and \(count - 1) more in verification.json)"
    throw .invalid("pair '\(pair.id)' is not valid: \(first)\(others)")
  }
}
