import Bytes
import Documents
import Study

/// What was tried in an agent-safe study: every candidate with its seeds and verdict, what was
/// repeated, and what such a study cannot see.
struct ReportCandidates {
  let study: StudyView

  func write(to text: inout Document) {
    guard let plan = study.plan, let safe = plan.agentSafe else { return }
    text.section("Candidates")
    text.paragraph(Prose(sentence(safe)))
    text.paragraph(
      """
      What judges has digest sha256:\(plan.judgesDigest.hex), since the registration. The seeds \
      of every candidate follow from it and from a secret whose digest is \
      sha256:\(safe.secret.hex); whoever has the ledger's key recomputes them with verify.
      """)
    text.lines(
      "candidates", "Every candidate, in the order proposed.",
      [
        "#number", "batch", "candidate", "verdict", "seeds of the baseline",
        "seeds of the candidate", "#repeated",
      ], study.batches.map(row), none: "Nothing was proposed yet.")
    text.paragraph(
      """
      Not seen: restarts inside one process, a file that is read by its path where a stage is not \
      confined, copies of the ledger, other ledgers, and what an evaluator needs that is not \
      registered.
      """)
  }

  private func sentence(_ safe: AgentSafePlan) -> String {
    let repeats = study.corrections.count { isSlot($0.run) }
    let retries = study.runs.filter { isSlot($0.id) }.reduce(0) { $0 + $1.counts.retries }
    let early = study.statements.count { $0.kind == "decision" && $0.text.hasPrefix("stop") }
    let amended = study.plans.count { $0.origin == .amended }
    return "\(study.batches.count) of \(safe.maxCandidates) candidates were proposed, each judged "
      + "at a level that is shared among \(safe.maxCandidates): "
      + "\(ReportText.count(amended, "amendment")), \(ReportText.count(early, "early end")), "
      + "\(ReportText.count(retries, "retry", "retries")), "
      + "\(ReportText.count(repeats, "repeat of a slot", "repeats of slots"))."
  }

  private func isSlot(_ run: String) -> Bool {
    study.run(run)?.planned?.scope == .run
  }

  private func row(_ batch: BatchView) -> [String] {
    let manifest = batch.manifest
    func list(_ seeds: [Int64]) -> String { seeds.map { "\($0)" }.joined(separator: " ") }
    let repeated = study.corrections.count { correction in
      isSlot(correction.run)
        && study.run(correction.run)?.assignment?.batch == manifest.batch
    }
    return [
      "\(manifest.number)", manifest.batch,
      manifest.draw.map { "\($0.candidate.hex.prefix(16))" } ?? "",
      batch.closed?.verdict.rawValue ?? "open", list(manifest.draw?.baselineSeeds ?? []),
      list(manifest.seeds), "\(repeated)",
    ]
  }
}
