import Files
import Ledger
import Runtime
import Study
import TestKit
import Testing

/// A stage that is handed a directory or a pattern finds the registered files there, and no other.
@Suite(.serialized) struct HandedInputTests {
  private let lab: Laboratory

  init() throws {
    lab = try Laboratory()
    try lab.write("data/one.csv", "1\n")
    try lab.write("data/two.csv", "2\n")
  }

  private var data: String { PathName.join(lab.root, "data") }

  /// A command in the tree itself that reads `inputs`.
  private func command(
    _ script: String, _ inputs: [String], outputs: [String] = []
  ) throws -> StageFinished {
    let registered = try ExecPlan.make(
      command: ["sh", "-c", script], inputs: inputs, outputs: outputs, seed: nil, name: nil,
      directory: lab.root, root: lab.root, cache: DigestCache(of: lab.workspace),
      try lab.workspace.handler.states())
    let slug = try ExecPlan.register(
      registered, isNamed: false, by: lab.workspace.person(), id: .random,
      in: lab.workspace.handler)
    return try #require(try lab.run(slug).last)
  }

  @Test(arguments: ["data", "data/*.csv", "."])
  func `a file that comes in while the stage runs fails it`(pattern: String) throws {
    let finished = try command("echo 3 > data/three.csv", [pattern])
    #expect(finished.outcome == .failed)
    #expect(finished.error?.hasSuffix("while the stage ran") == true)
    #expect(finished.error?.contains("three.csv' came into the input '\(pattern)'") == true)
  }

  @Test func `a name that only looks the same is another file`() throws {
    try lab.write("data/\u{e9}.csv", "1\n")
    let finished = try command("echo 3 > 'data/e\u{301}.csv'", ["data"])
    #expect(finished.error?.contains("came into the input 'data'") == true)
  }

  @Test func `a file that goes fails it too`() throws {
    let finished = try command("rm data/two.csv", ["data"])
    #expect(finished.error?.hasPrefix("'data/two.csv' cannot be read any more") == true)
  }

  @Test func `what the command has to write may lie there, and what a pattern leaves out`() throws {
    #expect(
      try command("echo 3 > data/sum.csv", ["data"], outputs: ["data/sum.csv"]).outcome
        == .succeeded)
    #expect(try command("echo 3 > data/log.txt", ["data/*.csv"]).outcome == .succeeded)
  }

  @Test func `a file that came in after the study was registered is handed to nobody`() throws {
    var plan = Plan.script("demo", "true")
    plan.inputs = [InputPlan(name: "data", pattern: "data")]
    plan.stages[0].inputs = [StageInput(name: "data", source: .study("data"))]
    try lab.register(plan, files: ["data": ["data/one.csv", "data/two.csv"]])
    try lab.write("data/three.csv", "3\n")
    let finished = try #require(try lab.run("demo").last)
    #expect(finished.outcome == .crashed)
    #expect(
      finished.error
        == "'data/three.csv' came into the input 'data' after the study was registered")
  }
}
