import Codecs
import Testing

@testable import CLI

/// A study that is done step by step only, by somebody who looks after every one.
@Suite(.serialized) struct StepByStepTests {
  /// Stage B works with two methods, of which one is not good enough, whatever is done about it.
  private static let study = """
    study: steps
    objective: Which method is good enough?
    seed: 1
    params: {methods: [plain, clever]}
    stages:
      - name: A
        run: [sh, -c, "echo 1 >a.txt"]
        outputs: [a.txt]
        gates: [{name: there, checks: [{exists: a.txt}]}]
      - name: B
        inputs: {start: A/a.txt}
        foreach: {method: "${params.methods}"}
        run:
          - sh
          - -c
          - 'case $1 in clever) q=0.2 ;; *) q=0.9 ;; esac; echo "{\\"q\\": $q}" >q.json'
          - "-"
          - "${unit.method}"
        outputs: [q.json]
        gates:
          - name: quality
            checks:
              - {metric: q, in: q.json, pass: ">= 0.5"}
              - {metric: q, in: q.json, pass: ">= 0.3"}
      - name: C
        inputs: {all: B/q.json}
        run: [sh, -c, "ls ${inputs.all} >c.txt"]
        outputs: [c.txt]
    """

  @Test func `pass, fail twice, amend, retry, go on and lock`() throws {
    let bench = try Bench.withLedger()
    try bench.write("study.yaml", Self.study)
    #expect(bench.run("step", "study.yaml").exit == 0)
    #expect(bench.run("log", "--type", "gate.evaluated").out.contains("A there PASS"))
    #expect(bench.run("step").exit == 0)
    let first = bench.run("step")
    #expect(first.exit == 10, "a step says what a run would: \(first.err)")
    #expect(first.out.contains("a gate of 'B[method=clever]' failed in run 's1'"))
    #expect(bench.run("step").exit == 10)
    let proposal = bench.run("show", "s1/B")
    #expect(proposal.out.contains("proposal: drop 'method=clever' from the stage's foreach"))

    #expect(bench.run("retry", "s1/B", "-m", "perhaps it was chance").exit == 0)
    let second = bench.run("step", "--json", "--cmd-id", "second")
    #expect(second.exit == 10)
    #expect(try second.json()["end"] == "gate_failed")
    let again = bench.run("step", "--cmd-id", "second")
    #expect(again.exit == 10)
    #expect(again.err.contains("this command was given before"))
    #expect(again.out.contains("failed twice in run 's1': a person has to decide"))
    try checkEscalation(bench)
    #expect(bench.run("step").exit == 10)

    try bench.edit("study.yaml", "[plain, clever]", "[plain]")
    #expect(bench.run("step").exit == 5, "after a result only an amendment changes the study")
    #expect(bench.run("amend", "study.yaml", "-m", "the clever method is not").exit == 0)
    let retried = bench.run("retry", "s1/B", "-m", "without it")
    #expect(retried.exit == 0, "\(retried.err)")
    let third = bench.run("step", "--json")
    #expect(third.exit == 0, "\(third.err)")
    #expect(try third.json()["end"] == "finished")
    #expect(
      bench.run("log", "--type", "stage.finished").lines.last?.contains("C#1 succeeded") == true)
    #expect(bench.run("status").out.contains("closed (completed)"))
    #expect(bench.run("lock", "s1", "-m", "done").exit == 0)
    for verb in ["verify", "replay"] { #expect(bench.run(verb).exit == 0, "\(verb)") }
  }

  /// Looks at the payload of the escalation wherever it is shown.
  private func checkEscalation(_ bench: Bench) throws {
    let status = try bench.run("status", "--json").json()
    let study = try #require(status["studies"]?.asArray?.first?.asMap)
    let escalation = try #require(study["escalations"]?.asArray?.first?.asMap)
    #expect(escalation["stage"] == "B" && escalation["unit"] == "method=clever")
    let evidence = "gate quality: metric q in q.json is 0.2, wanted >= 0.5; "
    #expect(escalation["evidence"]?.asText == evidence + "metric q in q.json is 0.2, wanted >= 0.3")
    let options = escalation["options"]?.asArray?.compactMap(\.asMap) ?? []
    #expect(options.map { $0["label"] } == ["A", "B", "C", "D"])
    for option in options {
      for member in ["action", "trade_off", "command"] {
        #expect(option[member]?.asText?.isEmpty == false, "\(member)")
      }
    }
    #expect(escalation["recommendation"]?.asText?.hasPrefix("B: 1 of 2 units") == true)
    let shown = try bench.run("show", "s1/B[method=clever]", "--json").json()
    let blocked = shown["units"]?.asArray?.first?.asMap?["blocked"]?.asMap
    for member in ["evidence", "options", "recommendation"] {
      #expect(blocked?[member] == escalation[member], "\(member)")
    }
    for words in [["status"], ["show", "s1"]] {
      let text = bench.run(words).out
      #expect(text.contains("B: drop 'method=clever' from the foreach of 'B'"), "\(text)")
      #expect(text.contains("recommended is B:"))
    }
    let decisions = bench.run("log", "--type", "decision.made").lines
    #expect(decisions.count == 1 && decisions[0].contains("escalate: gate 'quality'"))
  }

  /// Two seeds of one stage, the first line of which is as given.
  private func bench(_ command: String, more: String = "") throws -> Bench {
    let bench = try Bench.withLedger()
    try bench.write(
      "study.yaml",
      """
      study: once
      objective: What does one step say?
      seeds: [1, 2]
      \(more)
      stages:
        - name: work
          run: [sh, -c, '\(command)']
          outputs: [q.json]
          gates:
            - {name: good, checks: [{metric: q, in: q.json, pass: "> 1", warn: "> 0"}]}

      """)
    return bench
  }

  private static let warns = #"printf "{\"q\": 1}" >q.json"#

  @Test func `a warning of its own does not end a step while there is other work`() throws {
    let bench = try bench(Self.warns)
    #expect(try bench.run("step", "study.yaml", "--json").json()["end"] == "stepped")
    let last = bench.run("step", "--json")
    #expect(last.exit == 12)
    #expect(try last.json()["end"] == "waiting")
  }

  @Test func `a failed attempt ends a step as it ends a run, but for one that is tried again`()
    throws
  {
    let failed = try bench("exit 1").run("step", "study.yaml", "--json")
    #expect(failed.exit == 12)
    #expect(try failed.json()["end"] == "blocked")
    let bench = try bench("exit 1")
    try bench.edit("study.yaml", "outputs:", "retry: {attempts: 2, backoff: 1h}\n    outputs:")
    let retried = bench.run("step", "study.yaml", "--json")
    #expect(retried.exit == 0, "\(retried.err)")
    #expect(try retried.json()["end"] == "stepped")
  }

  @Test func `the last step says how the study ended`() throws {
    let bench = try bench(Self.warns.replacing("1", with: "2"), more: "stop: {failure: work.q > 1}")
    #expect(bench.run("step", "study.yaml").exit == 0)
    #expect(bench.run("step").exit == 1)
    #expect(bench.run("status").out.contains("closed (failure)"))
  }
}
