import Codecs
import Files
import Ledger
import Runtime
import Study
import Testing

/// Wide stages: many units, outputs and lines, in entries that stay within their limit.
@Suite(.serialized) struct WidthTests {
  private static let script = """
    seq 1 "$1" | awk '{ f = "o" $1 ".txt"; print $1 > f; close(f) }'
    seq 1 40000 | awk '{ printf "{\\"metric\\":{\\"name\\":\\"loss\\",\\"value\\":%d}}\\n", $1 }' \\
      >> "$RUNLEDGER_EVENTS"
    """

  @Test func `five thousand outputs and a hundred thousand lines fit into small entries`() throws {
    let lab = try Laboratory()
    var plan = Plan(study: "wide", objective: "a test", seed: 7)
    var stage = StagePlan(name: "task", run: ["sh", "wide.sh", "${unit.n}"])
    stage.foreach = [Axis(name: "n", values: [.int(5_000), .int(10), .int(20)])]
    stage.outputs = [OutputPlan(path: "o*.txt")]
    plan.stages = [stage]
    try lab.write("wide.sh", Self.script)
    try lab.register(plan, code: ["wide.sh"])
    let summary = try lab.run("wide")
    #expect(summary.end == .finished(.completed))
    var largest = 0
    try lab.workspace.ledger.entries { _, signed in
      largest = max(largest, signed.bytes.count)
      return true
    }
    #expect(largest <= 65_535)
    let events = try lab.events()
    let outputs = events.reduce(0) { sum, event in
      if case .stageFinished(let finished) = event.fact {
        sum + finished.outputs.count
      } else {
        sum
      }
    }
    let lines = events.reduce(0) { sum, event in
      if case .stageObserved(let observed) = event.fact { sum + observed.lines.count } else { sum }
    }
    #expect(outputs == 5_030)
    #expect(lines == 120_000)
    #expect(try Replay.run(lab.workspace.ledger).differences == [])
  }
}
