import Codecs
import Testing

@testable import CLI

/// Profiles and schema maps from a study file to a verdict.
@Suite(.serialized) struct ProfileTests {
  private static let study = """
    study: panel
    objective: Is the sample what it should be?
    seed: 1
    profile: generic-all-ages
    schema:
      people:
        required: [id, age]
        ranges: {age: [0, 120]}
        exclusive: [[full_time, retired]]
        hard: [{if: "age <= 17", then: "full_time != 1"}]
        soft: [{if: "age > 17", then: "full_time == 1", share: 0.5, tolerance: 0.1}]
      adults:
        hard: [{then: "age >= 18"}]
        soft: [{then: "age >= 65", share: 0.25, tolerance: 0.05}]
    profiles:
      generic-all-ages:
        gates: [{stage: sample, name: realism, checks: [{schema: people.csv, map: people}]}]
      adults-only:
        gates:
          - stage: sample
            name: realism
            checks: [{schema: people.csv, map: people}, {schema: people.csv, map: adults}]
    stages:
      - name: sample
        run: [cp, "${inputs.people}", people.csv]
        outputs: [people.csv]
    inputs: {people: people.csv}

    """

  @Test func `a profile decides what a sample is held to`() throws {
    let bench = try Bench.withLedger()
    try bench.write(
      "people.csv",
      "id,age,full_time,retired\n"
        + "1,40,1,0\n2,70,0,1\n3,12,0,0\n4,30,0,0\n5,25,1,0\n")
    try bench.write("study.yaml", Self.study)
    let first = bench.run("run", "study.yaml", "-q")
    #expect(first.exit == 0, "\(first.out) \(first.err)")
    let log = bench.run("log", "--type", "gate.evaluated", "--json").lines
    let line = try #require(log.first)
    let event = try JSON.decode(Array(line.utf8))
    let gate = try #require(event.asMap?["data"]?.asMap)
    #expect(gate["profile"] == "generic-all-ages" && gate["verdict"] == "PASS")
    #expect(gate["checks"]?.asArray?.count == 5)

    try bench.edit("study.yaml", "profile: generic-all-ages", "profile: adults-only")
    #expect(bench.run("amend", "study.yaml", "-m", "only adults decide").exit == 0)
    #expect(bench.run("run", "-q").exit == 10)
    let shown = bench.run("show", "s1").out
    #expect(
      shown.contains("schema people.csv: age >= 18 is 1, wanted == 0"), "\(shown)")
    #expect(bench.run("replay").exit == 0)
  }

  @Test(arguments: [
    ("id,age,full_time,retired\n1,40,1,1\n", "exclusive full_time, retired is 1, wanted == 0"),
    ("id,age,full_time,retired\n,40,1,0\n2,,0,0\n", "required id, age is 2, wanted == 0"),
    ("id,age,full_time,retired\n1,140,1,0\n", "age in 0..120 is 1, wanted == 0"),
    ("id,age,full_time,retired\n1,14,1,0\n", "if age <= 17 then full_time != 1 is 1"),
    ("id,age\n1,40\n", "wanted == 0: 'people.csv' has no column 'full_time'"),
    ("id,age,full_time,retired\n1,3,0,0\n", ": the rule applies to no row of 'people.csv'"),
    ("id,age,full_time,retired\n1,33,0,0\n", "off 0.5 is 0.5, wanted <= 0.1"),
    ("id,age,full_time,retired\n1,33\n", "is not CSV"),
  ])
  func `a broken rule is named with how often it is broken`(text: String, message: String) throws {
    let bench = try Bench.withLedger()
    try bench.write("people.csv", text)
    try bench.write("study.yaml", Self.study)
    #expect(bench.run("run", "study.yaml", "-q").exit == 10)
    let shown = bench.run("show", "s1").out
    #expect(shown.contains(message), "\(shown)")
    let logged = bench.run("log", "--type", "gate.evaluated").out
    #expect(logged.contains(", wanted ") && !logged.contains(" is '"), "\(logged)")
  }

  @Test func `a share that is a little off is a warning`() throws {
    let bench = try Bench.withLedger()
    let rows = (1...20).map { "\($0),40,\($0 <= 13 ? 1 : 0),0" }.joined(separator: "\n")
    try bench.write("people.csv", "id,age,full_time,retired\n\(rows)\n")
    try bench.write("study.yaml", Self.study)
    #expect(bench.run("run", "study.yaml", "-q").exit == 12)
    #expect(bench.run("accept", "realism", "-m", "the panel is small").exit == 0)
    #expect(bench.run("run", "-q").exit == 0)
  }
}
