import Codecs
import StageKit

/// Whether repeats of an execution delivered the same files.
struct Reproducibility: Sendable, Equatable {
  /// One file that is not the same.
  struct Difference: Sendable, Equatable {
    enum Kind: String, Sendable {
      /// The first execution did not deliver it.
      case missingInReference = "missing_in_reference"
      /// The repeat did not deliver it.
      case missingInComparison = "missing_in_comparison"
      /// Both delivered it, with other bytes.
      case hashMismatch = "hash_mismatch"
    }

    let kind: Kind
    let path: String
    /// Which repeat: `repeat-1` is the first.
    let run: String
    let reference: String?
    let comparison: String?
  }

  /// Share of identical repeats; nil with too few executions.
  let score: Double?
  let differences: [Difference]
  let identicalRuns: Int
  let totalComparisons: Int

  /// Compares every repeat with the first execution.
  init(_ execution: ExecutionRecord, _ rubric: Rubric) throws(StageError) {
    let minimum = try rubric.fields.integer("minimum_runs")
    self.init(
      reference: execution.outputs, repeats: execution.repeats, minimumRuns: max(2, minimum))
  }

  /// Compares maps of path to digest; `minimumRuns` counts the reference.
  init(reference: [String: String], repeats: [[String: String]], minimumRuns: Int = 2) {
    var differences: [Difference] = []
    var identical = 0
    for (index, comparison) in repeats.enumerated() {
      let found = Self.differences(reference, comparison, run: "repeat-\(index + 1)")
      if found.isEmpty { identical += 1 }
      differences += found
    }
    self.differences = differences
    identicalRuns = identical
    totalComparisons = repeats.count
    score =
      repeats.count + 1 < minimumRuns ? nil : Double(identical) / Double(max(1, repeats.count))
  }

  /// The metric as the scorecard has it.
  var value: Value {
    var map: ValueMap = [
      "score": Value(orNull: score),
      "differences": .array(differences.map(\.value)),
      "identical_runs": .count(identicalRuns),
      "total_comparisons": .count(totalComparisons),
    ]
    if score == nil { map["reason"] = "insufficient_runs" }
    return .map(map)
  }

  private static func differences(
    _ reference: [String: String], _ comparison: [String: String], run: String
  ) -> [Difference] {
    let paths = Set(reference.keys).union(comparison.keys)
    return paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.compactMap { path in
      let (first, second) = (reference[path], comparison[path])
      guard first != second else { return nil }
      let kind: Difference.Kind =
        first == nil
        ? .missingInReference : second == nil ? .missingInComparison : .hashMismatch
      return Difference(kind: kind, path: path, run: run, reference: first, comparison: second)
    }
  }
}

extension Reproducibility.Difference {
  fileprivate var value: Value {
    [
      "type": .text(kind.rawValue), "path": .text(path), "run_id": .text(run),
      "ref_hash": Value(orNull: reference),
      "cmp_hash": Value(orNull: comparison),
    ]
  }
}
