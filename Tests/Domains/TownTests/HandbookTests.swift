import Codecs
import Files
import StageKit
import TestKit
import Testing

@testable import Town

/// The operators' handbook, line by line, typed in.
@Suite struct HandbookTests {
  private func directory() throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    try StageFiles.write(
      directory.path("town.yaml"),
      Array("config_id: t\nppo: {hidden_units: 16}\nemployment: {enforce_job_loop: true}\n".utf8))
    return directory
  }

  private func type(
    _ step: any Step.Type, _ words: [String], _ directory: TemporaryDirectory
  ) throws -> Int32 {
    try step.run(words, environment: [:], directory: directory.path)
  }

  private func read(_ directory: TemporaryDirectory, _ path: String) throws -> StageFields {
    try StageFiles.readFields(directory.path(path))
  }

  @Test func `run_simulation in both of its spellings is one run`() throws {
    let directory = try directory()
    #expect(
      try type(
        ShardStep.self, ["--config", "town.yaml", "--tick-limit", "50", "-o", "a"], directory)
        == 0)
    #expect(try type(ShardStep.self, ["town.yaml", "--ticks", "50", "-o", "b"], directory) == 0)
    let (left, right) = (
      try read(directory, "a/summary.json"), try read(directory, "b/summary.json")
    )
    #expect(try left.text("state_hash") == right.text("state_hash"))
    #expect(try left.integer("tick") == 49)
    #expect(
      message {
        _ = try type(
          ShardStep.self, ["--config", "town.yaml", "--expect-variant", "compact"], directory)
      }.contains("compact"))
    #expect(
      message {
        _ = try type(
          ShardStep.self, ["town.yaml", "--ticks", "5", "--tick-limit", "6"], directory)
      }.contains("say 6 and 5"))
  }

  @Test func `the smoke test runs without a configuration, as it is printed`() throws {
    let directory = try directory()
    #expect(
      try type(ShardStep.self, ["--tick-limit", "1000", "-o", "out"], directory) == 0)
    let summary = try read(directory, "out/summary.json")
    #expect(try summary.text("config_id") == "default" && summary.integer("tick") == 999)
  }

  @Test func `training goes where the handbook expects it, also when nobody says where`() throws {
    let directory = try directory()
    let words = ["--config", "town.yaml", "--epochs", "1", "--transitions", "8", "--evaluate", "0"]
    #expect(try type(TrainStep.self, words + ["--mode", "rollout"], directory) == 0)
    #expect(FileSystem.exists(directory.path("trained/snapshots/shadow/policy.policy")))
  }

  @Test func `observing what is no shard says what is`() throws {
    let directory = try directory()
    #expect(
      message { _ = try type(ObserveStep.self, ["town.yaml"], directory) }
        .contains("is no telemetry.json"))
    try FileSystem.makeDirectories(directory.path("empty"))
    #expect(
      message { _ = try type(ObserveStep.self, ["empty"], directory) }
        .contains("`town simulate -o empty` does"))
  }

  @Test func `release and shadow lie in directories of their own`() throws {
    let directory = try directory()
    for role in ["release", "shadow"] {
      let words = [
        "--config", "town.yaml", "--mode", "rollout", "--epochs", "1", "--transitions", "16",
        "--evaluate", "0", "--role", role, "--name", role, "-o", "out",
      ]
      #expect(try type(TrainStep.self, words, directory) == 0)
    }
    for path in ["rel/release", "shadow/shadow"] {
      let header = try read(directory, "out/snapshots/\(path).json")
      for name in ["policy_hash", "digest", "config_id", "observation_variant"] {
        #expect(try !header.text(name).isEmpty, "\(name)")
      }
    }
    #expect(!FileSystem.exists(directory.path("out/snapshots/rel/shadow.policy")))
  }

  @Test func `the telemetry snapshot says what the handbook promises`() throws {
    var town = Rehearsal(try Town.usual(), seed: 1)
    town.live(300)
    let answer = town.say("telemetry_snapshot").result?.asMap
    #expect(answer?["schema_version"] == "0.2.0")
    let job = answer?["jobs"]?.asMap?["a1"]?.asMap
    #expect(job?["shift_state"]?.asText != nil && job?["wallet"]?.asDouble != nil)
    #expect(answer?["economy"]?.asMap?["fridge_1"]?.asMap?["stock"]?.asMap?["meals"] != nil)
    #expect(answer?["employment"]?.asMap?["queue_limit"]?.asInt == 8)
    let status = town.say("employment_status").result?.asMap?["metrics"]?.asMap
    for name in ["pending_count", "daily_exit_cap", "exits_today", "queue_limit", "pending"] {
      #expect(status?[name] != nil, "\(name)")
    }
  }

  @Test func `the pages that the handbook names are there`() throws {
    let parts = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    for page in [
      "TELEMETRY_CHANGELOG", "EMPLOYMENT_DOCS_TEST_CHECKLIST", "OBSERVER_UI_GUIDE", "TOWN",
    ] { #expect(FileSystem.exists("/\(parts)/docs/\(page).md"), "\(page)") }
  }

  @Test func `the payload of a shard passes the check, and a broken one does not`() throws {
    let directory = try directory()
    _ = try type(ShardStep.self, ["town.yaml", "--ticks", "20", "-o", "out"], directory)
    #expect(try type(TelemetryCheckStep.self, ["out/telemetry.json"], directory) == 0)
    var payload = try read(directory, "out/telemetry.json").map
    payload["employment"] = [:]
    try StageFiles.write(directory.path("broken.json"), JSON.encode(.map(payload)))
    #expect(try type(TelemetryCheckStep.self, ["broken.json"], directory) == 1)
  }

  /// A promotion, what it leaves, and the way back.
  @Test func `promotion and rollback are kept and logged`() throws {
    let directory = try directory()
    try StageFiles.write(
      directory.path("commands"),
      Array(
        """
        {"tick":1500,"name":"promote_policy","args":["scripted"],"cmd_id":"early","issuer":"ops"}
        {"tick":2001,"name":"promote_policy","args":["scripted"],"cmd_id":"prm-1","issuer":"ops"}
        {"tick":2100,"name":"rollback_policy","kwargs":{"reason":"rehearsal"},"cmd_id":"rb-1"}

        """.utf8))
    let words = [
      "town.yaml", "--ticks", "2200", "--mode", "admin", "--commands", "commands", "-o", "out",
    ]
    #expect(try type(ShardStep.self, words, directory) == 0)
    for name in ["release.json", "candidate.json", "shard.json"] {
      #expect(FileSystem.exists(directory.path("out/snapshots/release/2001/\(name)")), "\(name)")
    }
    func lines(_ path: String) throws -> [String] {
      String(decoding: try StageFiles.read(directory.path(path)), as: UTF8.self)
        .split(separator: "\n").map(String.init)
    }
    let rollouts = try lines("out/ops/rollouts.md").suffix(2)
    #expect(rollouts.first?.contains("| 2001 |") ?? false)
    #expect(rollouts.first?.contains("prm-1") ?? false)
    #expect(rollouts.last?.contains("rollback") ?? false)
    #expect(try lines("out/promotion_history.jsonl").count == 2)
    let audit = try lines("out/logs/console/commands.jsonl").map {
      try JSON.decode(Array($0.utf8)).asMap ?? [:]
    }
    #expect(audit.count == 3)
    #expect(audit[0]["error"]?.asMap?["code"] == "promotion_not_ready")
    for entry in audit { #expect(entry["cmd_id"] != nil && entry["issuer"] != nil) }
    #expect(audit[1]["result"] != nil && audit[1]["status"] == "ok")
  }

  /// What an error says, or nothing.
  private func message(of work: () throws -> Void) -> String {
    do {
      try work()
      return ""
    } catch let error as StageError {
      return error.message
    } catch {
      return "\(error)"
    }
  }
}
