import Codecs
import Testing

@testable import Trials

@Suite struct ReplayComparisonTests {
  @Test func `an identical replay is acceptable`() {
    let comparison = compare(Self.scores, Self.scores)
    #expect(comparison.classification == .acceptable)
    #expect(
      comparison.row == [
        "run-1", "run-1-replay", "TASK-001", "role-centric", "true", "true", "true", "true", "1.0",
        "0.0", "acceptable", "within all tolerances; no impact",
      ])
    #expect(comparison.row.count == ReplayComparison.header.count)
  }

  @Test func `runtime may differ by a fifth and not by more`() {
    #expect(compare(Self.scores, scores(runtime: 12)).classification == .acceptable)
    #expect(compare(Self.scores, scores(runtime: 8)).classification == .acceptable)
    let slow = compare(Self.scores, scores(runtime: 12.0001))
    #expect(slow.classification == .anomalous)
    #expect(slow.note == "out of tolerance: runtime; no known cause; touches runtime")
  }

  @Test func `reproducibility may differ by a twentieth and not by more`() {
    #expect(compare(Self.scores, scores(reproducibility: 0.95)).classification == .acceptable)
    #expect(compare(Self.scores, scores(reproducibility: 0.94)).classification == .anomalous)
    let absent = compare(Self.scores, scores(reproducibility: nil))
    #expect(absent.reproducibilityDelta == nil)
    #expect(absent.row[9] == "")
    #expect(absent.note.contains("reproducibility"))
  }

  @Test func `everything else has to be equal`() {
    let other = Scores(
      success: false, adherence: share(80), runtime: 10, clarifications: 3,
      reproducibility: share(1))
    let comparison = compare(Self.scores, other, outputs: ["outputs/a": "02"])
    #expect(comparison.row[4...7] == ["false", "false", "false", "false"])
    #expect(
      comparison.note
        == "out of tolerance: output hashes, success, adherence, clarifications; no known cause; "
        + "touches task_success, constraint_adherence, clarification_count")
  }

  @Test func `a known cause explains a difference`() {
    let comparison = compare(
      Self.scores, Self.scores, outputs: [:], causes: ["the agent is not deterministic"])
    #expect(comparison.classification == .explainable)
    #expect(
      comparison.note
        == "out of tolerance: output hashes; the agent is not deterministic; "
        + "no hypothesis rests on it")
  }

  @Test func `a runtime of zero has no ratio`() {
    let comparison = compare(scores(runtime: 0), scores(runtime: 0))
    #expect(comparison.runtimeRatio == nil)
    #expect(comparison.classification == .acceptable)
    #expect(compare(scores(runtime: 0), scores(runtime: 1)).classification == .anomalous)
  }

  private func compare(
    _ before: Scores, _ after: Scores, outputs: [String: String] = ["outputs/a": "01"],
    causes: [String] = []
  ) -> ReplayComparison {
    ReplayComparison(
      original: .init(run: "run-1", scores: before, outputs: ["outputs/a": "01"]),
      replay: .init(run: "run-1-replay", scores: after, outputs: outputs), task: "TASK-001",
      variant: "role-centric", causes: causes)
  }

  private func scores(runtime: Double = 10, reproducibility: Double? = 1) -> Scores {
    Scores(
      success: true, adherence: share(100), runtime: runtime, clarifications: 2,
      reproducibility: reproducibility.map(share))
  }

  private static let scores = Scores(
    success: true, adherence: share(100), runtime: 10, clarifications: 2, reproducibility: share(1))
}
