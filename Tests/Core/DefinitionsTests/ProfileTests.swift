import Definitions
import StageKit
import Study
import Testing

/// Profiles of gates and schema maps in a study file.
@Suite struct ProfileTests {
  private static let schema = """
    schema:
      people:
        required: [id, age]
        ranges: {age: [0, 120], income: [0, null]}
        exclusive: [[full_time, retired]]
        hard:
          - {if: "age <= 17", then: "job != full"}
          - {then: "age >= 0"}
        soft: [{if: "age <= 17", then: "school == yes", share: 0.95, tolerance: 0.02}]

    """
  private static let profiles = """
    profiles:
      all-ages: {gates: [{stage: a, name: loose, checks: [{rows: people.csv, pass: ">= 1"}]}]}
      adults-only:
        gates:
          - {stage: a, name: realism, checks: [{schema: people.csv, map: people}]}
          - {stage: b, name: size, checks: [{metric: n, pass: ">= 2"}]}

    """
  private static let stages = """
    stages:
      - name: a
        run: [x]
        outputs: [people.csv]
        gates: [{name: own, checks: [{exists: people.csv}]}]
      - {name: b, run: [y], inputs: {p: a/people.csv}}
      - {name: c, approve: {}, when: "b.verdict == PASS"}

    """

  private func parse(_ choice: String) throws -> StudyDefinition {
    try Sample.parse(Sample.head + choice + Self.schema + Self.profiles + Self.stages)
  }

  @Test func `the gates of the chosen profile are those of its stages, and say so`() throws {
    let plan = try parse("profile: adults-only\n").plan
    #expect(plan.profile == "adults-only")
    #expect(plan.stages[0].gates.map(\.name) == ["own", "realism"])
    #expect(plan.stages[0].gates.map(\.profile) == [nil, "adults-only"])
    #expect(plan.stages[1].gates.map(\.name) == ["size"])
    let other = try parse("profile: all-ages\n").plan
    #expect(other.stages[0].gates.map(\.name) == ["own", "loose"])
    #expect(other.stages[1].gates.isEmpty)
  }

  @Test func `without a choice none is in force, with a warning`() throws {
    let definition = try parse("")
    #expect(definition.plan.profile == nil)
    #expect(definition.plan.stages[0].gates.map(\.name) == ["own"])
    #expect(
      definition.warnings.map(\.message) == [
        "no 'profile' is chosen, so no gate of 'profiles' applies"
      ])
  }

  @Test func `a schema map becomes a check for each of its rules`() throws {
    let checks = try parse("profile: adults-only\n").plan.stages[0].gates[1].checks
    #expect(
      checks.map(\.name) == [
        "schema people.csv: required id, age", "schema people.csv: age in 0..120",
        "schema people.csv: income in 0..", "schema people.csv: exclusive full_time, retired",
        "schema people.csv: if age <= 17 then job != full", "schema people.csv: age >= 0",
        "schema people.csv: if age <= 17 then share of school == yes off 0.95",
      ])
    #expect(checks.prefix(6).allSatisfy { $0.pass.description == "== 0" && $0.warn == nil })
    #expect(checks[6].pass.description == "<= 0.02" && checks[6].warn?.description == "<= 0.04")
  }

  @Test func `an output may have the map of its own name`() throws {
    let text = """
      schema: {people.csv: {required: [id], soft: [{then: "id > 0", share: 1, tolerance: 0}]}}
      stages:
        - name: a
          run: [x]
          outputs: [people.csv]
          gates: [{name: g, checks: [{schema: people.csv}]}]

      """
    let definition = try Sample.parse(Sample.head + text)
    #expect(definition.plan.stages[0].gates[0].checks.count == 2)
    #expect(definition.warnings.isEmpty)
  }

  @Test func `a map without priors says that it is not calibrated`() throws {
    let text = "schema: {m: {required: [id]}}\n"
    let warnings = try Sample.parse(Sample.head + text + Sample.stage).warnings
    #expect(warnings.count == 1)
    #expect(warnings[0].message.contains("is not calibrated"))
  }

  @Test(arguments: mistakes)
  func `a mistake is named where it stands`(mistake: Mistake) {
    #expect(Sample.messages(mistake.text) == ["study.yaml:\(mistake.message)"])
  }

  private static let soft = "soft: [{then: \"id > 0\", share: 1, tolerance: 0}]"

  static let mistakes: [Mistake] = [
    .top("profile: adults", "4:10: unknown profile 'adults'; there are none"),
    Mistake(
      Sample.head + "profile: adults\n" + schema + profiles + stages,
      "4:10: unknown profile 'adults'; did you mean 'adults-only'?"),
    .top(
      "profiles: {p: {gates: []}}\nprofile: p", "4:23: profile 'p' has no gate"),
    .top("profiles: {p: {}}\nprofile: p", "4:15: profile 'p' has no 'gates'"),
    .top(
      "profiles: {p: {gates: [{name: g, checks: [{metric: m, pass: '> 1'}]}]}}\nprofile: p",
      "4:24: gate 'g' has no 'stage'"),
    .top(
      "profiles: {p: {gates: [{stage: x, name: g, checks: [{metric: m, pass: '> 1'}]}]}}\n"
        + "profile: p",
      "4:32: unknown stage 'x'; did you mean 'a'?"),
    .top(
      "profiles: {p: {gates: [{stage: a, name: g, checks: [{rows: t.csv, pass: '> 1'}]}]}}\n"
        + "profile: p",
      "4:60: stage 'a' declares no output 't.csv'; add it to 'outputs'"),
    .stage(
      "outputs: [t.csv]\ngates: [{name: g, checks: [{schema: t.csv, map: m}]}]",
      "8:53: unknown schema map 'm'; there are none"),
    Mistake(
      Sample.head + "schema: {m: {\(soft)}}\n" + Sample.stage
        + "    outputs: [t.csv]\n"
        + "    gates: [{name: g, checks: [{schema: t.csv, map: m, pass: '> 1'}]}]\n",
      "9:56: unknown key 'pass' in the check 'schema'; there are 'schema' and 'map'"),
    .top(
      "schema: {m: {\(soft), hards: []}}",
      "4:64: unknown key 'hards' in the schema map 'm'; did you mean 'hard'?"),
    .top("schema: {m: {soft: []}}", "4:13: the schema map 'm' has no rule"),
    .top(
      "schema: {m: {\(soft), ranges: {age: [5]}}}",
      "4:78: ranges.age must be two numbers, the low one first, found a list; "
        + "write [0, 120]; null is no limit"),
    .top(
      "schema: {m: {\(soft), ranges: {age: [9, 5]}}}",
      "4:78: the range of 'age' is empty: 9 is above 5"),
    .top(
      "schema: {m: {\(soft), exclusive: [[a]]}}",
      "4:76: exclusive[0] must be at least 2 columns, found a list"),
    .top(
      "schema: {m: {\(soft), hard: [{if: 'age > 1'}]}}",
      "4:71: a hard conditional has no 'then'"),
    .top(
      "schema: {m: {\(soft), hard: [{then: 'age near x'}]}}",
      "4:78: then is not a condition on a row, found 'age near x'; compare a column with a word or "
        + "a number: \"age > 17 and employment != child\""),
    .top(
      "schema: {m: {soft: [{then: 'a == b', share: 2, tolerance: 0}]}}",
      "4:45: share must be a number from 0 to 1, found number 2"),
    .top(
      "schema: {m: {\(soft), required: [a], exclusive: [[a, b], [a, b]]}}",
      "4:13: the schema map 'm' has a rule twice: exclusive a, b"),
  ]
}
