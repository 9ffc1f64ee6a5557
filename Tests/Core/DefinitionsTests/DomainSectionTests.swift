import Codecs
import StageKit
import Study
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

  private static let demo = DomainSection(name: "demo") { item in
    let section = Section(
      item, owner: "'demo'", keys: ["alpha", "labels", "rubric", "nested"])
    guard let rubric = section?["rubric"], let path = rubric.text() else { return [] }
    return [NamedFile(path: path, item: rubric)]
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

  @Test func `another value is another plan`() throws {
    let changed = Self.text.replacing("alpha: 0.05", with: "alpha: 0.01")
    #expect(try plan(changed).digest != plan(Self.text).digest)
  }

  @Test(arguments: [
    ("demo:\n", "dmeo:\n", "study.yaml:5:3: unknown domain 'dmeo'; did you mean 'demo'?"),
    ("alpha: 0.05", "alhpa: 0.05", "study.yaml:6:5: unknown key 'alhpa' in 'demo'"),
    ("rules/a.json", "other/a.json", "study.yaml:8:13: 'other/a.json' stands under neither"),
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
