import Codecs
import Files
import StageKit
import TestKit
import Testing

@testable import Trials

@Suite struct InitTests {
  @Test func `the snapshot is the task's inputs, and the same for both variants`() throws {
    for task in AgentStudy.tasks {
      var snapshots: [[String: [UInt8]]] = []
      for variant in [AgentStudy.role, AgentStudy.goal] {
        let study = try AgentStudy()
        try InitStep.run(study.context("init", task: task, variant: variant))
        var files: [String: [UInt8]] = [:]
        for file in try FileSystem.walk(study.scratch.path("inputs")) {
          files[file] = try FileSystem.readFile(study.scratch.path("inputs/\(file)"))
        }
        snapshots.append(files)
        #expect(try FileSystem.list(study.scratch.path) == ["inputs"])
      }
      #expect(snapshots[0] == snapshots[1])
      let draft = try #require(TaskSuite.drafts.first { $0.id == task })
      #expect(snapshots[0].keys.sorted() == draft.inputs.map(\.path).sorted())
    }
  }

  @Test func `a file that drifted, is new or is gone is refused by name`() throws {
    for (change, message) in [
      ("drift", "'tasks/TASK-003/inputs/editable.txt' changed since the study was registered"),
      ("new", "'tasks/TASK-003/inputs/more.txt' is not among the files"),
      ("gone", "'tasks/TASK-003/inputs/editable.txt' is not registered"),
      ("spec", "'tasks/TASK-003/spec.json' changed since the study was registered"),
    ] {
      let study = try AgentStudy()
      let context = try study.context("init", task: "TASK-003") { (_, task) in
        var files = task["files"]?.asArray?.compactMap(\.asMap) ?? []
        let wanted = change == "spec" ? "spec.json" : "inputs/editable.txt"
        let index = files.firstIndex { $0["path"]?.asText?.hasSuffix(wanted) == true } ?? 0
        switch change {
        case "new":
          files.append(["path": "tasks/TASK-003/inputs/more.txt", "digest": "00"])
        case "gone": files.remove(at: index)
        default: files[index]["digest"] = .text(String(repeating: "0", count: 64))
        }
        task["files"] = .array(files.map { .map($0) })
      }
      let error = #expect(throws: StageError.self) { try InitStep.run(context) }
      #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }
  }
}
