import Files
import TestKit
import Testing

/// The ways back of a paired study that is finished: a run is repeated, or a pair.
extension TrialTests {
  private func finished() throws -> Tool {
    let tool = try lab { text in
      text.replacing("pairs: 3", with: "pairs: 2")
    }
    let result = try tool.run("run", "study.yaml", "--quiet", "--jobs", "2")
    #expect(result.exit == 0, "\(result.output)\(result.errors)")
    return tool
  }

  private func count(_ type: String, _ stage: String, _ tool: Tool) throws -> Int {
    try tool.run("log", "--type", type).output.split(separator: "\n")
      .count { $0.contains(" \(stage)") || $0.contains("/\(stage)") }
  }

  private func closed(_ tool: Tool, _ what: String) throws {
    let status = try tool.run("status", "role-vs-goal").output
    #expect(status.contains("closed (success)"), "\(what): \(status)")
    #expect(try tool.run("verify").exit == 0, "\(what)")
    #expect(try tool.run("replay").exit == 0, "\(what)")
  }

  @Test(arguments: ["execute", "evaluate"])
  func `a run is repeated from a stage, and what depends on it follows`(from: String) throws {
    let tool = try finished()
    let run = "run-0001-goal-centric-TASK-001"
    let before = (
      execute: try count("stage.started", "execute", tool),
      evaluate: try count("stage.started", "evaluate", tool)
    )
    let rerun = try tool.run("rerun", run, "--from", from, "-m", "the machine was slow")
    #expect(rerun.exit == 0, "\(rerun.errors)")
    let again = try tool.run("run", "study.yaml", "--quiet")
    #expect(again.exit == 0, "\(again.output)\(again.errors)")
    try closed(tool, "from \(from)")
    let executions = from == "execute" ? 1 : 0
    #expect(try count("stage.started", "execute", tool) == before.execute + executions)
    #expect(try count("stage.started", "evaluate", tool) == before.evaluate + 1)
    #expect(try tool.run("show", "\(run)-v2").output.contains("locked"))
    let pair = try tool.run("trial", "verify-pair", "pair-0001")
    #expect(pair.exit == 0 && pair.output.hasPrefix("pair-0001: verified"), "\(pair.output)")
    let index = try tool.read("runs/role-vs-goal/analysis/scorecard-index.csv")
    #expect(index.contains("\(run)-v2") && !index.contains("\(run),"))
    let report = try tool.read("runs/role-vs-goal/report/comparative-report.md")
    #expect(report.contains("(1 corrected)"))
  }

  @Test func `both runs of a pair are repeated by one verb`() throws {
    let tool = try finished()
    let rerun = try tool.run("rerun", "pair-0001", "-m", "the harness was mended")
    #expect(rerun.exit == 0, "\(rerun.errors)")
    let again = try tool.run("run", "study.yaml", "--quiet")
    #expect(again.exit == 0, "\(again.output)\(again.errors)")
    try closed(tool, "after the pair")
    let index = try tool.read("runs/role-vs-goal/analysis/scorecard-index.csv")
    #expect(index.split(separator: "\n").count { $0.contains("-v2,") } == 2)
    let report = try tool.read("runs/role-vs-goal/report/comparative-report.md")
    #expect(report.contains("(2 corrected)"))
  }
}
