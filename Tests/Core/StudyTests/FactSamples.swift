import Bytes
import Codecs
import Study

extension Fact {
  /// One fact of every type that the rules emit, with something in every field.
  static var samples: [Fact] { studies + runs + stages + statements + operations }

  private static var studies: [Fact] {
    let file = FilePin.sample()
    return [
      .studyRegistered(StudyRegistered(plan: .full, file: file)),
      .studyRevised(StudyRevised(plan: .full, file: file, was: .sample(2), revision: 2)),
      .studyAmended(
        StudyAmended(
          plan: .full, file: file, was: .sample(2), revision: 3, postHoc: true, reason: "why")),
      .scheduleDrawn(
        ScheduleDrawn(round: 2, reason: "again", slots: Plan.pairedSample.pairSlots(round: 2))),
      .studyHalted(StudyHalted(reason: "leak", violation: "v0001")),
      .studyResumed(StudyResumed(reason: "mended")),
      .studyClosed(StudyClosed(closing: .inconclusive, rationale: "0.4")),
      .levelReached(LevelReached(level: "B", from: "A")),
      .budgetExceeded(BudgetExceeded(what: "runtime", limit: 5, spent: 6)),
      .commandRefused(CommandRefused(code: "locked", facts: ["run": "s1"])),
    ]
  }

  private static var runs: [Fact] {
    [
      .runPlanned(
        RunPlanned(
          level: "A", index: 1, seed: 42, scope: .study, revision: 2, round: 1,
          params: Plan.full.params, assignment: Assignment(variant: "a", task: "T1"),
          bypasses: [.sample], of: "s1",
          stale: [StaleUnit(stage: "work", unit: "k=1", why: "changed", action: .judge)])),
      .runPinned(RunPinned(pins: ["git": ["commit": "abc"]])),
      .runStarted(RunStarted()),
      .runFinished(RunFinished(verdict: .warn, elapsed: 12)),
      .runEvaluated(RunEvaluated(metric: "accuracy", value: 0.5)),
      .runLocked(RunLocked(outputs: .sample(4), reason: "published")),
      .runCorrected(RunCorrected(by: "s1-v2", reason: "wrong input")),
      .runExcluded(RunExcluded(rule: "timeout", postHoc: true, reason: "never ended")),
      .reproductionCompared(ReproductionCompared(outcome: .tolerated, differences: ["runtime"])),
      .pairVerified(PairVerified(runs: ["a", "b"], facts: ["seed": 42])),
      .pairRejected(PairRejected(runs: ["a", "b"], differences: ["seeds differ"])),
    ]
  }

  private static var stages: [Fact] {
    var finished = StageFinished(id: .sample(), outcome: .timedOut, elapsed: 9)
    finished.exit = 1
    finished.signal = 9
    finished.processorTime = 8
    finished.memory = 7
    finished.outputs = [OutputRecord(path: "a", digest: .sample(5), size: 3, kept: true)]
    finished.observations = [
      Observation(gate: "g", check: "rows a", value: 3),
      Observation(gate: "g", check: "rows b", value: nil, problem: "no header"),
    ]
    finished.metrics = [MetricValue(name: "accuracy", value: 0.25)]
    finished.unread = 2
    finished.failure = "io"
    finished.error = "it broke"
    finished.logs = [OutputRecord(path: "stdout", digest: .sample(6), size: 0, kept: false)]
    return [
      .stageRequested(
        StageRequested(
          stage: "work", unit: "k=1", attempt: 2, recipe: .sample(7), why: "retry",
          bypassed: ["ignore"])),
      .stageStarted(
        StageStarted(
          id: .sample(), command: ["sh", "-c", "true"], pid: 12, processStart: 34, boot: "b",
          directory: "runs/s")),
      .stageObserved(StageObserved(id: .sample(), lines: [["metric": ["name": "loss"]]])),
      .stageFinished(finished),
      .stageRetried(
        StageRetried(
          stage: "work", unit: "", attempt: 2, cause: "timeout", notBefore: 99, counts: true)),
      .stageBlocked(blocked),
      .stageUnblocked(StageUnblocked(stage: "work", unit: "", reason: "mended")),
      .stageSkipped(StageSkipped(stage: "work", unit: "", why: "on request")),
    ]
  }

  private static var blocked: StageBlocked {
    var blocked = StageBlocked(
      stage: "work", unit: "", reason: "gate", evidence: "0.1", proposal: "mend it",
      command: "runledger amend", escalated: true)
    blocked.options = [.sample]
    blocked.recommendation = "A: it is the least"
    blocked.recipe = .sample(8)
    blocked.bypassed = ["ignore"]
    return blocked
  }

  private static var statements: [Fact] {
    let check = CheckResult(
      name: "metric accuracy", observed: 0.5, comparison: .greaterOrEqual, threshold: 0.85,
      verdict: .fail, problem: "too small")
    var gate = GateEvaluated(
      subject: "s1/work", stage: "work", unit: "k=1", gate: "quality", checks: [check],
      verdict: .fail, evidence: "attempt 1")
    gate.profile = "strict"
    gate.split = "test"
    return [
      .gateEvaluated(gate),
      .warningAccepted(WarningAccepted(stage: "work", unit: "", gate: "quality", reason: "fine")),
      .decisionMade(DecisionMade(choice: .proceed, rationale: "good")),
      .noteAdded(NoteAdded(text: "a note")),
      .violationRecorded(
        ViolationRecorded(severity: .nonCritical, run: "s1", text: "leak", action: "none")),
      .violationResolved(ViolationResolved(resolution: "mended")),
    ]
  }
}

extension GrantState {
  /// A grant with something in every field.
  static var sample: GrantState {
    GrantState(
      flag: "ignore", value: true, run: "s1", stage: "work",
      grantedAt: EventPosition(entry: 12, ordinal: 0))
  }
}

extension BlockOption {
  /// A way out with something in every field.
  static var sample: BlockOption {
    BlockOption(label: "A", action: "mend it", tradeOff: "costs a day", command: "runledger amend")
  }
}
