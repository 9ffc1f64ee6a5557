import Bytes
import Codecs
import Files
import Glibc
import TestKit
import Testing

/// The paired study of the documentation, with fewer tasks and pairs, through the built program.
@Suite(.serialized) struct TrialTests {
  /// A directory with a ledger and the study, changed as a test wants it.
  func lab(_ change: (String) -> String = { $0 }) throws -> Tool {
    let tool = try Tool()
    let here = try Vectors.packageRoot()
    let source = PathName.join(here, "docs/studies/role-vs-goal")
    for path in try FileSystem.walk(source) {
      let target = PathName.join(tool.root, path)
      try FileSystem.makeDirectories(PathName.parent(target))
      let mode = (try FileSystem.status(PathName.join(source, path))?.mode ?? 0o644) & 0o777
      try FileSystem.copyReflinkOrCopy(PathName.join(source, path), target, mode: mode | 0o200)
    }
    var lines = try tool.read("study.yaml").split(separator: "\n", omittingEmptySubsequences: false)
    lines.removeAll { line in ["3", "4", "5", "6"].contains { line.contains("TASK-00\($0):") } }
    let small = lines.joined(separator: "\n")
      .replacing("pairs: 15", with: "pairs: 3").replacing("minimum: 10", with: "minimum: 2")
      .replacing("minimum_pairs: 10", with: "minimum_pairs: 2")
    try tool.write("study.yaml", change(small))
    #expect(try tool.run("init").exit == 0)
    return tool
  }

  /// The digest of every file that has to be the same however the study was executed.
  private func results(_ tool: Tool) throws -> [String] {
    let base = PathName.join(tool.root, "runs/role-vs-goal")
    let wanted = ["scorecard.json", "agent.log", "execution.json", ".csv", ".svg", "closure.json"]
    let paths = try FileSystem.walk(base).filter { path in
      !path.contains("attempts/") && wanted.contains { path.hasSuffix($0) }
        && !["registry.csv", "progress.csv", "gates.csv", "runs.csv"].contains {
          path.hasSuffix($0)
        }
    }
    return try paths.sorted().map { path in
      let digest = try FileDigest.hex(PathName.join(base, path))
      return "\(path) \(digest)"
    }
  }

  /// The rows of a table without the columns that hold times.
  private func rows(_ tool: Tool, _ path: String, dropping columns: [Int]) throws -> [String] {
    try tool.read(path).split(separator: "\n").map { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      return cells.enumerated().filter { !columns.contains($0.offset) }.map { String($0.element) }
        .joined(separator: ",")
    }
  }

  @Test func `killed again and again, every run is there once and the results are the same`() throws
  {
    let whole = try lab()
    let finished = try whole.run("run", "study.yaml", "--jobs", "2")
    #expect(finished.exit == 0, "\(finished.output)\(finished.errors)")
    let broken = try lab()
    var random = SeededGenerator(seed: 97)
    var exit: Int32 = 1
    for kill in 0..<40 where exit != 0 {
      let pid = try broken.start(["run", "study.yaml", "--jobs", "2"])
      let nanoseconds = UInt64.random(in: 200_000_000...900_000_000, using: &random)
      if kill < 6 {
        Clock.sleep(nanoseconds: nanoseconds)
        Glibc.kill(pid, SIGKILL)
      }
      exit = broken.wait(for: pid)
    }
    #expect(exit == 0)
    for tool in [whole, broken] {
      #expect(try tool.run("verify").exit == 0)
      #expect(try tool.run("replay").exit == 0)
      let rows = try tool.read("runs/role-vs-goal/registry.csv").split(separator: "\n")
      let locked = rows.filter { $0.hasSuffix(",locked") }
      #expect(locked.count == 4 + 12)
      #expect(Set(rows.map { $0.prefix { $0 != "," } }).count == rows.count)
    }
    let progress = "runs/role-vs-goal/progress.csv"
    let columns = try rows(whole, progress, dropping: [5])
    #expect(columns.first == "task_id,pair_id,run_id_role,run_id_goal,status")
    #expect(columns.dropFirst().allSatisfy { $0.hasSuffix(",complete") } && columns.count == 9)
    #expect(try rows(broken, progress, dropping: [5]) == columns)
    let expected = try results(whole)
    #expect(expected.count > 60)
    #expect(try results(broken) == expected)
  }

