import Codecs
import Files
import StageKit
import TestKit
import Testing

@testable import Trials

@Suite struct ParityTests {
  @Test func `the study's variants are at parity, attribute by attribute`() throws {
    let report = try Self.report()
    #expect(report.isPassed, "\(report.failures)")
    let names = report.checks.map(\.name)
    for name in [
      "variant_id", "paradigm", "tools.file_operations", "tools.network_access", "constraints",
      "harness", "evaluators.task_success", "task_suite", "policy.flow",
    ] {
      #expect(names.contains(name), "\(name)")
    }
    let paradigm = try #require(report.checks.first { $0.name == "paradigm" })
    #expect(paradigm.required == "different" && !paradigm.isEqual)
    #expect(paradigm.role == "anthropomorphic" && paradigm.goal == "first-principles")
  }

  @Test(arguments: [
    ("  network_access: false", "  network_access: true", "tools.network_access"),
    ("harness: runledger", "harness: other", "harness"),
    ("  runtime: 1.0.0", "  runtime: 1.1.0", "evaluators.runtime"),
    ("task_suite: \"1.0\"", "task_suite: \"1.1\"", "task_suite"),
    ("version: 1.0.0", "version: 1.0.1", "version"),
    ("  - {id: C5", "  - {id: C6", "constraints"),
    ("paradigm: first-principles", "paradigm: anthropomorphic", "paradigm"),
    ("variant_id: goal-centric", "variant_id: role-centric", "variant_id"),
    ("  subprocess_spawn: false", "  subprocess_spawn: false\n  shell: true", "tools.shell"),
  ])
  func `any other difference, or none in the paradigm, stands in the way`(
    old: String, new: String, failure: String
  ) throws {
    let report = try Self.report { $0.replacing(old, with: new) }
    #expect(!report.isPassed)
    #expect(report.failures == [failure])
  }

  @Test func `the step writes what it found and reports it`() throws {
    let study = try AgentStudy()
    let context = try study.context("parity")
    try ParityStep.run(context)
    let parity = try StageFiles.readFields(study.scratch.path("parity.json"))
    #expect(try parity.integer("pass") == 1)
    let check = try #require(parity.map["checks"]?.asArray?.first?.asMap)
    #expect(check.keys.sorted() == ["equal", "goal", "name", "required", "role"])
    #expect(try study.events().contains("{\"metric\":{\"name\":\"parity\",\"value\":1.0}}"))
  }

  @Test func `a drifted variant and one under another name are refused`() throws {
    let study = try AgentStudy()
    for (member, value, message) in [
      ("digest", String(repeating: "0", count: 64), "changed since the study was registered"),
      ("id", "other", "calls itself 'role-centric'"),
    ] {
      let context = try study.context("parity") { paired in
        var variants = paired["variants"]?.asArray ?? []
        var first = variants[0].asMap ?? [:]
        first[member] = .text(value)
        variants[0] = .map(first)
        paired["variants"] = .array(variants)
      }
      let error = #expect(throws: StageError.self) { try ParityStep.run(context) }
      #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }
  }

  /// The report on the study's variants, the goal-centric one changed.
  private static func report(
    _ change: (String) -> String = { $0 }
  ) throws -> ParityReport {
    let role = try AgentPolicyTests.variant(AgentStudy.role)
    let text = change(try AgentPolicyTests.text(AgentStudy.goal))
    return try ParityReport(role, VariantFile(Array(text.utf8), name: "goal"))
  }
}
