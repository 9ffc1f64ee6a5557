import Codecs
import Definitions
import Study
import Testing

struct ReadingTests {
  @Test(
    arguments: [
      ("500ms", 500_000_000), ("60s", 60_000_000_000), ("30m", 1_800_000_000_000),
      ("2h", 7_200_000_000_000), ("1d", 86_400_000_000_000), ("1h30m", 5_400_000_000_000),
      ("1d2h3m4s5ms", 93_784_005_000_000),
    ] as [(String, Int64)])
  func `a duration is the sum of its parts`(text: String, nanoseconds: Int64) throws {
    let plan = try Sample.parse(Sample.head + Sample.stage + "    timeout: \(text)\n").plan
    #expect(plan.stages[0].timeoutNanoseconds == nanoseconds)
  }

  @Test(arguments: [("1", 1), ("512K", 524_288), ("100M", 104_857_600), ("2G", 1 << 31)])
  func `a size is in powers of 1024`(text: String, bytes: Int64) throws {
    let plan = try Sample.parse(
      Sample.head + "budget: {memory: \(text)}\n" + Sample.stage
    ).plan
    #expect(plan.budget.memoryBytes == bytes)
  }

  @Test func `parameters keep their types`() throws {
    let text = """
      params:
        whole: 5
        part: 0.5
        word: yes
        quoted: "5"
        truth: false
        list: [1, two, 3.0]
        guarded: {value: off, bypass: true}

      """
    let params = try Sample.parse(Sample.head + text + Sample.stage).plan.params
    #expect(
      params == [
        Parameter(name: "whole", value: 5), Parameter(name: "part", value: 0.5),
        Parameter(name: "word", value: "yes"), Parameter(name: "quoted", value: "5"),
        Parameter(name: "truth", value: false), Parameter(name: "list", value: [1, "two", 3.0]),
        Parameter(name: "guarded", value: "off", bypass: true),
      ])
  }

  @Test func `what was tried earlier is an input, also of the stage that tries`() throws {
    let text =
      Sample.head + Sample.stage
      + "    outputs: [t.csv]\n    inputs: {own: earlier.a/t.csv}\n"
    let stage = try Sample.parse(text).plan.stages[0]
    #expect(stage.inputs == [StageInput(name: "own", source: .earlier("a", "t.csv"))])
    #expect(stage.dependencies == [])
  }

  @Test func `without levels there is one, without a name`() throws {
    let plan = try Sample.parse(Sample.head + "seeds: [7, 8]\n" + Sample.stage).plan
    #expect(plan.levels == [LevelPlan(name: "")])
    #expect(plan.seeds == [7, 8])
  }

  @Test func `a number of seeds at the top is for every level without seeds of its own`() throws {
    let text = Sample.head + "seeds: 3\nlevels: {A: {}, B: {seeds: 2}, C: {seeds: [9]}}\n"
    let levels = try Sample.parse(text + Sample.stage).plan.levels
    #expect(levels.map(\.seedCount) == [3, 2, nil])
    #expect(levels.map(\.seeds) == [[], [], [9]])
  }

  @Test func `an argument may be a number, and a dollar sign may stand alone`() throws {
    let text = "stages: [{name: a, run: [sleep, 1.50, $x, '']}]\n"
    #expect(try Sample.parse(Sample.head + text).plan.stages[0].run == ["sleep", "1.50", "$x", ""])
  }

  @Test func `a stage may wait for a person`() throws {
    let text = "  - name: b\n    approve: {not_author: true}\n    when: a.verdict == PASS\n"
    let stage = try Sample.parse(Sample.head + Sample.stage + text).plan.stages[1]
    #expect(stage.approve == ApprovalPlan(role: "operator", notAuthor: true))
    #expect(stage.dependencies == ["a"])
    #expect(stage.run == [])
  }

  @Test func `a retry without causes is for any failure`() throws {
    let text = "    retry: {attempts: 4, backoff: 0s}\n"
    let retry = try Sample.parse(Sample.head + Sample.stage + text).plan.stages[0].retry
    #expect(retry == RetryPlan(attempts: 4, causes: ["failure"], backoffNanoseconds: 0))
  }

  @Test func `an input of the study goes by its name or in full`() throws {
    let text = "inputs: {cells: c.csv}\n"
    let stage = "    inputs: {x: cells, y: inputs.cells}\n"
    let inputs = try Sample.parse(Sample.head + text + Sample.stage + stage).plan.stages[0].inputs
    #expect(inputs.map(\.source) == [.study("cells"), .study("cells")])
  }

  @Test(arguments: [
    ("*.csv", "t.csv", true), ("*.csv", "x/t.csv", false), ("**/*.csv", "x/y/t.csv", true),
    ("**/*.csv", "t.csv", true), ("t-?.csv", "t-10.csv", false), ("t-[0-9].csv", "t-1.csv", true),
    ("x/**", "y/t.csv", false), ("*", "*", true),
  ])
  func `a pattern declares the files it covers`(
    pattern: String, path: String, isCovered: Bool
  ) {
    let text =
      "    outputs: ['\(pattern)']\n    gates: [{name: g, checks: [{exists: '\(path)'}]}]\n"
    #expect(Sample.messages(Sample.head + Sample.stage + text).isEmpty == isCovered)
  }

  @Test func `an output keeps its content unless only the digest is asked for`() throws {
    let text = "    outputs: {a.csv: blob, b.bin: digest}\n"
    let outputs = try Sample.parse(Sample.head + Sample.stage + text).plan.stages[0].outputs
    #expect(outputs == [OutputPlan(path: "a.csv"), OutputPlan(path: "b.bin", keep: false)])
  }

  @Test func `a required variable is one that stages may see`() throws {
    let definition = try Sample.parse(
      Sample.head + "requires: {env: [CUDA_VISIBLE_DEVICES]}\n" + Sample.stage)
    #expect(definition.environment == ["CUDA_VISIBLE_DEVICES"])
  }
}
