import Bytes
import Codecs
import Ledger
import Projections
import Study

extension Story {
  /// A study in which nearly everything happens that can.
  static func wholeStudy() throws -> Story {
    var story = try begun()
    try story.levelA()
    try story.amended()
    story.ended()
    return story
  }

  /// Registered, required, and its first runs planned.
  private static func begun() throws -> Story {
    var story = Story()
    story.tell(
      "register_study",
      [(wine, .studyRegistered(StudyRegistered(plan: try plan(), file: pin("wine.yaml"))))])
    let disk = CheckResult(
      name: "disk", observed: 1e9, comparison: .greaterOrEqual, threshold: 1e8, verdict: .pass,
      problem: nil)
    story.tell(
      "check_requirements",
      [
        (
          wine,
          .gateEvaluated(
            GateEvaluated(
              subject: "wine", stage: nil, unit: nil, gate: "requires", checks: [disk],
              verdict: .pass, evidence: "host"))
        ),
        planned("A-study", seed: 7, scope: .study), planned("A-s42", seed: 42),
        planned("A-s43", seed: 43),
      ])
    story.tell("add_note", [(wine, .noteAdded(NoteAdded(text: "first try\nof many")))])
    return story
  }

  private mutating func levelA() throws {
    let run42 = Stream.run("wine", "A-s42")
    by("host")
    tell(
      "pin_run", [(run42, .runPinned(RunPinned(pins: ["host": "lab", "git": ["commit": "c0"]])))])
    tell("start_run", [(run42, .runStarted(RunStarted()))])
    work("A-s42", "k=3", accuracy: 0.9375, then: [Story.gate("A-s42", "k=3", 0.9375, .pass)])
    work(
      "A-s42", "k=5", outcome: .failed, exit: 75,
      then: [
        (
          run42,
          .stageRetried(
            StageRetried(
              stage: "classify", unit: "k=5", attempt: 2, cause: "exit:75",
              notBefore: Story.dawn + 20_000_000_000, counts: true))
        )
      ])
    work(
      "A-s42", "k=5", attempt: 2, why: "retry", accuracy: 0.75,
      then: [Story.gate("A-s42", "k=5", 0.75, .warn)])
    by("ada")
    tell(
      "accept_warning",
      [
        (
          run42,
          .warningAccepted(
            WarningAccepted(stage: "classify", unit: "k=5", gate: "quality", reason: "smoke, only"))
        ),
        (run42, .runEvaluated(RunEvaluated(metric: "accuracy", value: 0.84375))),
        (run42, .runFinished(RunFinished(verdict: .warn, elapsed: 3_703_703_670))),
      ])
    tell(
      "lock_run",
      [(run42, .runLocked(RunLocked(outputs: Digest.zero, reason: "run completed")))])
    violations()
  }

  private mutating func violations() {
    tell(
      "add_violation",
      [
        (
          .violation("wine", "v1"),
          .violationRecorded(
            ViolationRecorded(
              severity: .nonCritical, run: "A-s43", text: "timeout reached (60s)",
              action: "documented"))
        )
      ])
    tell(
      "add_violation",
      [
        (
          .violation("wine", "v2"),
          .violationRecorded(
            ViolationRecorded(
              severity: .critical, run: nil, text: "disk lost", action: "restored"))
        ),
        (Story.wine, .studyHalted(StudyHalted(reason: "violation v2", violation: "v2"))),
      ])
    tell(
      "resolve_violation",
      [(.violation("wine", "v2"), .violationResolved(ViolationResolved(resolution: "new disk")))])
    tell("resume_study", [(Story.wine, .studyResumed(StudyResumed(reason: "disk replaced")))])
    tell(
      "lock_run",
      [
        (
          .run("wine", "A-s42"),
          .commandRefused(CommandRefused(code: "locked", facts: ["run": "A-s42"]))
        )
      ])
  }

  private mutating func amended() throws {
    let run43 = Stream.run("wine", "A-s43")
    work("A-s43", "k=3", accuracy: 0.96875, then: [Story.gate("A-s43", "k=3", 0.96875, .pass)])
    work(
      "A-s43", "k=5",
      accuracy: 0.25,
      then: [
        Story.gate("A-s43", "k=5", 0.25, .fail),
        (
          run43,
          .stageBlocked(
            StageBlocked(
              stage: "classify", unit: "k=5", reason: "gate", evidence: "quality is FAIL",
              proposal: "leave out k=5", command: "runledger amend wine.yaml", escalated: false))
        ),
      ])
    by("ada")
    tell(
      "amend_study",
      [
        (
          Story.wine,
          .studyAmended(
            StudyAmended(
              plan: try Story.plan(limit: 0.125), file: pin("wine-2.yaml"),
              was: pin("wine.yaml").digest, revision: 2, postHoc: true,
              reason: "too strict, \"really\""))
        ),
        Story.planned(
          "A-s43", seed: 43, revision: 2,
          stale: [StaleUnit(stage: "classify", unit: "k=5", why: "gate changed", action: .judge)]),
        Story.gate("A-s43", "k=5", 0.9, .pass),
        (
          run43,
          .stageUnblocked(StageUnblocked(stage: "classify", unit: "k=5", reason: "amended"))
        ),
      ])
    work(
      "A-s43", "k=5", attempt: 2, why: "unblocked", accuracy: 0.90625,
      then: [
        Story.gate("A-s43", "k=5", 0.90625, .pass),
        (run43, .runEvaluated(RunEvaluated(metric: "accuracy", value: 0.9375))),
        (run43, .runFinished(RunFinished(verdict: .pass, elapsed: 3_703_703_670))),
      ])
  }

  private mutating func ended() {
    let study = Stream.run("wine", "A-study")
    by("ada")
    tell(
      "skip_stage",
      [(study, .stageSkipped(StageSkipped(stage: "summarise", unit: "", why: "--skip")))])
    tell(
      "grant_override",
      [
        (
          Story.wine,
          .overrideGranted(
            OverrideGranted(
              flag: "allow_fallback", value: true, scope: "A", reason: "a test, really"))
        ),
        (
          .candidate("wine", "c1"),
          .reserved(
            "candidate.registered", ["digest": .bytes(Digest.zero.bytes), "source": "A-s42"])
        ),
      ])
    tellErased("add_note", .run("wine", "A-s43"), type: "note.added")
    tell(
      "claim_work",
      [
        (Story.wine, .levelReached(LevelReached(level: "B", from: "A"))),
        Story.planned("B-s44", level: "B", seed: 44),
      ])
    tell(
      "decide",
      [
        (
          Story.wine, .decisionMade(DecisionMade(choice: .stop, rationale: "good enough"))
        ),
        (Story.wine, .studyClosed(StudyClosed(closing: .stopped, rationale: "good enough"))),
      ])
  }
}
