import Files
import Glibc
import TestKit
import Testing

/// A town and a training that are killed wherever they stand, and go on bit for bit.
@Suite(.serialized) struct TownKillTests {
  private let town = """
    config_id: killed
    town: {agents: 4}
    employment: {enforce_job_loop: true}
    ppo: {hidden_units: 16}
    stability: {promotion: {window_ticks: 200}}
    telemetry: {transport: {enabled: true}}
    perturbations: {specs: {dark: {kind: blackout, prob_per_day: 4}}}
    training: {rollout_ticks: 40}
    """

  /// Runs a command to its end, killing it ever later on the way; how often it was killed.
  private func killed(_ tool: Tool, _ words: [String], done: String) throws -> Int {
    var kills = 0
    for attempt in 1...60 {
      let pid = try tool.start(words)
      // Often early, so that it dies before its first save too; at last it may finish.
      if attempt < 16 {
        usleep(UInt32(40_000 * attempt))
        Glibc.kill(pid, SIGKILL)
      }
      let exit = tool.wait(for: pid)
      if exit == 0 { break }
      #expect(exit == 128 + SIGKILL)
      kills += 1
    }
    #expect(FileSystem.exists(PathName.join(tool.root, done)))
    return kills
  }

  private func expectEqual(_ tool: Tool, _ names: [String]) throws {
    for name in names {
      let cut = try FileSystem.readFile(PathName.join(tool.root, "cut/\(name)"))
      let whole = try FileSystem.readFile(PathName.join(tool.root, "whole/\(name)"))
      #expect(cut == whole && !whole.isEmpty, "\(name)")
    }
  }

  @Test func `a shard that is killed again and again comes to the same hashes`() throws {
    let tool = try Tool()
    try tool.write("town.yaml", town)
    let words = ["town", "simulate", "--config", "town.yaml", "--ticks", "2000", "-o"]
    #expect(tool.wait(for: try tool.start(words + ["whole"])) == 0)
    let kills = try killed(tool, words + ["cut", "--resume"], done: "cut/summary.json")
    #expect(kills > 0)
    try expectEqual(
      tool,
      [
        "state_hashes.txt", "events.jsonl", "windows.jsonl", "telemetry.jsonl", "telemetry.json",
        "summary.json", "snapshots/snapshot-1999.json", "resume.json",
      ])
  }

  @Test func `a training that is killed again and again comes to the same weights`() throws {
    let tool = try Tool()
    try tool.write("town.yaml", town)
    let words = [
      "town", "train", "--config", "town.yaml", "--mode", "rollout", "--epochs", "60",
      "--transitions", "64", "--evaluate", "1", "-o",
    ]
    #expect(tool.wait(for: try tool.start(words + ["whole"])) == 0)
    let kills = try killed(
      tool, words + ["cut", "--resume"], done: "cut/snapshots/shadow/policy.policy")
    #expect(kills > 0)
    try expectEqual(
      tool,
      [
        "snapshots/shadow/policy.policy", "snapshots/shadow/policy.json", "training.jsonl",
        "returns.csv", "training-state.bin",
      ])
  }
}
