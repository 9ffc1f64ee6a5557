import Definitions
import StageKit
import Study
import Testing

struct ReportingTests {
  @Test func `all mistakes are reported, by line`() {
    let text = """
      study: S
      objective: o
      seed: abc
      stages:
        - name: a
          run: x
          timeout: 5
      metrics: m
      """
    let places = Sample.messages(text).map { $0.split(separator: " ")[0] }
    #expect(
      places == [
        "study.yaml:1:8:", "study.yaml:3:7:", "study.yaml:6:10:", "study.yaml:7:14:",
        "study.yaml:8:1:",
      ])
  }

  @Test func `twenty mistakes are kept and the rest counted`() throws {
    let lines = (1...25).map { "x\($0): 1\n" }.joined()
    let errors = try #require(throws: DefinitionErrors.self) {
      try Sample.parse(Sample.head + Sample.stage + lines)
    }
    #expect(errors.errors.count == DefinitionErrors.countMax)
    #expect(errors.omitted == 5)
    #expect(errors.errors.first?.line == 7)
    #expect(errors.description.hasSuffix("\nand 5 more"))
  }

  @Test func `a mistake carries the path of its key and its remedy apart`() throws {
    let text = Sample.head + Sample.stage + "    retry: {atempts: 3, attempts: 2}\n"
    let errors = try #require(throws: DefinitionErrors.self) { try Sample.parse(text) }
    #expect(
      errors.errors == [
        DefinitionError(
          file: "study.yaml", path: "stages[0].retry.atempts", line: 7, column: 13,
          message: "unknown key 'atempts' in 'retry'", hint: "did you mean 'attempts'?")
      ])
  }

  @Test func `two cycles are two mistakes`() {
    let text = """
      stages:
        - {name: a, run: [x], when: b.m > 1}
        - {name: b, run: [x], when: a.m > 1}
        - {name: c, run: [x], when: b.m > 1}
        - {name: d, run: [x], when: d.m > 1}
      """
    #expect(
      Sample.messages(Sample.head + text) == [
        "study.yaml:5:12: stages depend on each other: a -> b -> a",
        "study.yaml:8:12: stage 'd' depends on itself",
      ])
  }

  @Test func `a file has at most a mebibyte`() {
    let sound = Sample.head + Sample.stage
    let filler = String(repeating: "#", count: (1 << 20) - sound.utf8.count)
    #expect(Sample.messages(sound + filler) == [])
    #expect(
      Sample.messages(sound + filler + "#") == [
        "study.yaml:1:1: the document has more than 1048576 bytes"
      ])
  }

  @Test func `a stage has at most ten thousand units`() {
    let hundred = (1...100).map { "\($0)" }.joined(separator: ", ")
    let text = Sample.head + Sample.stage + "    foreach: {k: [\(hundred)], l: [\(hundred)]}\n"
    #expect(Sample.messages(text) == [])
  }

  @Test(arguments: [
    ("study: s\nobjective: o\n", "line 1: no 'seed' is given, so the study seed is 1"),
    (Sample.head + "params: {a: 1}\n", "line 4: parameter 'a' is used by no stage"),
    (Sample.head + "inputs:\n  c: c.csv\n", "line 5: input 'c' is read by no stage"),
    (
      Sample.head + "seeds: [1]\nlevels: {A: {seeds: 2}}\n",
      "line 4: 'seeds' is not used, since every level has its own"
    ),
  ])
  func `what is legal and probably not meant is a warning`(top: String, warning: String) throws {
    let definition = try Sample.parse(top + Sample.stage)
    #expect(definition.warnings.map(\.description) == [warning])
  }

  @Test func `a level that changes the kind of a parameter is a warning`() throws {
    let text = "params: {a: 1}\nlevels:\n  A: {params: {a: one}}\n"
    let definition = try Sample.parse(
      Sample.head + text + "stages: [{name: a, run: [x], params: [a]}]\n")
    #expect(
      definition.warnings.map(\.description) == [
        "line 6: parameter 'a' is a number by default and a text at level 'A'"
      ])
  }

  @Test func `seeds without a study seed give it`() throws {
    let definition = try Sample.parse("study: s\nobjective: o\nseeds: [42, 43]\n" + Sample.stage)
    #expect(definition.plan.seed == 42)
    #expect(definition.warnings == [])
  }

  @Test func `a rule of exclusion in words alone is read, and registers nothing`() throws {
    let definition = try Sample.parse(
      Sample.head + "exclusions: {crash: \"a run that crashed\"}\n" + Sample.stage)
    #expect(definition.plan.exclusions.isEmpty)
    #expect(
      definition.warnings.map(\.description) == [
        "line 4: exclusion 'crash' has no 'when', so the ledger cannot apply it: an exclusion "
          + "by it is recorded as post hoc"
      ])
  }
}
