import Bytes
import Codecs
import Files
import LedgerFormat
import Runtime
import Study
import Testing

/// What a study tried before is handed to a stage that asks for it, out of the log.
@Suite(.serialized) struct EarlierTests {
  private func plan() -> Plan {
    var plan = Plan(study: "hunt", objective: "a test", seed: 7)
    plan.params = [Parameter(name: "k", value: .int(1))]
    var attempt = StagePlan(name: "attempt", run: ["sh", "-c", "echo ${params.k} > o.txt"])
    attempt.outputs = [OutputPlan(path: "o.txt")]
    var count = StagePlan(
      name: "count", run: ["sh", "-c", "cat ${inputs.tried}/*/*/o.txt | sort > all.txt"])
    count.inputs = [
      StageInput(name: "own", source: .stage("attempt", "o.txt")),
      StageInput(name: "tried", source: .earlier("attempt", "o.txt")),
    ]
    count.outputs = [OutputPlan(path: "all.txt")]
    plan.stages = [attempt, count]
    return plan
  }

  /// The digest of what the last attempt at the counting stage of a run wrote.
  private func counted(_ run: String, in lab: Laboratory) throws -> Digest? {
    var found: Digest?
    for event in try lab.events() {
      guard case .stageFinished(let finished) = event.fact, finished.id.run == run,
        finished.id.stage == "count"
      else { continue }
      found = finished.outputs.first?.digest
    }
    return found
  }

  private func digest(_ text: String) -> Digest { Hashing.digest(of: Array(text.utf8)) }

  @Test func `what was tried counts, replaced runs included, and an old result stays`() throws {
    let lab = try Laboratory()
    try lab.register(plan())
    #expect(try lab.run("hunt").end == .finished(.completed))
    #expect(try counted("s7", in: lab) == digest("1\n"))
    for (number, k) in [(2, Int64(2)), (3, 5)] {
      try lab.workspace.handler.submit(
        RerunRun(
          study: "hunt", run: number == 2 ? "s7" : "s7-v2", from: "attempt",
          params: [Parameter(name: "k", value: .int(k))], reason: "another try"),
        by: try lab.workspace.person())
      #expect(try lab.run("hunt").end == .finished(.completed))
    }
    #expect(try counted("s7-v2", in: lab) == digest("1\n2\n"))
    #expect(try counted("s7-v3", in: lab) == digest("1\n2\n5\n"))
    // What is tried later makes nothing stale, and the same attempt is handed the same again.
    #expect(try lab.run("hunt").end == .nothingToDo(.completed))
    for run in ["s7", "s7-v2", "s7-v3"] {
      let options = RunOptions(studyDirectory: lab.root, environment: ["PATH": "/usr/bin:/bin"])
      let again = try Reproduction(
        of: run, lab.workspace, study: "hunt", options: options, tolerated: [])
      #expect(again.outcome == .exact, "\(run): \(again.compared.differences)")
    }
    #expect(try Replay.run(lab.workspace.ledger).differences.map(\.message) == [])
  }

  @Test func `nothing was tried before the first`() throws {
    let lab = try Laboratory()
    var plan = plan()
    plan.stages.removeLast()
    plan.stages[0].inputs = [StageInput(name: "tried", source: .earlier("attempt", "o.txt"))]
    plan.stages[0].run = ["sh", "-c", "ls ${inputs.tried} | wc -l | tr -d ' ' > o.txt"]
    try lab.register(plan)
    #expect(try lab.run("hunt").end == .finished(.completed))
    let first = try lab.events().compactMap { event -> Digest? in
      if case .stageFinished(let finished) = event.fact {
        finished.outputs.first?.digest
      } else {
        nil
      }
    }
    #expect(first == [digest("0\n")])
  }
}
