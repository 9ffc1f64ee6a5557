import Codecs
import Files
import Numerics
import StageKit

/// Plan 2: holds what plan 1 found against labels that are shuffled within each patient.
enum Plan2Step: EmbeddingStep {
  static let name = "plan2"
  static let summary = "compare the result with labels permuted within each patient"
  static let options =
    DataArguments.options + [
      .value("methods", nil, "M,M", "the methods (pca)"),
      .value("ks", nil, "K", "number of dimensions for every method (60)"),
      .value("selection", nil, "FILE", "k_selection.json of plan 0: the dimensions of each method"),
      .value("seed", nil, "N", "the seed (42)"),
      .value("folds", nil, "N", "folds of cross-validation (5)"),
      .value("alpha", nil, "X", "the strength of the L1 penalty (1)"),
      .value("permutations", nil, "N", "number of permutations, at least 20 (100)"),
      .flag("gate", nil, "exit with code 10 if the result is not better than chance"),
    ] + MethodSettings.options

  static func work(_ call: StepCall) throws(StageError) -> Int32 {
    let arguments = try DataArguments(call)
    let labels = try arguments.demandLabels()
    let words = call.arguments
    let seed = try words.int("seed", in: 0...Int64(Int32.max)) ?? 42
    let setup = CrossValidation(
      alphas: [try words.positives("alpha")?.first ?? 1],
      folds: Int(try words.int("folds", in: 2...1000) ?? 5), rounds: 1, seed: seed)
    let fewest = Int64(PermutationControl.fewest)
    let count = Int(try words.int("permutations", in: fewest...1_000_000) ?? 100)
    let counts = try KChoice(words, directory: call.directory)
    let settings = try MethodSettings(words)
    let algebra = try LinearAlgebra.opened()
    var table = CSVTable(["method", "k", "permutation", "auc", "observed"])
    var methods = ValueMap()
    var failed = 0
    var margins: [Double] = []
    for method in try words.methods(default: [.pca]) {
      guard let dimensions = counts.count(of: method) else {
        try call.events.skipped(method.rawValue, reason: "plan 0 chose no K for it")
        continue
      }
      if method.needsNonNegative { try arguments.data.demandNonNegative(method) }
      let embedding = try method.fit(
        arguments.data, count: dimensions, seed: seed, settings: settings, algebra)
      let control = PermutationControl(
        embedding.scores, labels, setup, .lasso, count: count, algebra)
      for (number, area) in control.shuffled.enumerated() {
        table.add([
          method.rawValue, "\(dimensions)", "\(number + 1)", "\(area)",
          CSVTable.cell(control.observed),
        ])
      }
      methods[method.rawValue] = control.value
      if !control.isPassed {
        try call.events.note(
          "\(method.rawValue): shuffled labels are told apart as well as the real ones",
          next:
            "leave '\(method.rawValue)' with genes '\(arguments.data.tag)' out: it tells nothing")
      }
      failed += control.isPassed ? 0 : 1
      margins.append((control.observed ?? .nan) - (control.percentile ?? .nan))
      try call.events.metric("observed_auc_\(method.rawValue)", control.observed ?? .nan)
      try call.events.metric("auc_p95_\(method.rawValue)", control.percentile ?? .nan)
    }
    try require(!margins.isEmpty, "no method has a K: nothing to control; look at the choice of K")
    let margin = margins.contains { $0.isNaN } ? .nan : margins.min() ?? .nan
    let summary: Value = [
      "tag": .text(arguments.data.tag), "uses_labels": .bool(arguments.data.usesLabels),
      "methods": .map(methods), "failed": .int(Int64(failed)),
      "smallest_margin": .double(margin), "verdict": .text(failed == 0 ? "PASS" : "FAIL"),
      "covers": .text(
        arguments.data.usesLabels
          ? "the classifier alone: the genes were chosen by the real labels"
          : "everything that looks at labels"),
    ]
    let place = PathName.join(arguments.output, "analysis/plan2/\(arguments.data.tag)")
    try StageFiles.write(PathName.join(place, "permutation.csv"), table.bytes)
    try StageFiles.write(
      PathName.join(place, "permutation_gate.json"), JSON.encode(summary, pretty: true))
    try call.events.metric("permutation_margin", margin)
    try call.events.metric("permutation_failed", Double(failed))
    return words.has("gate") && failed > 0 ? 10 : 0
  }
}
