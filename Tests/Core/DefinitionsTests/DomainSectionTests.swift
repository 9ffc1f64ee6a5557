import Bytes
import Codecs
import StageKit
import Study
import Synchronization
import Testing

@testable import Definitions

/// The key `domain`: its domain checks it, and it is recorded and digested with the plan.
@Suite struct DomainSectionTests {
  private static let text = """
    study: s
    objective: o
    inputs: {rules: rules, data: "data/*.csv"}
    domain:
      demo:
        alpha: 0.05
        labels: [a, b]
        rubric: rules/a.json
        nested: {on: true}
    stages:
      - name: work
        run: [runledger, simulate, demo, judge]
      - name: plain
        run: [sh, -c, "cat ${inputs.rules} ${inputs.data}"]
        domain: [demo.labels]

    """

  private static let demo = DomainSection(name: "demo") { item, _ in
    let section = Section(
      item, owner: "'demo'", keys: ["alpha", "labels", "rubric", "nested"])
    guard let rubric = section?["rubric"], let path = rubric.text() else { return CheckedSection() }
    return CheckedSection(files: [NamedFile(path: path, item: rubric)])
  } reads: { run in
    run == ["runledger", "simulate", "demo", "judge"] ? ["alpha", "nested", "absent"] : []
  }

  private func plan(_ text: String) throws -> Plan {
    try StudyDefinition.parse(
      Array(text.utf8), fileName: "study.yaml", domains: [Self.demo]
    ).plan
  }

  @Test func `a section is kept as it is written, and each stage sees what it declares`() throws {
    let plan = try plan(Self.text)
    #expect(
      plan.domain == [
        "demo": [
          "alpha": 0.05, "labels": ["a", "b"], "rubric": "rules/a.json", "nested": ["on": true],
        ]
      ])
    #expect(plan.stages[0].domain == ["demo.alpha", "demo.nested"])
    #expect(
      plan.domain(of: plan.stages[0]) == ["demo": ["alpha": 0.05, "nested": ["on": true]]])
    #expect(plan.domain(of: plan.stages[1]) == ["demo": ["labels": ["a", "b"]]])
    var whole = plan.stages[1]
    whole.domain = ["demo"]
    #expect(plan.domain(of: whole) == plan.domain)
    #expect(try Plan(encoded: plan.encoded) == plan)
  }

  @Test func `the files that a stage's members name are those that are registered`() throws {
    var plan = try plan(
      Self.text.replacing("labels: [a, b]", with: "labels: [./rules/a.json, data]"))
    func pin(_ path: String) -> FilePin { FilePin(path: path, digest: .zero, size: 1) }
    plan.inputs[0].files = [pin("rules/a.json"), pin("rules/b.json")]
    plan.inputs[1].files = [pin("data/x.csv"), pin("database.csv")]
    #expect(plan.domainFiles(of: plan.stages[0]).isEmpty)
    #expect(plan.domainFiles(of: plan.stages[1]).map(\.path) == ["rules/a.json", "data/x.csv"])
  }

  @Test func `a domain sees the study, and may fill in what is recorded`() throws {
    let text = Self.text.replacing("seed: 1\n", with: "").replacing(
      "inputs:",
      with: """
        metric: m
        params: {k: 1}
        design:
          paired:
            variants: {a: {spec: a.md}, b: {spec: b.md}}
            tasks: {T1: {spec: t, seed: 1, timeout: 1s}, T2: {spec: t, seed: 1, timeout: 1s}}
            pairs: 3
            minimum: 2
        levels: {pilot: {pairs: 1, tasks: [T2]}, full: {}}
        inputs:
        """)
    let seen = Seen()
    let demo = DomainSection(name: "demo") { item, study in
      seen.study = study
      var map = item.value.asMap ?? [:]
      map["beta"] = 0.2
      return CheckedSection(recorded: map)
    }
    let plan = try StudyDefinition.parse(
      Array(text.utf8), fileName: "study.yaml", domains: [demo]
    ).plan
    #expect(
      seen.study
        == StudyOutline(
          metric: "m", params: ["k"], inputs: ["rules", "data"], variants: ["a", "b"],
          tasks: ["T1", "T2"], minimum: 2,
          levels: [
            StudyOutline.Level(name: "pilot", tasks: ["T2"], pairsPerTask: 1),
            StudyOutline.Level(name: "full", tasks: ["T1", "T2"], pairsPerTask: 3),
          ]))
    #expect(plan.domain["demo"]?.asMap?["beta"] == 0.2)
    #expect(plan.domain["demo"]?.asMap?["alpha"] == 0.05)
  }

  @Test func `another value is another plan`() throws {
    let changed = Self.text.replacing("alpha: 0.05", with: "alpha: 0.01")
    #expect(try plan(changed).digest != plan(Self.text).digest)
  }

  @Test(arguments: [
    ("demo:\n", "dmeo:\n", "study.yaml:5:3: unknown domain 'dmeo'; did you mean 'demo'?"),
    ("alpha: 0.05", "alhpa: 0.05", "study.yaml:6:5: unknown key 'alhpa' in 'demo'"),
    ("rules/a.json", "other/a.json", "study.yaml:8:13: 'other/a.json' is listed under neither"),
    ("[demo.labels]", "[demo.lables]", "study.yaml:15:14: unknown member of 'demo' 'lables'"),
    ("[demo.labels]", "[x.labels]", "study.yaml:15:14: unknown section of a domain 'x.labels'"),
    ("  demo:\n", "  demo: 5\n  x:\n", "study.yaml:5:9: domain.demo must be a mapping"),
  ])
  func `a mistake is named where it stands`(old: String, new: String, message: String) throws {
    let text = Self.text.replacing(old, with: new)
    let errors = #expect(throws: DefinitionErrors.self) { try plan(text) }
    let found = errors?.errors.map(\.description) ?? []
    #expect(found.contains { $0.hasPrefix(message) }, "\(found)")
  }

  @Test(arguments: ["data/x.csv", "rules", "rules/deep/b.json"])
  func `a file of a section may stand under an input in any way`(path: String) throws {
    _ = try plan(Self.text.replacing("rules/a.json", with: path))
  }

  @Test func `without domains none may be named`() {
    let errors = Sample.messages(Self.text)
    #expect(errors.contains { $0.contains("unknown domain 'demo'") }, "\(errors)")
  }
}

/// What a domain was told, noted while it checked its section.
private final class Seen: Sendable {
  private let noted = Mutex<StudyOutline?>(nil)

  var study: StudyOutline? {
    get { noted.withLock { $0 } }
    set { noted.withLock { $0 = newValue } }
  }
}
