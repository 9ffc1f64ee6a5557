import StageKit
import Testing
import YAML

@testable import Trials

/// The section `trials` of a study file: what is wrong with it is named where it stands.
@Suite struct SectionTests {
  private static let text = """
    permissions:
      file_operations: [read, write]
      allowed_paths: [work/**]
      network_access: false
    evaluators:
      success: {module: evaluators/s.json, version: 1.0.0}
    agent: {run: [python3, ./agent.py, --fast], deterministic: true, enforce: best_effort}

    """

  private static let study = StudyOutline(variants: ["a", "b"], tasks: ["T"])

  /// The files that a section names, and what is wrong with it.
  private func check(
    _ text: String, of study: StudyOutline = study
  ) throws -> (files: [String], problems: [String]) {
    let bytes = Array(text.utf8)
    let problems = Problems(file: "s.yaml", text: bytes)
    let item = Item(
      node: try YAMLDocument.parse(bytes), name: "trials", path: "domain.trials",
      problems: problems)
    let files = Trial.check(item, of: study).files.map(\.path)
    return (files, problems.failure?.errors.map(\.description) ?? [])
  }

  @Test func `its evaluators and the files of its agent have to be registered`() throws {
    let (files, problems) = try check(Self.text)
    #expect(problems == [])
    #expect(files == ["evaluators/s.json", "./agent.py"])
  }

  @Test(arguments: [
    ("version: 1.0.0", "version: latest", "s.yaml:6:49: version 'latest' floats"),
    ("version: 1.0.0", "version: 1.x", "s.yaml:6:49: version '1.x' floats"),
    ("version: 1.0.0", "version: ^1.0.0", "s.yaml:6:49: version '^1.0.0' floats"),
    ("version: 1.0.0", "version: 1.0", "s.yaml:6:49: version must be a version such as 1.0.0"),
    ("version: 1.0.0", "ver: 1.0.0", "s.yaml:6:40: unknown key 'ver' in evaluator 'success'"),
    ("module: evaluators/s.json, ", "", "s.yaml:6:12: evaluator 'success' has no 'module'"),
    ("[read, write]", "[read, wirte]", "s.yaml:2:27: unknown file operation 'wirte'"),
    ("  allowed_paths: [work/**]\n", "", "s.yaml:2:3: 'permissions' has no 'allowed_paths'"),
    ("network_access: false", "network_access: 0", "s.yaml:4:19: network_access must be true"),
    ("network_access", "network", "s.yaml:4:3: unknown key 'network' in 'permissions'"),
    ("[python3, ./agent.py, --fast]", "[]", "s.yaml:7:8: 'agent' names no program"),
    ("best_effort", "never", "s.yaml:7:75: unknown enforcement 'never'"),
    ("agent:", "agnet:", "s.yaml:7:1: unknown key 'agnet' in 'trials'; did you mean 'agent'?"),
  ])
  func `a mistake is named where it stands`(old: String, new: String, message: String) throws {
    let text = Self.text.replacing(old, with: new)
    #expect(text != Self.text)
    let problems = try check(text).problems
    #expect(problems.contains { $0.hasPrefix(message) }, "\(problems)")
  }

  @Test func `a study without pairs has no trials`() throws {
    let problems = try check(Self.text, of: StudyOutline()).problems
    #expect(problems.first?.hasPrefix("s.yaml:1:1: 'trials' belongs to a paired study") == true)
  }

  @Test func `what a step reads is declared, and hidden from all others`() {
    let section = DomainSection(Trial.self)
    func reads(_ step: String) -> [String] {
      section.reads(["runledger", "simulate", "trial", step])
    }
    #expect(reads("execute") == ["permissions", "agent"])
    #expect(reads("evaluate") == ["permissions", "evaluators"])
    #expect(reads("analyse").contains("hypotheses") && reads("index") == ["contrast", "level"])
    #expect(reads("init") == [])
  }
}
