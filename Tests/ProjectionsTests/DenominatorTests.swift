import Bytes
import Codecs
import Ledger
import Projections
import Study
import TestKit
import Testing

/// What a report begins with: every slot counted once.
@Suite struct DenominatorTests {
  /// The numbers of the report's first sentence, in its order.
  private func sentence(_ trial: Trial) throws -> String {
    let files = try Exporter(trial.story.record, root: "").files(of: "trial")
    let report = try #require(files.first { $0.path == "trial/report.md" })
    let lines = String(decoding: report.bytes, as: UTF8.self).split(separator: "\n")
    return String(try #require(lines.first { $0.contains(" registered + ") }))
  }

  private func numbers(_ sentence: String) -> [Int] {
    sentence.split { !$0.isNumber }.compactMap { Int($0) }
  }

  @Test func `a study says what became of everything that was planned`() throws {
    #expect(
      try sentence(Trial.whole())
        == "8 registered + 0 added - 0 withdrawn = 8 planned: 2 analysed, 1 unpaired, 2 rejected, "
        + "0 excluded by rule, 1 excluded post hoc, 0 failed, 0 abandoned, 1 under way, "
        + "1 not started; 8 runs (1 corrected), 22 attempts (0 retried), 0 amendments.")
  }

  @Test func `slots of an amendment are added, and those that it takes away withdrawn`() throws {
    var trial = Trial()
    let plan = try Trial.plan()
    trial.begin(plan)
    var changed = plan
    changed.design.paired?.pairs = 3
    changed.design.paired?.tasks.removeLast()
    trial.story.tell(
      "amend_study",
      [
        (
          Trial.study,
          .studyAmended(
            StudyAmended(
              plan: changed, file: FilePin(path: "study.yaml", digest: .zero, size: 1),
              was: .zero, revision: 2, postHoc: false, reason: "one task less"))
        ),
        (
          Trial.study,
          .scheduleDrawn(
            ScheduleDrawn(
              round: 1, reason: "revision 2 of the plan", slots: changed.pairSlots(round: 1)))
        ),
      ])
    let found = numbers(try sentence(trial))
    #expect(found.prefix(4) == [8, 2, 4, 6] && found.last == 1)
    #expect(found[12] == 6, "nothing was started")
  }

  @Test func `two identities hold over random histories`() throws {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<40 {
      let (trial, begun, replaced) = try history(&random)
      let found = numbers(try sentence(trial))
      let (registered, added, withdrawn, planned) = (found[0], found[1], found[2], found[3])
      let classes = found[4..<13]
      let (runs, corrected, attempts, retried) = (found[13], found[14], found[15], found[16])
      #expect(planned == registered + added - withdrawn)
      #expect(planned == classes.reduce(0, +))
      #expect(runs == planned - (classes.last ?? 0) + corrected)
      #expect(runs == begun && corrected == replaced)
      #expect(attempts >= retried && attempts >= runs)
    }
  }

  /// A study in which anything may have happened to any run: how many were begun, and replaced.
  private func history(
    _ random: inout SeededGenerator
  ) throws -> (Trial, begun: Int, replaced: Int) {
    var trial = Trial()
    let plan = try Trial.plan()
    trial.begin(plan)
    let schedule = plan.schedule(level: 0, round: 1).filter { $0.scope == .run }
    var (begun, replaced) = (0, 0)
    for place in stride(from: 0, to: schedule.count, by: 2) {
      var ended: [String] = []
      for run in [schedule[place], schedule[place + 1]] {
        let fate = Int.random(in: 0..<6, using: &random)
        if fate == 0 { continue }
        trial.plan(run)
        begun += 1
        if fate == 1 {
          trial.story.tell("start_run", [(.run("trial", run.id), .runStarted(RunStarted()))])
          trial.work(run.id, "init", [:], outcome: .failed)
          if Bool.random(using: &random) { trial.work(run.id, "init", [:], attempt: 2) }
          continue
        }
        trial.execute(run.id)
        ended.append(run.id)
        if fate == 2 {
          let isPostHoc = Bool.random(using: &random)
          trial.story.tell(
            "exclude_run",
            [
              (
                .run("trial", run.id),
                .runExcluded(RunExcluded(rule: "r", postHoc: isPostHoc, reason: "x"))
              )
            ])
        } else if fate == 3 {
          let correction = RunCorrected(by: "\(run.id)-v2", reason: "again")
          trial.plan(
            run, of: run.id, as: "\(run.id)-v2",
            with: [(.run("trial", run.id), .runCorrected(correction))])
          begun += 1
          replaced += 1
          ended.removeLast()
          if Bool.random(using: &random) {
            trial.execute("\(run.id)-v2")
            ended.append("\(run.id)-v2")
          }
        }
      }
      guard ended.count == 2, let pair = schedule[place].assignment.pair else { continue }
      let fact = Bool.random(using: &random) ? Trial.verified : Trial.rejected
      trial.story.tell("finish_stage", [fact(pair, ended)])
    }
    return (trial, begun, replaced)
  }
}
