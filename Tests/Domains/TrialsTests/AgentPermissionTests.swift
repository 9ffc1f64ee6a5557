import Agents
import Codecs
import StageKit
import Testing

@testable import Trials

@Suite struct AgentPermissionTests {
  @Test(
    arguments: [
      ("read", "work/a", nil), ("write", "work/a", nil), ("create", "outputs/x/y", nil),
      ("read", "task/spec.json", nil), ("write", "task/spec.json", "the path is read-only"),
      ("delete", "variant.md", "the path is read-only"),
      ("read", "../decoy", "the path is forbidden by '../**'"),
      ("read", "work/../../decoy", "the path is forbidden by '../**'"),
      ("read", "/etc/passwd", "the path is forbidden by '/**'"),
      ("read", "stray", "the path is outside the permitted scope"),
      ("read", ".", "the path is outside the permitted scope"),
      ("write", "./outputs//b/../a", nil), ("write", "work/../agent.log", nil),
    ] as [(String, String, String?)])
  func `an operation is judged by its path as text`(
    operation: String, path: String, denial: String?
  ) throws {
    let set = try PermissionSet(EvaluatorStudy.permissions)
    let operation = try #require(PermissionSet.Operation(rawValue: operation))
    #expect(set.denial(of: operation, on: path)?.description == denial)
  }

  @Test func `a set without patterns that forbid still keeps everybody inside`() throws {
    let set = try PermissionSet(["file_operations": ["read"], "allowed_paths": ["**"]])
    #expect(set.denial(of: .read, on: "../x") == .outside)
    #expect(set.denial(of: .read, on: "/x") == .outside)
    #expect(set.denial(of: .write, on: "x") == .operation(.write))
    #expect(set.denial(of: .read, on: "x") == nil)
  }

  @Test func `an unknown member or operation is an error`() {
    #expect(throws: StageError(.invalid, "the permission set has no key 'alowed_paths'")) {
      try PermissionSet(["alowed_paths": ["work/**"]])
    }
    let error = #expect(throws: StageError.self) {
      try PermissionSet(["file_operations": ["chmod"]])
    }
    #expect(error?.message.contains("no file operation 'chmod'") == true)
  }
}
