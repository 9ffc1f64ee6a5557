import StageKit
import TestKit
import Testing

@testable import Embeddings

@Suite struct GoalTests {
  private func study(_ text: String, file: String = "goal.yaml") throws -> String {
    try GoalStep.study(Array(text.utf8), file: file, directory: "specs", target: "studies")
  }

  @Test func `the example study is what its goal gives`() throws {
    let place = "docs/studies/pbmc-dendritic"
    let text = try GoalStep.study(
      Vectors.bytes("\(place)/goal.yaml"), file: "goal.yaml", directory: place, target: place,
      slug: "pbmc-dendritic")
    #expect(text == String(decoding: try Vectors.bytes("\(place)/study.yaml"), as: UTF8.self))
  }

  private let goal = """
    - objective: which one
    - data scope: {data: cells, label: l, positive: p, patient: who, filters: {Tech: CITE}}
    - preprocess_grid: [hvg, all_filtered]
    - DR grid: {pca: [40, 20], fa: [20, 60]}
    - Classifier-config: {folds: 4}
    - stop criteria: {success: "plan1.best_pooled_auc.min > 0.8"}
    - budget: {max runtime: 4h}
    """

  @Test func `a goal may be a list, with keys as people write them`() throws {
    let text = try study(goal)
    #expect(text.contains("study: goal\n") && text.contains("ks: [20, 40, 60]"))
    #expect(text.contains("inputs: {cells: \"../specs/cells\"}"))
    #expect(text.contains("--filter, \"Tech=CITE\"") && text.contains("runtime: 4h"))
    #expect(text.contains("\"hvg_3000\"") && text.contains("methods: [pca, fa]"))
  }

  @Test(arguments: [
    ("budget", "budgett", "budgett"), ("hvg,", "hvgg,", "no gene filter"),
    ("pca:", "pcaa:", "no method"), ("[40, 20]", "[forty]", "no K"),
    ("- objective: which one\n", "", "no 'objective'"), ("label: l, ", "", "no 'label'"),
    ("{folds: 4}", "{folds: 1}", "from 2"), ("DR grid", "objective", "twice"),
  ])
  func `what is wrong with a goal is said with its place`(
    old: String, new: String, words: String
  ) throws {
    let range = try #require(goal.firstRange(of: old))
    let text = goal.replacingCharacters(range, new)
    #expect {
      try study(text)
    } throws: {
      let message = ($0 as? StageError)?.message ?? ""
      return message.contains(words) && message.contains("goal.yaml:")
    }
  }

  private let orchestrator = """
    {"objective": "o", "retries": 1, "stages": [
      {"name": "Plan 0", "command": "echo $HOME", "timeout_seconds": 5,
       "validations": [{"type": "file_exists", "path": "a.csv"},
                       {"type": "glob_exists", "root": "out", "pattern": "*.json"}]},
      {"name": "plan1", "command": "true", "working_dir": "sub"}]}
    """

  @Test func `an orchestrator's spec becomes a study, in JSON too`() throws {
    let text = try study(orchestrator, file: "spec.json")
    #expect(text.contains("- name: plan-0") && text.contains("timeout: 5s"))
    #expect(text.contains("echo $$HOME") && text.contains("attempts: 2"))
    #expect(text.contains("inputs: {after: plan-0/validations.json}") && text.contains("-newer"))
  }

  @Test(arguments: [
    ("\"plan1\"", "\"plan-0\"", "two stages"), ("file_exists", "file_there", "kind of validation"),
    (", \"command\": \"true\"", "", "no 'command'"), ("\"retries\": 1", "\"retrys\": 1", "retrys"),
    ("\"retries\": 1", "\"retries\": -1", "whole number"),
  ])
  func `its old defects are refused`(old: String, new: String, words: String) throws {
    let range = try #require(orchestrator.firstRange(of: old))
    let text = orchestrator.replacingCharacters(range, new)
    #expect {
      try study(text, file: "spec.json")
    } throws: { ($0 as? StageError)?.message.contains(words) == true }
  }
}

extension String {
  fileprivate func replacingCharacters(_ range: Range<String.Index>, _ text: String) -> String {
    String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
  }
}
