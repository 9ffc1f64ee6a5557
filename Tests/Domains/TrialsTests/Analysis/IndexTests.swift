import Codecs
import TestKit
import Testing

@testable import Trials

@Suite struct IndexTests {
  @Test func `the index has a row for every scored run, by task, pair and variant`() throws {
    let directory = try TemporaryDirectory()
    var study = SampleStudy()
    study.add(
      "TASK-002", "pair-0002", role: scores(success: false, adherence: 75, runtime: 12.5),
      goal: scores(clarifications: 2, reproducibility: nil))
    study.add("TASK-001", "pair-0001", role: scores(), goal: scores(runtime: 0.1))
    study.runs.reverse()
    try study.run(in: directory)
    #expect(
      try directory.text("scorecard-index.csv") == """
        run_id,pair_id,variant,task_id,task_success,constraint_adherence,runtime,\
        clarification_count,reproducibility,constraint_adherence_exact,reproducibility_exact
        run-pair-0001-role-centric,pair-0001,role-centric,TASK-001,1,100.0,10.0,0,1.0,100,1
        run-pair-0001-goal-centric,pair-0001,goal-centric,TASK-001,1,100.0,0.1,0,1.0,100,1
        run-pair-0002-role-centric,pair-0002,role-centric,TASK-002,0,75.0,12.5,0,1.0,75,1
        run-pair-0002-goal-centric,pair-0002,goal-centric,TASK-002,1,100.0,10.0,2,,100,

        """)
    #expect(
      try directory.text("exclusions.csv")
        == "run_id,pair_id,task_id,variant,rule,reason,kind\n")
  }

  @Test func `contended runtimes of runs that count are counted`() throws {
    let directory = try TemporaryDirectory()
    var study = SampleStudy()
    study.add("TASK-001", "pair-0001", role: scores(), goal: scores())
    study.add("TASK-002", "pair-0002", role: scores(), goal: scores())
    let metrics: Value = [
      "task_success": ["success": 1], "constraint_adherence": ["score": 100.0],
      "runtime": ["total_seconds": 10.0, "contended": true],
      "clarification_count": ["total_count": 0], "reproducibility": ["score": 1.0],
    ]
    for place in [0, 1, 2] { study.runs[place].scorecard = ["metrics": metrics] }
    study.runs[1].excluded = ["rule": "harness", "reason": "it failed", "post_hoc": false]
    try study.run(in: directory)
    #expect(try directory.json("sample-size.json")["contended"] == 2)
    #expect(try directory.text("events").contains("\"name\":\"contended\",\"value\":2"))
  }

  @Test func `an index reads back as it was written`() throws {
    let index = try SampleStudy.drawn(pairs: 4).index()
    #expect(try ScoreIndex(Array(index.csv.utf8), name: "x") == index)
  }

  @Test func `summaries describe variants, and variants within tasks`() throws {
    let directory = try TemporaryDirectory()
    var study = SampleStudy()
    study.add(
      "TASK-001", "pair-0001", role: scores(success: false, adherence: 50, runtime: 10),
      goal: scores(clarifications: 1))
    study.add(
      "TASK-001", "pair-0002", role: scores(adherence: 100, runtime: 30, clarifications: 3),
      goal: scores(reproducibility: nil))
    try study.run(in: directory)
    let summary = try CSV.decode(Array(directory.text("variant-summary.csv").utf8))
    #expect(summary.header == VariantSummary.header)
    #expect(summary.rows.map { $0[0] } == ["role-centric", "goal-centric"])
    #expect(
      summary.rows[0] == [
        "role-centric", "2", "0.5", "\((0.5).squareRoot())", "2", "75.0",
        "\((1250.0).squareRoot())", "50.0", "100.0", "20.0", "\((200.0).squareRoot())", "20.0",
        "3", "1.5", "\((4.5).squareRoot())", "1.0", "0.0",
      ])
    // One run was repeated: a mean, and no deviation.
    #expect(summary.rows[1].suffix(2) == ["1.0", ""])
    #expect(
      try directory.text("task-variant-summary.csv") == """
        task_id,variant,runs,task_success_mean,constraint_adherence_mean,runtime_mean,\
        clarification_count_mean,reproducibility_mean
        TASK-001,role-centric,2,0.5,75.0,20.0,1.5,1.0
        TASK-001,goal-centric,2,1.0,100.0,10.0,0.5,1.0
        TASK-002,role-centric,0,,,,,
        TASK-002,goal-centric,0,,,,,

        """)
  }

  @Test func `excluded runs and runs without a scorecard are listed and not counted`() throws {
    let directory = try TemporaryDirectory()
    var study = SampleStudy()
    study.add("TASK-001", "pair-0001", role: scores(), goal: scores())
    study.add("TASK-001", "pair-0002", role: scores(), goal: scores())
    study.add("TASK-002", "pair-0003", role: nil, goal: scores())
    study.runs[0].excluded = ["rule": "timeout", "reason": "ran, and on", "post_hoc": false]
    study.runs[3].excluded = ["rule": "looks odd", "reason": "odd", "post_hoc": true]
    try study.run(in: directory)
    #expect(
      try directory.text("exclusions.csv") == """
        run_id,pair_id,task_id,variant,rule,reason,kind
        run-pair-0001-role-centric,pair-0001,TASK-001,role-centric,timeout,"ran, and on",registered
        run-pair-0002-goal-centric,pair-0002,TASK-001,goal-centric,looks odd,odd,post_hoc
        run-pair-0003-role-centric,pair-0003,TASK-002,role-centric,no_scorecard,\
        the run has no scorecard: locked,missing
        run-pair-0001-goal-centric,pair-0001,TASK-001,goal-centric,unpaired,\
        the other run of its pair does not count,unpaired
        run-pair-0002-role-centric,pair-0002,TASK-001,role-centric,unpaired,\
        the other run of its pair does not count,unpaired
        run-pair-0003-goal-centric,pair-0003,TASK-002,goal-centric,unpaired,\
        the other run of its pair does not count,unpaired

        """)
    // What was left out late can be put back.
    #expect(try directory.text("excluded-index.csv").contains("\nrun-pair-0002-goal-centric,"))
    #expect(try directory.text("variant-summary.csv").contains("\nrole-centric,0,"))
    let index = try CSV.decode(Array(directory.text("scorecard-index.csv").utf8))
    #expect(
      index.rows.map { $0[0] } == [
        "run-pair-0001-goal-centric", "run-pair-0002-role-centric", "run-pair-0003-goal-centric",
      ])
  }

  @Test func `both runs of a rejected pair leave the analysis`() throws {
    let directory = try TemporaryDirectory()
    var study = SampleStudy()
    study.add("TASK-001", "pair-0001", role: scores(), goal: scores())
    study.add("TASK-001", "pair-0002", role: scores(), goal: scores(success: false))
    for place in 2...3 { study.runs[place].isVerified = false }
    try study.run(in: directory)
    let index = try directory.text("scorecard-index.csv")
    #expect(index.contains("pair-0001") && !index.contains("pair-0002"))
    #expect(
      try directory.text("exclusions.csv").contains(
        "run-pair-0002-goal-centric,pair-0002,TASK-001,goal-centric,pair_rejected,"
          + "the two runs differ in more than their variant,rejected\n"))
    #expect(try directory.json("statistical-tests.json")["pairs"] == 1)
  }

  @Test func `a sample is sufficient at the minimum and not one below`() throws {
    var study = SampleStudy.drawn(pairs: 10)
    let directory = try TemporaryDirectory()
    try study.run(in: directory)
    var sample = try directory.json("sample-size.json")
    #expect(sample["sufficient"] == true)
    #expect(sample["warnings"] == [])
    #expect(
      sample["tasks"]?["TASK-001"] == ["goal_centric": 10, "pairs": 10, "role_centric": 10])
    study.runs[0].scores = nil
    study.runs[1].scores = nil
    let other = try TemporaryDirectory()
    try study.run(in: other)
    sample = try other.json("sample-size.json")
    #expect(sample["sufficient"] == false)
    #expect(
      sample["warnings"] == ["task 'TASK-001' has 9 complete pairs, and needs 10"])
    let events = try other.text("events")
    #expect(events.contains(#"{"metric":{"name":"smallest_task","value":9.0}}"#))
    #expect(events.contains(#"{"metric":{"name":"sample_sufficient","value":0.0}}"#))
    #expect(events.contains(#"{"metric":{"name":"pairs","value":19.0}}"#))
  }

  @Test func `a level with some of the tasks is judged by these`() throws {
    var study = SampleStudy()
    study.add("TASK-002", "pair-0001", role: scores(), goal: scores())
    study.level = "pilot"
    study.section += "level: full\n"
    let directory = try TemporaryDirectory()
    try study.run(in: directory)
    let sample = try directory.json("sample-size.json")
    #expect(sample["sufficient"] == true)
    #expect(sample["warnings"] == [])
    #expect(sample["tasks"]?["TASK-001"]?["pairs"] == 0)
  }

  @Test func `unbalanced pairs are warned about`() throws {
    var study = SampleStudy.drawn(pairs: 11)
    study.runs[1].scores = nil
    let directory = try TemporaryDirectory()
    try study.run(in: directory)
    let sample = try directory.json("sample-size.json")
    #expect(sample["sufficient"] == true)
    #expect(
      sample["warnings"] == [
        "task 'TASK-001' is unbalanced: 11 runs of 'role-centric', 10 of 'goal-centric'",
        "pair 'pair-1002' of task 'TASK-001' has only run 'run-pair-1002-role-centric'",
      ])
  }

  @Test func `the same context gives the same bytes`() throws {
    let study = SampleStudy.drawn(pairs: 5)
    let (first, second) = (try TemporaryDirectory(), try TemporaryDirectory())
    try study.run(in: first)
    try study.run(in: second)
    for name in [
      "scorecard-index.csv", "variant-summary.csv", "task-variant-summary.csv", "exclusions.csv",
      "sample-size.json", "statistical-tests.json", "effect-sizes.json", "bonferroni.json",
      "assumptions.json", "supplementary.json", "events",
    ] {
      let text = try first.text(name)
      #expect(text == (try second.text(name)))
      #expect(!text.contains("NaN") && !text.contains("Infinity") && !text.contains("nan"))
      #expect(!text.contains(first.path))
    }
  }
}
