import Bytes
import Crypto
import StageKit

/// Compares the study's two variants, before anything is run.
enum ParityStep: TrialStep {
  static let name = "parity"
  static let summary = "compare the two variants before anything runs"

  static func run(_ context: TrialContext) throws(StageError) {
    let variants = context.paired?.variants ?? []
    try require(
      variants.count == 2,
      "stage '\(context.stage)' compares two variants; the study has \(variants.count)")
    var files: [VariantFile] = []
    for variant in variants {
      let (file, _) = try VariantFile.read(variant)
      guard try file.id == variant.id, try file.paradigm == variant.paradigm else {
        throw .invalid(
          "'\(variant.file)' calls itself '\(try file.id)' of paradigm '\(try file.paradigm)'; the "
            + "study calls it '\(variant.id)' of paradigm '\(variant.paradigm)'")
      }
      _ = try file.policy
      files.append(file)
    }
    let report = ParityReport(files[0], files[1])
    try context.write("parity.json", report.value)
    try context.report(metric: "parity", report.isPassed ? 1 : 0)
    for name in report.failures {
      try context.report(note: "the variants are not at parity in '\(name)'")
    }
  }
}
