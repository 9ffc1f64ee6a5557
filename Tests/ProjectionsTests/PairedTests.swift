import Codecs
import Files
import Projections
import Study
import TestKit
import Testing

/// The tables of a paired study.
@Suite struct PairedTests {
  private let role = "run-0001-role-centric-TASK-001"
  private let goal = "run-0001-goal-centric-TASK-001"

  private func text(_ record: some StudyRecord, _ name: String, at size: UInt64? = nil) throws
    -> String?
  {
    let file = try Exporter(record, root: "").files(of: "trial", at: size)
      .first { $0.path == "trial/\(name)" }
    return file.map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  private func rows(_ text: String?) -> [String] {
    (text ?? "").split(separator: "\n").map(String.init)
  }

  /// Each word of a history, once for every time it changed.
  private func changes(_ words: [String]) -> [String] {
    words.enumerated().filter { $0.offset == 0 || words[$0.offset - 1] != $0.element }
      .map(\.element)
  }

  @Test func `a pair's row tells where it stands at every entry`() throws {
    let trial = try Trial.whole()
    let record = trial.story.record
    var history: [[String]] = [[], [], [], []]
    for size in 1...record.size() {
      for (place, row) in rows(try text(record, "progress.csv", at: size)).dropFirst().enumerated()
      {
        history[place].append(
          row.split(separator: ",", omittingEmptySubsequences: false)[4...]
            .joined(separator: ","))
      }
    }
    #expect(
      changes(history[0]) == [
        "pending,", "running,", "complete,2026-01-01T00:00:17Z", "running,",
        "complete,2026-01-01T00:00:29Z",
      ])
    #expect(changes(history[1]) == ["pending,", "running,", "rejected,"])
    #expect(
      changes(history[2]) == [
        "pending,", "running,", "complete,2026-01-01T00:01:02Z", "excluded,2026-01-01T00:01:02Z",
      ])
    #expect(changes(history[3]) == ["pending,", "running,"])
  }

  @Test func `a corrected run gives its place in the pair to the run that counts`() throws {
    let record = try Trial.whole().story.record
    let before = rows(try text(record, "progress.csv", at: 20))
    #expect(before[0] == "task_id,pair_id,run_id_role,run_id_goal,status,completed_at")
    #expect(before[1].hasPrefix("TASK-001,pair-0001,\(role),\(goal),complete,"))
    #expect(before[4].hasPrefix("TASK-002,pair-0004,run-0004-role-centric-TASK-002,run-0004-goal-"))
    let now = rows(try text(record, "progress.csv"))
    #expect(now[1].hasPrefix("TASK-001,pair-0001,\(role)-v2,\(goal),complete,"))
    #expect(
      try text(record, "corrections.csv") == """
        original,replacement,reason,timestamp
        \(role),\(role)-v2,"a missing pin, ""really""\",2026-01-01T00:00:22Z

        """)
    #expect(try text(record, "corrections.csv", at: 20) == nil)
  }

  @Test func `a comparison of runs that count no longer is none`() throws {
    var trial = try Trial.whole()
    let run = try #require(try Trial.plan().schedule(level: 0, round: 1).first { $0.id == goal })
    let correction = RunCorrected(by: "\(goal)-v2", reason: "again")
    trial.plan(
      run, of: goal, as: "\(goal)-v2", with: [(.run("trial", goal), .runCorrected(correction))])
    trial.execute("\(goal)-v2")
    let row = rows(try text(trial.story.record, "progress.csv"))[1]
    #expect(row == "TASK-001,pair-0001,\(role)-v2,\(goal)-v2,running,")
  }

  @Test func `the run columns are told apart by more than a first word where they must`() throws {
    var plan = try Trial.plan()
    plan.design.paired?.variants[0].name = "agent-a"
    plan.design.paired?.variants[1].name = "agent-b"
    var trial = Trial()
    trial.begin(plan)
    let header = rows(try text(trial.story.record, "progress.csv"))[0]
    #expect(header == "task_id,pair_id,run_id_agent-a,run_id_agent-b,status,completed_at")
  }

  @Test func `what a person said of a run goes before what its pair did`() throws {
    let said: [(EventData, String)] = [
      (.runInvalidated(RunInvalidated(reason: "so", promotions: [])), "invalidated"),
      (.reserved("run.abandoned", ["reason": "so", "target": "x"]), "abandoned"),
    ]
    for (event, status) in said {
      var trial = try Trial.whole()
      trial.story.tell("say", [(.run("trial", "\(role)-v2"), event)])
      let row = rows(try text(trial.story.record, "progress.csv"))[1]
      #expect(row.contains(",\(status),"))
    }
    var trial = try Trial.whole()
    let blocked = StageBlocked(
      stage: "execute", unit: "", reason: "failure", evidence: "exit 1", proposal: "look",
      command: nil, escalated: false)
    trial.story.tell(
      "block", [(.run("trial", "run-0004-role-centric-TASK-002"), .stageBlocked(blocked))])
    #expect(rows(try text(trial.story.record, "progress.csv"))[4].hasSuffix(",blocked,"))
  }

  @Test func `variant and task stand in the registry, and every slot in the schedule`() throws {
    let record = try Trial.whole().story.record
    let registry = rows(try text(record, "registry.csv"))
    #expect(registry[0] == "run_id,variant,task,timestamp,status")
    #expect(registry[1] == "\(role),role-centric,TASK-001,2026-01-01T00:00:22Z,corrected")
    // What is done for a pair or for the whole study is no run.
    #expect(registry.dropFirst().allSatisfy { $0.hasPrefix("run-") || $0.isEmpty })
    let slots = try Trial.plan().pairSlots(round: 1)
    let schedule = rows(try text(record, "schedule.csv"))
    #expect(
      schedule[0] == "slot,pair_index,task_id,pair_id,first_variant,second_variant,task_seed,"
        + "fault_seed,level")
    #expect(schedule.count == slots.count + 1)
    for (row, slot) in zip(schedule.dropFirst(), slots) {
      #expect(
        row == "\(slot.slot),\(slot.pairIndex),\(slot.task),\(slot.pair),\(slot.first),"
          + "\(slot.second),\(slot.taskSeed),\(slot.faultSeed),")
    }
  }

  @Test func `exclusions and reproductions are listed, quoted where they need it`() throws {
    let record = try Trial.whole().story.record
    #expect(
      try text(record, "exclusions.csv") == """
        run_id,pair_id,task_id,variant,rule,reason,kind,timestamp
        run-0003-role-centric-TASK-001,pair-0003,TASK-001,role-centric,"timeout, twice",cut short,\
        post_hoc,2026-01-01T00:01:03Z

        """)
    #expect(
      try text(record, "reproductions.csv") == """
        run_id,variant,task_id,pair_id,class,differences,timestamp
        \(role),role-centric,TASK-001,pair-0001,tolerated,runtime 3 % longer,2026-01-01T00:01:04Z

        """)
  }

  @Test func `a level's pairs follow those of the level before it`() throws {
    var pilot = LevelPlan(name: "pilot")
    pilot.pairs = 1
    pilot.tasks = ["TASK-001"]
    var trial = Trial()
    trial.begin(try Trial.plan(levels: [pilot, LevelPlan(name: "full")]))
    let rows = rows(try text(trial.story.record, "progress.csv"))
    #expect(
      rows.dropFirst().map { $0.split(separator: ",")[1] } == [
        "pilot-pair-0001", "pair-0001", "pair-0002", "pair-0003", "pair-0004",
      ])
  }

  @Test func `the report counts pairs by task and leads to the comparative report`() throws {
    let record = try KeptRecord(try Trial.whole())
    let report = try #require(try text(record, "report.md"))
    for line in [
      "| level | task | pairs | running | complete | rejected | excluded |",
      "| all | TASK-001 | 2 | 0 | 1 | 0 | 1 |", "| all | TASK-002 | 2 | 1 | 0 | 1 | 0 |",
      // Only the analysed pair counts, whatever the other runs say.
      "| all | all | 1 | 0.75 | 0.5 | \u{2212}0.25 |  |",
      "8 registered + 0 added \u{2212} 0 withdrawn = 8 planned: 2 analysed, 1 unpaired,",
      "[The comparative report: comparative-report.md](comparative-report.md)",
      "| run-0003-role-centric-TASK-001 | timeout, twice | post hoc | cut short | ada |",
    ] { #expect(report.contains(line), "\(line)") }
    let page = try #require(try text(record, "report.html"))
    #expect(page.contains("<a href=\"comparative-report.md\">"))
    try PageCheck.expectSound(page)
    try record.erase(Array("# Comparative report\n".utf8))
    #expect(try text(record, "report.md")?.contains("comparative-report.md)") == false)
  }

  @Test func `how the entries are handed over makes no difference to a paired study`() throws {
    let trial = try Trial.whole()
    let expected = try Exporter(trial.story.record, root: "").files(of: "trial")
    let directory = try TemporaryDirectory()
    var growing = MemoryRecord(origin: trial.story.record.origin)
    let source = GrowingRecord(growing)
    let live = try LiveExport(source, study: "trial", root: directory.path)
    for (index, entry) in trial.story.record.entries.enumerated() {
      growing.append(entry)
      source.update(growing)
      try live.catchUp(now: UInt64(index) * 300_000_000)
    }
    try live.finish()
    for file in expected {
      #expect(try FileSystem.readFile(directory.path(file.path)) == file.bytes, "\(file.path)")
    }
  }

  @Test func `a run's files follow from the run alone, whatever becomes of its pair`() throws {
    let record = try Trial.whole().story.record
    let exporter = Exporter(record, root: "")
    for run in try exporter.view(of: "trial").runs {
      let prefix = "trial/\(run.id)/"
      let now = try exporter.files(of: "trial").filter { $0.path.hasPrefix(prefix) }
      let then = try exporter.files(of: "trial", at: run.size).filter { $0.path.hasPrefix(prefix) }
      #expect(now == then)
    }
  }
}
