public import Codecs

/// A row of a registry of runs, as another registry has it: what `import` takes over.
public enum ImportedRow {
  /// The columns, in the order of a registry.
  public static let columns = [
    "timestamp", "study", "batch_id", "variant_id", "scenario_rev", "config_rev", "seed", "status",
    "results_dir", "notes",
  ]

  /// The words for how a recorded run ended.
  public static let statuses = ["success", "failed", "interrupted", "gated"]

  /// The identifier that a row's run has here: `BATCH.VARIANT`.
  public static func identifier(_ facts: ValueMap) -> String {
    let batch = facts["batch_id"]?.asText ?? ""
    let variant = facts["variant_id"]?.asText ?? ""
    return batch.isEmpty ? variant : "\(batch).\(variant)"
  }

  /// What is wrong with a row, a sentence each; empty when it can be taken over.
  public static func problems(of facts: ValueMap) -> [String] {
    var problems: [String] = []
    func text(_ name: String) -> String { facts[name]?.asText ?? "" }
    for name in facts.map(\.key) where !columns.contains(name) {
      problems.append("there is no column '\(name)'")
    }
    if RFC3339.parse(text("timestamp")) == nil {
      problems.append("timestamp '\(text("timestamp"))' is not a time such as 2026-02-13T22:05:00Z")
    }
    if !Identifier.isSlug(text("study")) {
      problems.append("study '\(text("study"))' is not a slug")
    }
    let batch = text("batch_id")
    if !batch.isEmpty, !Identifier.isBatch(batch) {
      problems.append("batch_id '\(batch)' is not bYYYYMMDD-HHMM-INTENT-vNN")
    }
    let variant = text("variant_id")
    if !Identifier.isVariant(variant) {
      problems.append("variant_id '\(variant)' is not vr-AXIS-VALUE-sSEED")
    }
    for (name, kind) in [("scenario_rev", "scn"), ("config_rev", "cfg")] {
      let revision = text(name)
      if !revision.isEmpty, !Identifier.isRevision(revision, of: kind) {
        problems.append("\(name) '\(revision)' is not \(kind)-vNN")
      }
    }
    if let seed = facts["seed"]?.asInt {
      if Identifier.isVariant(variant), !variant.hasSuffix("-s\(seed)") {
        problems.append("seed \(seed) is not that of variant_id '\(variant)'")
      }
    } else {
      problems.append("seed '\(text("seed"))' is not a whole number")
    }
    if let problem = Identifier.problem(ofRun: identifier(facts)) { problems.append(problem) }
    if !statuses.contains(text("status")) {
      let words = statuses.joined(separator: ", ")
      problems.append("status '\(text("status"))' is not one of \(words)")
    }
    return problems
  }
}
