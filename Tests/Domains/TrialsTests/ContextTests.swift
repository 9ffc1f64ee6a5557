import Codecs
import StageKit
import TestKit
import Testing

@testable import Trials

@Suite struct ContextTests {
  @Test func `a context is read with its run's variant, task and pair`() throws {
    let context = try TrialContext(RecordedContext.value(Self.value), directory: "/d")
    #expect(context.run == "run-0001-role-centric-TASK-001")
    #expect(context.variant?.paradigm == "anthropomorphic")
    #expect(context.task?.timeoutSeconds == 60)
    #expect(context.task?.files.map(\.path) == ["tasks/TASK-001/spec.json"])
    #expect(context.pair?.seed == 123_456_789)
    #expect(context.paired?.evaluators.map(\.name) == ["runtime", "task_success"])
    #expect(context.paired?.agent == nil)
    #expect(try context.input("snapshot") == "/d/x")
    #expect(try context.params.integer("repeats", default: 0) == 1)
    #expect(try context.params.number("alpha", default: 0.05) == 0.01)
  }

  @Test func `what a wider step does not get is nil`() throws {
    let context = try TrialContext(
      ["study": "s", "stage": "index", "runs": [["id": "r1", "locked": true]]], directory: "/d")
    #expect(context.variant == nil)
    #expect(context.paired == nil)
    #expect(context.runs.map(\.id) == ["r1"])
    #expect(context.runs.map(\.isLocked) == [true])
    #expect(context.optionalInput("scorecards") == nil)
  }

  @Test func `a member of another kind is named with its place`() {
    #expect(throws: StageError(.invalid, "the context: task has no 'seed'")) {
      try TrialContext(
        ["study": "s", "stage": "x", "task": ["id": "T", "path": "/t"]], directory: "/d")
    }
    #expect(throws: StageError(.invalid, "the context: runs[0]: 'id' is not a text")) {
      try TrialContext(["study": "s", "stage": "x", "runs": [["id": 1]]], directory: "/d")
    }
    #expect(throws: StageError(.invalid, "stage 'x' needs an input named 'log'")) {
      try TrialContext(["study": "s", "stage": "x"], directory: "/d").input("log")
    }
  }

  @Test func `reports are lines of the file of events`() throws {
    let directory = try TemporaryDirectory()
    let context = try TrialContext(
      RecordedContext.value(Self.value), environment: ["RUNLEDGER_EVENTS": "events"],
      directory: directory.path)
    try context.events.metric("parity", 1)
    try context.events.violation("late", isCritical: false, action: "recorded")
    let text = String(
      decoding: try StageFiles.read(directory.path("events")), as: UTF8.self)
    #expect(
      text == """
        {"metric":{"name":"parity","value":1.0}}
        {"violation":{"action":"recorded","severity":"non_critical","text":"late"}}

        """)
  }

  @Test func `an unknown step names the steps there are`() {
    let error = #expect(throws: StageError.self) {
      try Trial.run(step: "nope", [], environment: [:], directory: "/")
    }
    #expect(error?.kind == .usage)
    #expect(error?.exitCode == 2)
    #expect(error?.message == "there is no step 'nope' of 'trial'")
    #expect(error?.hint?.hasPrefix("there are 'parity', 'init'") == true)
  }

  static let value: ValueMap = [
    "study": "role-vs-goal", "run": "run-0001-role-centric-TASK-001", "level": "full",
    "stage": "execute", "attempt": 1, "seed": 42,
    "params": ["repeats": 1, "alpha": 0.01], "inputs": ["snapshot": "x"],
    "variant": [
      "id": "role-centric", "paradigm": "anthropomorphic", "path": "/v.md",
      "file": "variants/role-centric.md", "digest": "00",
    ],
    "task": [
      "id": "TASK-001", "path": "/t", "file": "tasks/TASK-001", "seed": 42, "timeout_seconds": 60,
      "files": [["path": "tasks/TASK-001/spec.json", "digest": "00", "size": 12]],
    ],
    "pair": ["id": "pair-0001", "index": 1, "seed": 123_456_789, "order": 1, "other": "run-0002"],
    "paired": [
      "evaluators": [
        "task_success": ["module": "s", "version": "1.0.0", "path": "/e", "digest": "00"],
        "runtime": ["module": "r", "version": "1.0.0", "path": "/e", "digest": "00"],
      ],
      "agent": .null,
    ],
  ]
}
