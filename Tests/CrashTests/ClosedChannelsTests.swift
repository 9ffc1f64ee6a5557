import Files
import TestKit
import Testing

/// A program that is started without some of its standard channels, as daemons and cron do.
@Suite(.serialized) struct ClosedChannelsTests {
  @Test(arguments: ["<&- >&- 2>&-", "<&-", ">&-", "2>&-", ">&- 2>&-"])
  func `what a stage prints never reaches the log's own file`(_ closed: String) throws {
    let tool = try Tool()
    #expect(try tool.run("init").exit == 0)
    for number in 1...3 { #expect(try tool.run("note", "ledger", "note \(number)").exit == 0) }
    let started = try tool.shell("'\(try Tool.path)' exec --name loud -- seq 20000 \(closed)")
    #expect(tool.wait(for: started) == 0)
    let verified = try tool.run("verify")
    #expect(verified.exit == 0, "\(verified.output)\(verified.errors)")
    #expect(try tool.run("show", "loud").exit == 0)
  }

  @Test func `a stage inherits no descriptor of the log`() throws {
    let tool = try Tool()
    #expect(try tool.run("init").exit == 0)
    let stage = "sh -c 'ls -l /proc/self/fd >fds.txt'"
    let started = try tool.shell(
      "'\(try Tool.path)' exec --name fds -o fds.txt -- \(stage) <&- >&- 2>&-")
    #expect(tool.wait(for: started) == 0)
    let list = try tool.read("fds.txt")
    #expect(!list.contains("data.mdb") && !list.contains("lock.mdb"), "\(list)")
  }

  @Test func `what a command wrote and nobody could be shown is told`() throws {
    let tool = try Tool()
    #expect(try tool.run("init").exit == 0)
    for (command, code) in [("seq 5", Int32(125)), ("sh -c 'echo 1; exit 3'", 3)] {
      let started = try tool.shell(
        "'\(try Tool.path)' exec --name told\(code) -- \(command) >/dev/full 2>errors")
      #expect(tool.wait(for: started) == code)
      let errors = try tool.read("errors")
      let told = "what the command wrote is recorded, but was not shown: cannot write to"
      #expect(errors.contains("\(told) 'standard output': no space left on device"), "\(errors)")
    }
    #expect(try tool.run("logs", "told125/s1").output == "1\n2\n3\n4\n5\n")
  }
}
