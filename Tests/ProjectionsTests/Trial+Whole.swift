import Bytes
import Codecs
import Ledger
import Projections
import Study

extension Trial {
  /// Four pairs: complete with a corrected run, rejected, excluded, and one of which only half was
  /// begun; then the report of the study's own stage.
  static func whole() throws -> Trial {
    var trial = Trial()
    let plan = try Trial.plan()
    trial.begin(plan)
    let schedule = plan.schedule(level: 0, round: 1)
    let runs = schedule.filter { $0.scope == .run }
    trial.plan(schedule[0])
    trial.corrected(runs[0], runs[1], schedule.first { $0.scope == .pair })
    for (place, fact) in [Trial.rejected, Trial.verified].enumerated() {
      let (first, second) = (runs[2 * place + 2], runs[2 * place + 3])
      trial.plan(first)
      trial.execute(first.id, success: 0)
      trial.plan(second)
      trial.execute(
        second.id, then: [fact(second.assignment.pair ?? "", [first.id, second.id])])
    }
    trial.said(excluded: runs[5].id, reproduced: runs[0].id)
    trial.plan(runs[6])
    trial.story.tell("start_run", [(.run("trial", runs[6].id), .runStarted(RunStarted()))])
    trial.work(
      runs[6].id, "execute", ["agent.log": "{}\n"], outcome: .timedOut)
    trial.work(
      schedule[0].id, "report",
      [
        "comparative-report.md": "# Comparative report\n", "figures/success.svg": "<svg/>\n",
        "progress.csv": "not the table\n",
      ])
    return trial
  }

  /// A pair whose first run is done again after a violation.
  private mutating func corrected(
    _ first: ScheduledRun, _ second: ScheduledRun, _ pair: ScheduledRun?
  ) {
    guard let pair, let name = first.assignment.pair else { return }
    plan(first)
    execute(first.id)
    plan(second)
    execute(second.id, success: 0.5, then: [Trial.verified(name, [first.id, second.id])])
    plan(pair)
    work(pair.id, "verify-pair", ["verification.json": "{\"valid\":true}\n"])
    story.tell(
      "add_violation",
      [
        (
          .violation("trial", "v0001"),
          .violationRecorded(
            ViolationRecorded(
              severity: .critical, run: first.id,
              text: "manifest validation failed - missing evaluator pin",
              action: "Fixed manifest template, re-ran as \(first.id)-v2"))
        )
      ])
    let correction = RunCorrected(by: "\(first.id)-v2", reason: "a missing pin, \"really\"")
    plan(
      first, of: first.id, as: "\(first.id)-v2",
      stale: [
        StaleUnit(stage: "execute", unit: "", why: "repeated from 'execute'", action: .redo),
        StaleUnit(stage: "evaluate", unit: "", why: "repeated from 'execute'", action: .redo),
      ], with: [(.run("trial", first.id), .runCorrected(correction))])
    execute(
      "\(first.id)-v2", success: 0.75,
      then: [Trial.verified(name, ["\(first.id)-v2", second.id])])
    story.tell(
      "resolve_violation",
      [(.violation("trial", "v0001"), .violationResolved(ViolationResolved(resolution: "re-run")))])
  }

  private mutating func said(excluded: String, reproduced: String) {
    story.tell(
      "exclude_run",
      [
        (
          .run("trial", excluded),
          .runExcluded(RunExcluded(rule: "timeout, twice", postHoc: true, reason: "cut short"))
        )
      ])
    story.tell(
      "compare_reproduction",
      [
        (
          .run("trial", reproduced),
          .reproductionCompared(
            ReproductionCompared(outcome: .tolerated, differences: ["runtime 3 % longer"]))
        )
      ])
  }
}
