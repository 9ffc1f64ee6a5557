import Codecs
import Files
import Glibc
import TestKit
import Testing

@testable import CLI

/// What is said to a stage that runs, by a second process, as a user would.
@Suite(.serialized) struct TellTests {
  /// Runs a script beside the built program, with the example of STUDIES.md as a study.
  private func shell(_ script: String) throws -> [String] {
    let bench = try Bench.withLedger()
    try bench.write("listen.sh", try Self.example())
    try bench.write(
      "listening.yaml",
      """
      study: listening
      objective: Does it listen?
      seed: 1
      code: [listen.sh]
      stages:
        - {name: work, run: [sh, listen.sh]}

      """)
    let own = PathName.parent(try FileSystem.readLink("/proc/self/exe"))
    let places = [own, PathName.parent(own)]
    let found = places.first { FileSystem.exists(PathName.join($0, "runledger")) }
    let path = try #require(found)
    let home = bench.environment["HOME"] ?? ""
    try bench.write(
      "script.sh",
      """
      exec >out.txt 2>&1
      cd '\(bench.root)' && export HOME='\(home)' PATH='\(path)':/usr/bin:/bin
      unset XDG_CONFIG_HOME RUNLEDGER_DIR RUNLEDGER_KEY
      runledger run listening.yaml -q >run.txt 2>&1 &
      tries=0
      until runledger log s1 --type stage.started 2>/dev/null | grep -q . ; do
        tries=$((tries + 1)); [ $tries -lt 200 ] || break; sleep 0.05
      done
      \(script)
      wait
      """)
    TestProcess.wait(
      for: try TestProcess.start(["/bin/sh", "-c", "cd '\(bench.root)' && sh script.sh"]))
    return try bench.read("out.txt").split(separator: "\n").map(String.init)
  }

  /// The block of the page that is called `listen.sh`.
  private static func example() throws -> String {
    let page = try Vectors.path("docs/STUDIES.md")
    let text = String(decoding: try FileSystem.readFile(page), as: UTF8.self)
    let begin = try #require(text.firstRange(of: "<!-- listen.sh -->\n```sh\n"))
    let rest = text[begin.upperBound...]
    let end = try #require(rest.firstRange(of: "```"))
    return String(rest[..<end.lowerBound])
  }

  @Test func `the example of the page is told things, answers, and stops`() throws {
    let lines = try shell(
      """
      runledger tell s1/work --json --cmd-id a -- go faster
      runledger tell s1/work --json --cmd-id a -- go faster
      runledger tell s1/work --json --cmd-id a -- go slower; echo "exit $?"
      runledger tell listening/s1 -n -- stop
      runledger tell listening/s1 -- stop
      wait
      runledger tell s1 --json -- stop; echo "exit $?"
      runledger tell s1/work --json --cmd-id a -- go faster
      runledger log s1 --type stage.told --type stage.answered | wc -l
      runledger replay -q
      """)
    let objects = try lines.filter { $0.hasPrefix("{") }.map { line in
      try #require(try JSON.decode(Array(line.utf8)).asMap)
    }
    try #require(objects.count == 5, "\(lines)")
    let answer = "the only word known here is stop"
    for (place, repeated) in [(0, false), (1, true), (4, true)] {
      #expect(objects[place]["answer"]?.asText == answer)
      #expect(objects[place]["repeated"] == .bool(repeated))
      #expect(objects[place]["entry"] == objects[0]["entry"])
      #expect(objects[place]["answered"] == objects[0]["answered"])
    }
    #expect(objects[2]["error"]?.asMap?["code"] == "command_id_reused")
    #expect(objects[3]["error"]?.asMap?["code"] == "out_of_order")
    #expect(lines.filter { $0.hasPrefix("exit ") } == ["exit 5", "exit 11"])
    #expect(lines.contains { $0.hasPrefix("would append stage.told ") })
    #expect(lines.contains { $0.contains("stage.answered") && $0.contains("stopped after step") })
    #expect(lines.contains("4"))
    #expect(lines.contains { $0.hasPrefix("ok: ") }, "\(lines)")
  }

  @Test func `a stage that does not answer is told all the same`() throws {
    let lines = try shell(
      """
      started=$(runledger log s1 --type stage.started --json)
      pid=$(echo "$started" | sed 's/.*"pid":\\([0-9]*\\).*/\\1/')
      kill -STOP "$pid"
      runledger tell s1 --wait 0 -- stop; echo "exit $?"
      runledger tell s1 --wait 1 --json -- stop; echo "exit $?"
      kill -CONT "$pid"
      """)
    #expect(lines.filter { $0.hasPrefix("exit ") } == ["exit 12", "exit 12"])
    #expect(
      lines.contains("runledger: s1/work#1 did not answer within 0 s; it gets the message anyway"),
      "\(lines)")
    let object = try #require(lines.first { $0.hasPrefix("{") })
    let json = try #require(try JSON.decode(Array(object.utf8)).asMap)
    #expect(json["answer"]?.isNull == true)
    #expect(json["entry"]?.asInt != nil)
  }
}
