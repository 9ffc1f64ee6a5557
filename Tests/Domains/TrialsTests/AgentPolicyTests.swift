import Files
import StageKit
import TestKit
import Testing

@testable import Trials

@Suite struct AgentPolicyTests {
  @Test func `both variants of the study compile, to policies that differ`() throws {
    let role = try Self.variant(AgentStudy.role)
    let goal = try Self.variant(AgentStudy.goal)
    let (first, second) = (try role.policy, try goal.policy)
    #expect(first != second)
    #expect(first.ambiguity == .askFirst && second.ambiguity == .assumeMostConstrained)
    #expect(first.constraintCheck == .afterOperation)
    #expect(second.constraintCheck == .beforeOperation)
    #expect(first.missingDirectory == .createThenRetry)
    #expect(second.missingDirectory == .fallbackFirst)
    #expect(first.verifyPasses > second.verifyPasses)
    for file in [role, goal] {
      let lines = file.prose.split(separator: "\n", omittingEmptySubsequences: false)
      #expect((60...95).contains(lines.count), "\(file.name) has \(lines.count) lines")
    }
  }

  @Test(arguments: [
    ("  flow: phases", "  flow: waterfall", "'flow' is one of: phases, control_loop"),
    (
      "  transient_retries: 2", "  transient_retries: many",
      "'transient_retries' is a whole number from 0 to 10"
    ),
    ("  verify_passes: 2", "  verify_passes: 11", "'verify_passes' is a whole number from 0 to 10"),
    ("  survey: surroundings", "  surveys: surroundings", "a policy has no 'surveys'"),
    ("  deadline: trusted", "  # none", "the policy has no 'deadline'"),
    ("title: A helpful", "titel: A helpful", "a variant has no 'titel'"),
    ("policy:", "policy: none\nother:", "a variant has no 'other'"),
  ])
  func `a member or value that is unknown is an error with its line`(
    old: String, new: String, message: String
  ) throws {
    let text = try Self.text(AgentStudy.role)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let index = try #require(lines.firstIndex { $0.hasPrefix(old) })
    var changed = lines
    changed[index] = new + lines[index].dropFirst(old.count)
    let error = #expect(throws: StageError.self) {
      try VariantFile(Array(changed.joined(separator: "\n").utf8), name: "v.md").policy
    }
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    let isAbsent = message.contains("has no 'deadline'")
    let place = isAbsent ? "'v.md', line " : "'v.md', line \(index + (new.contains("\n") ? 2 : 1)):"
    #expect(error?.message.hasPrefix(place) == true, "\(error?.message ?? "")")
  }

  @Test(arguments: [
    ("no head", "'v.md' has no head"), ("---\na: 1\n", "'v.md' has no head"),
    ("---\na: [\n---\n", "'v.md', line 3"), ("---\n- a\n---\n", "the head is a mapping"),
    ("---\nvariant_id: x\n---\n", "the head has no 'title'"),
  ])
  func `a file without a proper head is refused`(text: String, message: String) {
    let error = #expect(throws: StageError.self) {
      try VariantFile(Array(text.utf8), name: "v.md")
    }
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
  }

  static func variant(_ id: String) throws -> VariantFile {
    try VariantFile(Array(text(id).utf8), name: "variants/\(id).md")
  }

  static func text(_ id: String) throws -> String {
    let path = try Vectors.path("docs/studies/role-vs-goal/variants/\(id).md")
    return String(decoding: try FileSystem.readFile(path), as: UTF8.self)
  }
}
