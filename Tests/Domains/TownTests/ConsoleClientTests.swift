import Files
import Glibc
import StageKit
import TestKit
import Testing

@testable import Town

/// The console towards a shard that somebody else wrote.
@Suite struct ConsoleClientTests {
  /// Answers every line of a control file with one schema version.
  private static let shard = """
    import json, sys, time
    path, version, seen = sys.argv[1], sys.argv[2], 0
    while True:
        try:
            lines = open(path).read().split("\\n")[:-1]
        except FileNotFoundError:
            lines = []
        for line in lines[seen:]:
            answer = json.dumps({"result": {"schema_version": version}})
            with open(path + ".answers", "a") as file:
                file.write(json.dumps({"n": json.loads(line)["n"], "answer": answer}) + "\\n")
        seen = len(lines)
        time.sleep(0.02)
    """

  private func ask(_ version: String, _ lines: [String]) throws -> (said: [String], heard: String) {
    let directory = try TemporaryDirectory()
    let path = directory.path("control")
    let pid = try TestProcess.start(
      ["/usr/bin/python3", "-c", Self.shard, path, version], inOwnGroup: true)
    defer {
      kill(pid, SIGKILL)
      _ = TestProcess.wait(for: pid)
    }
    var client = ConsoleClient(path: path, mode: .admin, issuer: "t", token: nil, seconds: 30)
    var said: [String] = []
    for line in lines { said.append(try client.ask(line)) }
    return (said, String(decoding: try StageFiles.read(path), as: UTF8.self))
  }

  @Test func `a shard of a newer minor version is looked at, with a warning, and not changed`()
    throws
  {
    let (said, heard) = try ask("0.3.0", ["health_status", "kill a1 --cmd-id x"])
    #expect(said[0].hasPrefix("warning: ") && said[0].contains("0.3.0"))
    #expect(said[1].hasPrefix("error: "))
    #expect(heard.contains("health_status") && !heard.contains("kill"))
  }

  @Test func `one of the same version is changed without a word`() throws {
    let (said, heard) = try ask("0.2.0", ["kill a1 --cmd-id x"])
    #expect(!said[0].contains("warning") && heard.contains("kill"))
  }

  @Test func `one of another major version is not talked to`() throws {
    let error = try #require(throws: StageError.self) { try ask("1.0.0", ["health_status"]) }
    #expect(error.message.contains("1.0.0"))
  }

  @Test func `nobody who listens is told after a while`() throws {
    let directory = try TemporaryDirectory()
    var client = ConsoleClient(
      path: directory.path("control"), mode: .viewer, issuer: "t", token: nil, seconds: 0)
    let error = try #require(throws: StageError.self) { try client.ask("health_status") }
    #expect(error.message.contains("does a shard listen to"))
  }
}
