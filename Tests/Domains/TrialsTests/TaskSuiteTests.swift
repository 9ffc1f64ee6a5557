import Codecs
import Files
import StageKit
import TestKit
import Testing

@testable import Trials

@Suite struct TaskSuiteTests {
  private static let directory = "docs/studies/role-vs-goal/tasks"

  @Test func `the committed tasks are exactly what the generator gives`() throws {
    let home = try Vectors.path(Self.directory)
    let committed = try FileSystem.walk(home)
    let generated = TaskSuite.files
    #expect(committed == generated.map(\.path))
    for file in generated {
      let bytes = try FileSystem.readFile(PathName.join(home, file.path))
      #expect(bytes == file.bytes, "\(file.path) differs: generate the tasks again")
    }
  }

  @Test func `the tool writes the tasks where it is told to`() throws {
    let directory = try TemporaryDirectory()
    let code = try Trial.run(
      step: "tasks", ["-o", "new/tasks"], environment: [:], directory: directory.path)
    #expect(code == 0)
    let written = try FileSystem.walk(directory.path("new/tasks"))
    #expect(written == TaskSuite.files.map(\.path))
  }

  @Test(arguments: [[], ["-o"], ["-o", ""], ["there"], ["-o", "a", "b"]])
  func `the tool wants a directory`(arguments: [String]) {
    #expect(throws: StageError.self) { try runTool(arguments) }
  }

  @Test func `the suite is the one of the plan`() {
    let drafts = TaskSuite.drafts
    #expect(drafts.map(\.id) == (1...6).map { "TASK-00\($0)" })
    #expect(drafts.map(\.seed) == Array(42...47))
    #expect(drafts.map(\.timeoutSeconds) == [60, 120, 90, 150, 300, 180])
    #expect(drafts.map(\.criteria.count) == [3, 5, 4, 4, 5, 4])
    let names = drafts.flatMap { $0.criteria.map(\.name) }
    #expect(Set(names).count == 23)
    #expect(drafts.map(\.constraints.count) == [3, 4, 4, 4, 5, 4])
  }

  @Test func `three tables hold 325 rows of which 87 are active`() throws {
    let inputs = TaskDraft.toolComposition.inputs
    var counts: [Int] = []
    var active = 0
    for input in inputs {
      let table = try CSV.decode(input.bytes)
      let column = try #require(table.header.firstIndex(of: "status"))
      counts.append(table.rows.count)
      active += table.rows.count { $0[column] == "active" }
    }
    #expect(counts == [100, 150, 75])
    #expect(active == 87)
  }

  @Test func `three settings files have 100, 50 and 30 lines`() {
    let inputs = TaskDraft.configurationSummary.inputs
    #expect(inputs.map(\.path) == ["app", "database", "logging"].map { "configs/\($0).yaml" })
    let lines = inputs.map { $0.bytes.count { $0 == UInt8(ascii: "\n") } }
    #expect(lines == [100, 50, 30])
  }

  @Test func `the file that may not be written says so in the specification`() throws {
    let files = TaskDraft.constrainedEdit.specification.asMap?["inputs"]?.asMap?["files"]?.asArray
    let modes = try #require(files).map { $0.asMap?["mode"]?.asText }
    #expect(modes == ["0644", "0444"])
  }

  @Test func `what the agent is asked to do does not tell how it is judged`() {
    for draft in TaskSuite.drafts {
      for criterion in draft.criteria {
        #expect(!draft.description.contains(criterion.name))
        #expect(!draft.description.contains(criterion.description))
      }
      for constraint in draft.constraints {
        #expect(!draft.description.contains(constraint.id))
      }
    }
  }

  @Test func `the numbers of a task depend on its seed and name only`() {
    var first = TaskNumbers(task: "TASK-002", seed: 43)
    var again = TaskNumbers(task: "TASK-002", seed: 43)
    var other = TaskNumbers(task: "TASK-002", seed: 44)
    let numbers = (0..<9).map { _ in first.next() }
    #expect(numbers == (0..<9).map { _ in again.next() })
    #expect(numbers != (0..<9).map { _ in other.next() })
    #expect(Set(numbers).count == 9)
  }

  private func runTool(_ arguments: [String]) throws {
    _ = try TasksStep.run(arguments, environment: [:], directory: "/nonexistent")
  }
}
