import Codecs
import Files
import StageKit
import TestKit
import Testing

@testable import Trials

@Suite struct ValidateTests {
  @Test(arguments: (1...6).map { "TASK-00\($0)" })
  func `a run of every task is valid as it is initialised`(task: String) throws {
    let bench = try ManifestBench(task: task)
    #expect(try bench.problems().isEmpty)
  }

  @Test(arguments: ValidateMistake.all)
  func `a mistake in a manifest is one row that says what and where`(
    mistake: ValidateMistake
  ) throws {
    let problems = try ManifestBench().problems { $0.set(mistake.path, mistake.value) }
    #expect(problems.map(\.name) == [mistake.check], "\(problems)")
    #expect(problems.first?.detail.contains(mistake.says) == true, "\(problems)")
  }

  @Test(arguments: [
    "variants/role-centric.md", "tasks/TASK-001/spec.json", "evaluators/runtime.json",
    "tasks/TASK-001/expected/output.txt",
  ])
  func `a file that drifted or is gone is found`(file: String) throws {
    for isGone in [false, true] {
      let bench = try ManifestBench(ownStudy: true)
      let context = try bench.context()
      let manifest = JSON.encode(try bench.manifest())
      if isGone {
        try FileSystem.remove(bench.study.path(file))
      } else {
        try StageFiles.write(bench.study.path(file), Array("drifted".utf8))
      }
      let problems = ManifestValidator.checks(manifest, context, snapshot: bench.snapshot).problems
      #expect(!problems.isEmpty)
      let says = isGone ? "is not there" : "is not what was pinned"
      #expect(
        problems.contains { $0.detail.contains("'\(file)' \(says)") }, "\(problems.map(\.detail))")
    }
  }

  @Test func `a snapshot that is absent, drifted, short or too full is found`() throws {
    let absent = try ManifestBench()
    let manifest = JSON.encode(try absent.manifest())
    try FileSystem.removeTree(absent.snapshot)
    let checks = ManifestValidator.checks(
      manifest, try absent.context(), snapshot: absent.snapshot)
    #expect(checks.problems.map(\.name) == ["inputs.snapshot", "inputs.files"])
    for (file, bytes) in [("content.txt", [UInt8(1)]), ("more.txt", [1])] {
      let bench = try ManifestBench()
      let before = JSON.encode(try bench.manifest())
      try StageFiles.write("\(bench.snapshot)/inputs/\(file)", bytes)
      for bytes in [before, JSON.encode(try bench.manifest())] {
        let checks = ManifestValidator.checks(
          bytes, try bench.context(), snapshot: bench.snapshot)
        #expect(checks.problems.map(\.name) == ["inputs.files"])
      }
    }
  }

  @Test func `a manifest that is absent or no JSON has one row`() throws {
    let bench = try ManifestBench()
    for bytes in [nil, [], Array("{".utf8), Array("[]".utf8)] as [[UInt8]?] {
      let checks = ManifestValidator.checks(
        bytes, try bench.context(), snapshot: bench.snapshot)
      #expect(checks.map(\.name) == ["readable"])
      #expect(checks.problems.count == 1)
    }
  }

  @Test(
    arguments: [
      ("success_criteria", [["name": "charm"]], "no criterion 'charm'"),
      ("success_criteria", [], "names no success criterion"),
      ("constraints", [["id": "a", "kind": "kindness"]], "no kind 'kindness'"),
      ("constraints", [["id": "a", "kind": "determinism", "x": 1]], "no parameter 'x'"),
      ("timeout_seconds", 61, "make them the same"),
    ] as [(String, Value, String)])
  func `a task that could not be judged is found before anything is spent`(
    member: String, value: Value, says: String
  ) throws {
    let bench = try ManifestBench(ownStudy: true)
    let context = try bench.context { map in
      try? bench.study.changeSpecification("TASK-001") { $0[member] = value }
      map["task"] = try? bench.study.taskValue("TASK-001")
      if member == "timeout_seconds" { map.set("task.timeout_seconds", 60) }
    }
    let manifest = try Manifest(context: context, snapshot: bench.snapshot).value
    let problems = ManifestValidator.checks(
      JSON.encode(manifest), context, snapshot: bench.snapshot
    ).problems
    #expect(problems.map(\.name) == ["task.specification"], "\(problems)")
    #expect(problems.first?.detail.contains(says) == true, "\(problems)")
  }

  @Test func `the step writes manifest and validation, and reports no error`() throws {
    let bench = try ManifestBench()
    try ValidateManifestStep.run(bench.context())
    let validation = try StageFiles.readFields(bench.directory.path("validation.json"))
    #expect(try validation.integer("errors") == 0)
    #expect(
      try validation.list("checks") { (row) throws(StageError) in try row.flag("ok") }.count == 21)
    #expect(try StageFiles.readJSON(bench.directory.path("manifest.json")) == bench.manifest())
    let events = try bench.lines()
    #expect(events == ["{\"metric\":{\"name\":\"manifest_errors\",\"value\":0.0}}"])
  }

  @Test func `the step fails with a sentence, after it has written what it found`() throws {
    let bench = try ManifestBench()
    let context = try bench.context { $0["pins"] = [:] }
    let error = #expect(throws: StageError.self) { try ValidateManifestStep.run(context) }
    #expect(
      error?.message
        == "the manifest is not valid: manifest.json: pins has no 'harness_version'; record the "
        + "program's digest or the commit")
    let validation = try StageFiles.readFields(bench.directory.path("validation.json"))
    #expect(try validation.integer("errors") == 1)
    #expect(try bench.lines().first?.contains("\"value\":1.0") == true)
  }

  @Test func `the step validates a manifest that it is given`() throws {
    let bench = try ManifestBench()
    let path = bench.directory.path("given.json")
    func context() throws -> TrialContext {
      try bench.context { $0.set("inputs.manifest", .text(path)) }
    }
    let absent = try context()
    #expect(throws: StageError.self) { try ValidateManifestStep.run(absent) }
    try StageFiles.write(path, JSON.encode(try bench.manifest()))
    try ValidateManifestStep.run(context())
    #expect(
      try FileSystem.readFile(bench.directory.path("manifest.json")) == FileSystem.readFile(path))
  }
}

extension ManifestBench {
  /// The lines that a step reported.
  func lines() throws -> [String] {
    let bytes = try FileSystem.readFile(directory.path("events"))
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
