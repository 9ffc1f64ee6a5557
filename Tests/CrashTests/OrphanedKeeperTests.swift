import Files
import Glibc
import Processes
import TestKit
import Testing

/// A runner that is killed while its stage works, and what the next one finds.
@Suite(.serialized) struct OrphanedKeeperTests {
  @Test func `the next runner ends a hidden descendant of the last one's stage`() throws {
    let tool = try Tool()
    #expect(try tool.run("init").exit == 0)
    try tool.write(
      "stage.sh",
      """
      if [ -e ../../again ]; then exit 0; fi
      touch ../../again
      env -i setsid sh -c 'exec 9>&- </dev/null >/dev/null 2>&1
      echo $$ > ../../pid
      exec sleep 1000' &
      exec sleep 1000
      """)
    try tool.write(
      "study.yaml",
      """
      study: kept
      objective: nothing lives on
      code: [stage.sh]
      stages:
        - name: work
          run: [sh, stage.sh]
          retry: {attempts: 2, for: [signal]}
      """)
    let runner = try tool.start(["run", "study.yaml"])
    let place = PathName.join(tool.root, "runs/kept")
    var hidden: Int32?
    for _ in 0..<1_000 where hidden == nil {
      Clock.sleep(nanoseconds: 10_000_000)
      let found = (try? FileSystem.walk(place))?.first { $0.hasSuffix("/pid") }
      let text = found.flatMap { try? tool.read("runs/kept/\($0)") } ?? ""
      hidden = text.hasSuffix("\n") ? Int32(text.dropLast()) : nil
    }
    let pid = try #require(hidden)
    #expect(kill(pid, 0) == 0)
    kill(-runner, SIGKILL)
    tool.wait(for: runner)
    #expect(kill(pid, 0) == 0)
    let next = try tool.run("run", "kept")
    #expect(next.exit == 0, "\(next.output)\(next.errors)")
    for _ in 0..<300 where kill(pid, 0) == 0 && !ProcessTable.isZombie(pid) {
      Clock.sleep(nanoseconds: 10_000_000)
    }
    #expect(kill(pid, 0) != 0 || ProcessTable.isZombie(pid))
    #expect(try tool.run("verify").exit == 0)
  }
}
