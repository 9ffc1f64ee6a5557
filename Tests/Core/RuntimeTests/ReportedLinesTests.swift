import Codecs
import Files
import Runtime
import Study
import Testing

/// What is known from lines that common writers get wrong.
@Suite(.serialized) struct ReportedLinesTests {
  /// Runs a stage that reports lines, under a gate on `loss` and one on `other`.
  private func report(
    _ lines: [String], ending: String = "\n", gates: [String] = ["loss"]
  ) throws -> (summary: RunSummary, finished: StageFinished, lab: Laboratory) {
    let lab = try Laboratory()
    try lab.write("lines", lines.joined(separator: "\n") + ending)
    var plan = Plan.script("demo", "cat ../../../../../../../lines >> $RUNLEDGER_EVENTS")
    plan.stages[0].gates = gates.map { name in
      let check = CheckPlan(.metric(name, file: nil), pass: Threshold(.lessOrEqual, 1))
      return GatePlan(name: name, checks: [check])
    }
    try lab.register(plan)
    let summary = try lab.run("demo")
    return (summary, try #require(summary.last), lab)
  }

  private static let good = #"{"metric":{"name":"loss","value":0.5}}"#
  private static let other = #"{"metric":{"name":"other","value":0.5}}"#

  @Test(arguments: [
    #"{"metric":{"name":"loss","value":NaN}}"#, #"{"metric":{"name":"loss","value":-Infinity}}"#,
    #"{"metric":{"name":"loss","value":"nan"}}"#, #"{"metric":{"name":"loss","value":"NaN"}}"#,
  ])
  func `what is written as no number is none`(line: String) throws {
    let (summary, finished, _) = try report([Self.good, line])
    #expect(summary.end == .gateFailed)
    #expect(finished.unread == 0)
    #expect(finished.metrics.count == 1 && finished.metrics[0].value.isFinite == false)
  }

  @Test(arguments: [
    #"{"metric":{"name":"loss","value":null}}"#, #"{"metric":{"name":"loss","value":1e999}}"#,
    #"{"metric":{"name":"loss","value":"9.5"}}"#, #"{"metric":{"name":"loss"}}"#,
    #"{"metric":{"name":"loss","value":9.5},"note":{"text":"x"}}"#,
    #"{"metric":{"name":"loss","value":9007199254740993}}"#,
    #"{"metric":{"name":"loss","value":9.5,"value":1}}"#, #"{"metric": {"name" : "loss", "val"#,
    #"{"metric":{"name":"loss","note":"C:\data","value":9.5}}"#,
  ])
  func `a metric whose line cannot be read is no number, and its gate fails`(
    line: String
  ) throws {
    let (summary, finished, lab) = try report(
      [Self.good, Self.other, line], gates: ["loss", "other"])
    #expect(summary.end == .gateFailed)
    #expect(finished.unread == 1)
    #expect(finished.metrics.first { $0.name == "loss" }?.value.isNaN == true)
    let verdicts = try lab.events().compactMap { event -> Verdict? in
      if case .gateEvaluated(let gate) = event.fact { gate.verdict } else { nil }
    }
    #expect(verdicts == [.fail, .warn], "the other metric of the stage is in doubt")
  }

  @Test(arguments: ["garbage", "[1, 2]", #"{"metric":5}"#, #"{"progress":{},"usage":{}}"#])
  func `a line about nothing in particular is a warning for everything`(line: String) throws {
    let (summary, finished, _) = try report([Self.good, line])
    #expect(summary.end == .waiting("a warning is waiting to be accepted"))
    #expect(finished.unread == 1)
    #expect(finished.metrics == [MetricValue(name: "loss", value: 0.5)])
  }

  @Test(arguments: [
    #"{"colour":"red"}"#, #"{"a":1,"b":2}"#, #"{"note":{"text":"no violation here"}}"#, "",
  ])
  func `a well-formed line of another kind changes no verdict`(line: String) throws {
    let (summary, finished, _) = try report([Self.good, line])
    #expect(summary.end == .finished(.completed))
    #expect(finished.unread == 0)
  }

  @Test(arguments: [
    #"{"violation":{"severity":"critical","text":"wrote to C:\data"}}"#,
    #"{"violation":{"severity":"non_critical","text":"x"},"note":{}}"#, "VIOLATION: see stderr",
    #"{"violation":{"severity":"non_crit"#,
  ])
  func `a line that mentions a violation and cannot be read is a critical one`(
    line: String
  ) throws {
    let (summary, finished, lab) = try report([Self.good, line], ending: "", gates: [])
    guard case .halted = summary.end else {
      Issue.record("\(summary.end)")
      return
    }
    #expect(finished.unread == 1)
    let violations = try lab.events().compactMap { event -> ViolationRecorded? in
      if case .violationRecorded(let recorded) = event.fact { recorded } else { nil }
    }
    #expect(violations.map(\.severity) == [.critical])
    #expect(violations.first?.text.hasSuffix(line) == true)
  }

  @Test func `a whole object counts without its line end, and half of one does not`() throws {
    let last = #"{"metric":{"name":"loss","value":9.5}}"#
    let (summary, finished, _) = try report([Self.good, last], ending: "")
    #expect(summary.end == .gateFailed)
    #expect(finished.metrics == [MetricValue(name: "loss", value: 9.5)])
    #expect(finished.unread == 0)
    let half = try report([Self.good, String(last.dropLast(2))], ending: "")
    #expect(half.finished.unread == 1)
    #expect(half.summary.end == .gateFailed)
  }

  @Test func `a file that is written anew is noticed, whatever its length`() throws {
    let lab = try Laboratory()
    var plan = Plan.script(
      "demo",
      """
      printf '{"metric":{"name":"loss","value":0.5}}\\n' > $RUNLEDGER_EVENTS; sleep 0.3
      printf '{"metric":{"name":"loss","value":0.7}}\\n{"a":1}\\n' > $RUNLEDGER_EVENTS; sleep 0.2
      """)
    let check = CheckPlan(.metric("loss", file: nil), pass: Threshold(.lessOrEqual, 1))
    plan.stages[0].gates = [GatePlan(name: "loss", checks: [check])]
    try lab.register(plan)
    let summary = try lab.run("demo")
    #expect(summary.end == .waiting("a warning is waiting to be accepted"))
    #expect(
      summary.last?.error
        == "it cut the file of RUNLEDGER_EVENTS, so what was not read yet is lost")
  }
}
