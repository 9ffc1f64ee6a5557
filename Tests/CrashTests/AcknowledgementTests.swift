import Codecs
import Files
import Glibc
import TestKit
import Testing

/// What was acknowledged is there, whenever the process was killed.
@Suite(.serialized) struct AcknowledgementTests {
  @Test func `every acknowledged note survives kills at random moments`() throws {
    let tool = try Tool()
    #expect(try tool.run("init").exit == 0)
    #expect(try tool.run("exec", "--name", "subject", "--", "true").exit == 0)
    let acknowledged = PathName.join(tool.directory.path, "acknowledged")
    let program = try Tool.path
    try tool.write(
      "notes.sh",
      """
      n=$1
      while :; do
        '\(program)' note subject -m "note $n" >/dev/null 2>&1 &&
          echo "note $n" >> '\(acknowledged)'
        n=$((n + 1))
      done
      """)
    var random = SeededGenerator(seed: 97)
    for round in 0..<8 {
      let pid = try tool.shell("exec sh notes.sh \(round)00")
      Clock.sleep(nanoseconds: UInt64.random(in: 100_000_000...400_000_000, using: &random))
      Glibc.kill(-pid, SIGKILL)
      tool.wait(for: pid)
      let verified = try tool.run("verify")
      #expect(verified.exit == 0, "\(verified.output)\(verified.errors)")
    }
    let log = try tool.run("log", "--type", "note.added", "--json").output
    let lines = String(decoding: try FileSystem.readFile(acknowledged), as: UTF8.self)
      .split(separator: "\n")
    #expect(lines.count > 8)
    for line in lines { #expect(log.contains("\"\(line)\""), "\(line) is lost") }
    #expect(try tool.run("replay").exit == 0)
  }
}