  @Test func `one byte of a locked run's output is found by run and file`() throws {
    let tool = try lab { $0.replacing("pairs: 3", with: "pairs: 2") }
    #expect(
      try tool.run("trial", "full", "pilot-run-0001-role-centric-TASK-001").exit == 0,
      "the study in the directory is registered first")
    #expect(try tool.run("run", "study.yaml", "--until", "evaluate", "--quiet").exit == 0)
    let run = "pilot-run-0001-role-centric-TASK-001"
    let path = "runs/role-vs-goal/\(run)/scorecard.json"
    let text = try tool.read(path)
    let full = PathName.join(tool.root, path)
    try FileSystem.remove(full)
    try tool.write(path, text.replacing("\"run_id\"", with: "\"run_if\""))
    let verified = try tool.run("verify")
    #expect(verified.exit == 3)
    #expect(verified.output.contains(run) && verified.output.contains("scorecard.json"))
    #expect(try tool.run("export").exit == 0)
    #expect(try tool.run("verify").exit == 0)
    let again = try tool.run("trial", "lock", run)
    #expect(again.exit == 0 && again.errors.contains("locked already"))
    let lock = try tool.run("lock", run)
    #expect(lock.exit == 5 && lock.errors.contains("is locked"))
    let reproduced = try tool.run("trial", "reproduce", run)
    #expect(reproduced.exit == 0, "\(reproduced.output)\(reproduced.errors)")
    #expect(reproduced.output.contains("exact"))
    let pair = try tool.run("trial", "verify-pair", "pilot-pair-0001")
    #expect(pair.exit == 0 && pair.output.hasPrefix("pilot-pair-0001: verified"))
  }

  @Test func `a drifted task or variant is refused, and nothing changes`() throws {
    let tool = try lab()
    #expect(try tool.run("run", "study.yaml", "--until", "init", "--quiet").exit == 0)
    for path in ["variants/goal-centric.md", "tasks/TASK-001/spec.json"] {
      let before = try tool.run("head").output
      let text = try tool.read(path)
      try tool.write(path, text + "\n")
      let refused = try tool.run("run", "study.yaml", "--quiet")
      #expect(refused.exit == 5, "\(refused.errors)")
      #expect(refused.errors.contains("changed"))
      try tool.write(path, text)
      // A refusal is recorded, and is all that is.
      let added = try tool.run("log", "-n", "1", "--json").output
      let isSame = try tool.run("head").output == before
      #expect(isSame || added.contains("command.refused"))
    }
  }

  @Test func `another program does the tasks, under permissions that the system enforces`() throws {
    let tool = try lab { text in
      text.replacing(
        "    contrast: {",
        with: "    agent: {run: [sh, ./agent.sh], enforce: best_effort}\n    contrast: {"
      ).replacing("code: [archive.sh]", with: "code: [archive.sh, agent.sh]")
        .replacing("subprocess_spawn: false", with: "subprocess_spawn: true")
    }
    try tool.write(
      "agent.sh",
      """
      #!/bin/sh
      cat > "$RUNLEDGER_AGENT_LOG" <<LOG
      {"start_timestamp": "2026-01-01T00:00:00Z", "end_timestamp": "2026-01-01T00:00:05Z",
       "timeout_seconds": 60, "runtime_seconds": 5, "seed_used": $RUNLEDGER_SEED,
       "entries": [{"timestamp": "2026-01-01T00:00:00Z", "message": "nothing", "level": "info"}],
       "events": [], "file_operations": [], "tool_invocations": []}
      LOG
      """, mode: 0o755)
    let run = "pilot-run-0001-role-centric-TASK-001"
    #expect(try tool.run("check", "study.yaml").exit == 0)
    let first = try tool.run("run", "study.yaml", "--run", run, "--quiet")
    #expect(first.exit == 0, "\(first.output)\(first.errors)")
    let execution = try tool.read("runs/role-vs-goal/\(run)/execution.json")
    let members = try #require(try JSON.decode(Array(execution.utf8)).asMap)
    #expect(members["deterministic"]?.asBool == false)
    #expect(members["enforcement"] != nil)
    let scorecard = try tool.read("runs/role-vs-goal/\(run)/scorecard.json")
    #expect(scorecard.contains("task_success"))
  }
}

/// Digests of files, for comparing two trees.
private enum FileDigest {
  /// A checksum that tells contents apart: length and a 64-bit FNV-1a.
  static func hex(_ path: String) throws -> String {
    let bytes = try FileSystem.readFile(path)
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    return "\(bytes.count) \(String(hash, radix: 16))"
  }
}
