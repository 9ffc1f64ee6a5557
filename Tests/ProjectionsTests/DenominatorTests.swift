import Bytes
import Codecs
import Study
import TestKit
import Testing

@testable import Projections

/// Both identities of the denominator, over every beginning of histories and over random ones.
@Suite struct DenominatorTests {
  private func demand(_ study: StudyView, _ comment: String) {
    let one = Denominator(study)
    let classes = Denominator.Class.allCases.reduce(0) { $0 + one[$1] }
    #expect(one.slots.planned == classes, "\(comment): \(one.sentence)")
    #expect(
      one.slots.planned == one.slots.registered + one.slots.added - one.slots.withdrawn,
      "\(comment)")
    #expect(
      one.runs == one.slots.planned - one[.notStarted] + one.slots.corrected,
      "\(comment): \(one.sentence)")
    #expect(one.slots.attempts == one.slots.units + one.slots.retried, "\(comment)")
    #expect(one.slots.retried >= 0, "\(comment)")
  }

  @Test func `both identities hold after every entry of two histories`() throws {
    let stories = [
      ("wine", try Story.wholeStudy().record), ("trial", try Trial.whole().story.record),
    ]
    for (slug, record) in stories {
      var view = StudyView(slug: slug)
      for entry in record.entries {
        view.evolve(entry)
        demand(view, "\(slug) @\(entry.index)")
      }
    }
  }

  @Test func `both identities hold over random histories of runs`() throws {
    for seed in 0..<40 {
      var random = SeededGenerator(seed: UInt64(seed))
      var story = Story()
      var plan = try Story.plan()
      plan.levels = [
        LevelPlan(name: "A", seeds: [1, 2, 3, 4, 5]), LevelPlan(name: "B", seeds: [6]),
      ]
      story.tell(
        "register_study",
        [(Story.wine, .studyRegistered(StudyRegistered(plan: plan, file: pin("s.yaml"))))])
      var heads: [String] = []
      for step in 0..<60 {
        let pick = heads.isEmpty ? 0 : Int.random(in: 0..<9, using: &random)
        let run = heads.randomElement(using: &random) ?? ""
        let stream = Stream.run("wine", run)
        switch pick {
        case 0, 1:
          let id = "A-s\(Int.random(in: 1...7, using: &random))"
          if !heads.contains(where: { $0.hasPrefix(id) }) {
            heads.append(id)
            story.tell("claim_work", [Story.planned(id, seed: 1)])
          }
        case 2: story.tell("start", [(stream, .runStarted(RunStarted()))])
        case 3:
          story.tell(
            "finish",
            [
              (stream, .runStarted(RunStarted())),
              (stream, .runFinished(RunFinished(verdict: .pass, elapsed: 1))),
            ])
        case 4:
          let next = "\(run)-v\(step)"
          story.tell(
            "rerun",
            [
              (stream, .runCorrected(RunCorrected(by: next, reason: "x"))),
              Story.planned(next, seed: 1, of: run),
            ])
          heads.removeAll { $0 == run }
          heads.append(next)
        case 5:
          let isLate = Bool.random(using: &random)
          story.tell(
            "exclude",
            [(stream, .runExcluded(RunExcluded(rule: "r", postHoc: isLate, reason: "x")))])
        case 6:
          story.tell(
            "invalidate", [(stream, .runInvalidated(RunInvalidated(reason: "x", promotions: [])))])
        case 7:
          plan.levels[0].seeds = Array(plan.levels[0].seeds.dropFirst()) + [Int64(step + 10)]
          story.tell(
            "amend",
            [
              (
                Story.wine,
                .studyAmended(
                  StudyAmended(
                    plan: plan, file: pin("s.yaml"), was: .zero, revision: step + 2, postHoc: true,
                    reason: "x"))
              )
            ])
        default: story.work(run, "k=3", attempt: step + 1, accuracy: 0.9)
        }
        var view = StudyView(slug: "wine")
        for entry in story.record.entries { view.evolve(entry) }
        demand(view, "seed \(seed), step \(step)")
      }
    }
  }

  @Test func `what a replacement took over was begun once, and is no slot that waits`() throws {
    var story = Story()
    var plan = try Story.plan()
    plan.levels = [LevelPlan(name: "A", seeds: [1])]
    story.tell(
      "register_study",
      [(Story.wine, .studyRegistered(StudyRegistered(plan: plan, file: pin("s.yaml"))))])
    let first = Stream.run("wine", "A-s1")
    story.tell("claim_work", [Story.planned("A-s1", seed: 1)])
    story.tell("start", [(first, .runStarted(RunStarted()))])
    story.work("A-s1", "k=3", attempt: 1, accuracy: 0.9)
    story.tell("finish", [(first, .runFinished(RunFinished(verdict: .pass, elapsed: 1)))])
    story.tell(
      "amend",
      [
        (first, .runCorrected(RunCorrected(by: "A-s1-v2", reason: "revision 2 of the plan"))),
        Story.planned("A-s1-v2", seed: 1, of: "A-s1"),
        (
          .run("wine", "A-s1-v2"),
          .runFinished(RunFinished(verdict: .pass, elapsed: 0))
        ),
      ])
    var view = StudyView(slug: "wine")
    for entry in story.record.entries { view.evolve(entry) }
    demand(view, "a replacement that took over everything")
    let one = Denominator(view)
    #expect(one[.analysed] == 1 && one[.notStarted] == 0)
    #expect(one.runs == 2 && one.slots.corrected == 1)
    #expect(one.slots.attempts == 1 && one.slots.retried == 0)
  }
}
