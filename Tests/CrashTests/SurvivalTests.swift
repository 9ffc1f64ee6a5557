import Codecs
import Files
import Glibc
import TestKit
import Testing

/// A stage with a restless grandchild, and a runner that is killed again and again.
@Suite(.serialized) struct SurvivalTests {
  /// Each unit's grandchild writes its attempt and the time to a file outside of the attempt's
  /// directory, every 50 ms, for as long as anything of the attempt lives.
  private static func study(ticks: String) -> String {
    """
    study: night
    objective: Does a study survive the night?
    seed: 7
    code: [work.sh]
    stages:
      - name: work
        run: [sh, work.sh, "\(ticks)", "${unit.n}"]
        foreach: {n: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]}
        outputs: {out.txt: blob}
        timeout: 60s
      - name: join
        inputs: {parts: work/out.txt}
        run: [sh, -c, "cat ${inputs.parts}/*/out.txt > all.txt"]
        outputs: {all.txt: blob}
    """
  }

  private static let script = """
    (while :; do
       echo "$RUNLEDGER_UNIT $RUNLEDGER_ATTEMPT $(date +%s%N)" >> "$1"
       sleep 0.05
     done) &
    sleep 0.2
    echo "{\\"metric\\":{\\"name\\":\\"n\\",\\"value\\":$2}}" >> "$RUNLEDGER_EVENTS"
    echo "result $2" > out.txt
    kill $!
    """

  @Test func `twenty kills leave one live attempt, a true record and the same outputs`() throws {
    let tool = try Tool()
    let ticks = PathName.join(tool.directory.path, "ticks")
    try tool.write("study.yaml", Self.study(ticks: ticks))
    try tool.write("work.sh", Self.script)
    #expect(try tool.run("init").exit == 0)
    var random = SeededGenerator(seed: 20_261_121)
    var isFinished = false
    for kill in 0..<20 where !isFinished {
      let pid = try tool.start(["run", "study.yaml", "--jobs", "2"])
      Clock.sleep(nanoseconds: UInt64.random(in: 20_000_000...900_000_000, using: &random))
      if kill % 2 == 0 {
        Glibc.kill(pid, SIGKILL)
      } else {
        Glibc.kill(-pid, SIGKILL)
      }
      isFinished = tool.wait(for: pid) == 0
      let verified = try tool.run("verify")
      #expect(verified.exit == 0, "\(verified.output)\(verified.errors)")
    }
    let end = try tool.run("run", "study.yaml", "--jobs", "2")
    #expect(end.exit == 0, "\(end.output)\(end.errors)")
    #expect(try tool.run("verify").exit == 0)
    #expect(try tool.run("replay").exit == 0)
    let check = try tool.run("export", "--check")
    #expect(check.exit == 0, "\(check.output)\(check.errors)")
    try expectOneAttemptAtATime(ticks)
    try expectEveryInterruptionRecorded(tool)

    let calm = try Tool()
    try calm.write("study.yaml", Self.study(ticks: PathName.join(calm.directory.path, "ticks")))
    try calm.write("work.sh", Self.script)
    try calm.run("init")
    #expect(try calm.run("run", "study.yaml").exit == 0)
    let outputs = try Self.outputs(of: tool)
    #expect(outputs.count == 13)
    #expect(try Self.outputs(of: calm) == outputs)
  }

  @Test func `a second runner waits, and takes over when the first is killed`() throws {
    let tool = try Tool()
    let ticks = PathName.join(tool.directory.path, "ticks")
    try tool.write("study.yaml", Self.study(ticks: ticks))
    try tool.write("work.sh", Self.script)
    try tool.run("init")
    let first = try tool.start(["run", "study.yaml"])
    Clock.sleep(nanoseconds: 500_000_000)
    let second = try tool.start(["run", "study.yaml", "--jobs", "4"])
    Clock.sleep(nanoseconds: 500_000_000)
    Glibc.kill(first, SIGKILL)
    tool.wait(for: first)
    #expect(tool.wait(for: second) == 0)
    #expect(try tool.run("verify").exit == 0)
    #expect(try tool.run("replay").exit == 0)
    try expectOneAttemptAtATime(ticks)
    try expectEveryInterruptionRecorded(tool)
  }

  @Test func `one interrupt lets running work end, a second one ends it, both recorded`() throws {
    for (count, outcome) in [(1, "succeeded"), (2, "interrupted")] {
      let tool = try Tool()
      try tool.write(
        "study.yaml",
        """
        study: patience
        objective: Is an interrupt heard?
        seed: 1
        stages:
          - {name: first, run: [sleep, "1"]}
          - {name: second, when: "first.verdict != FAIL", run: [sleep, "1"]}
        """)
      try tool.run("init")
      let pid = try tool.start(["run", "study.yaml"])
      Clock.sleep(nanoseconds: 400_000_000)
      for _ in 0..<count {
        Glibc.kill(pid, SIGINT)
        Clock.sleep(nanoseconds: 100_000_000)
      }
      #expect(tool.wait(for: pid) == 130)
      let log = try tool.run("log", "--type", "stage.finished", "--json").output
      #expect(log.split(separator: "\n").count == 1)
      #expect(log.contains("\"outcome\":\"\(outcome)\""), "\(log)")
      #expect(try tool.run("run", "study.yaml").exit == 0)
      #expect(try tool.run("replay").exit == 0)
    }
  }

  /// No attempt at a unit writes after a later attempt at it has begun.
  private func expectOneAttemptAtATime(_ path: String) throws {
    var latest: [Substring: (attempt: Int, time: Int)] = [:]
    let text = String(decoding: try FileSystem.readFile(path), as: UTF8.self)
    var rows = text.split(separator: "\n").compactMap { line -> (Substring, Int, Int)? in
      let parts = line.split(separator: " ")
      guard parts.count == 3, let attempt = Int(parts[1]), let time = Int(parts[2]) else {
        return nil
      }
      return (parts[0], attempt, time)
    }
    #expect(rows.count > 10)
    rows.sort { $0.2 < $1.2 }
    for (unit, attempt, time) in rows {
      if let last = latest[unit] {
        #expect(attempt >= last.attempt, "attempt \(attempt) of \(unit) wrote at \(time)")
      }
      latest[unit] = (attempt, time)
    }
  }

  /// Every attempt that was started has an end in the log.
  private func expectEveryInterruptionRecorded(_ tool: Tool) throws {
    let log = try tool.run("log", "--json").output
    let types = log.split(separator: "\n").compactMap { line in
      try? JSON.decode(Array(line.utf8)).asMap
    }
    let started = types.filter { $0["type"]?.asText == "stage.started" }.count
    let ended = types.filter { $0["type"]?.asText == "stage.finished" }
    let interrupted = ended.filter {
      $0["data"]?.asMap?["outcome"]?.asText == "interrupted"
    }
    #expect(started == ended.count)
    #expect(!interrupted.isEmpty)
  }

  /// The digests of what counts, by stage and unit.
  private static func outputs(of tool: Tool) throws -> [String] {
    let log = try tool.run("log", "--type", "stage.finished", "--json").output
    return log.split(separator: "\n").compactMap { line -> String? in
      guard let data = try? JSON.decode(Array(line.utf8)).asMap?["data"]?.asMap,
        data["outcome"]?.asText == "succeeded"
      else { return nil }
      let digests = data["outputs"]?.asArray?.compactMap { $0.asMap?["digest"]?.asText } ?? []
      return "\(data["stage"]?.asText ?? "") \(data["unit"]?.asText ?? "") \(digests)"
    }.sorted()
  }
}
