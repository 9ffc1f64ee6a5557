import Files
import Glibc
import TestKit
import Testing

/// Readers of other processes while others write.
@Suite(.serialized) struct ReadersTests {
  @Test func `nobody is accused while somebody writes`() throws {
    let tool = try Tool()
    #expect(try tool.run("init").exit == 0)
    #expect(try tool.run("exec", "--name", "subject", "--", "true").exit == 0)
    #expect(try tool.run("export").exit == 0)
    let program = try Tool.path
    let writer = try tool.shell(
      "while [ ! -e stop ]; do '\(program)' note subject again >/dev/null 2>&1; "
        + "'\(program)' export >/dev/null 2>&1; done")
    for _ in 0..<8 {
      for words in [["verify"], ["replay"], ["export", "--check"]] {
        let exit = tool.wait(for: try tool.start(words))
        #expect(exit == 0, "\(words)")
      }
    }
    try tool.write("stop", "")
    tool.wait(for: writer)
    #expect(try tool.run("verify").exit == 0)
  }

  @Test func `what cannot be opened for want of descriptors is no damage`() throws {
    let tool = try Tool()
    #expect(try tool.run("init").exit == 0)
    let program = try Tool.path
    for limit in Array(4...9) + Array(4...14) {
      let started = try tool.shell(
        "(ulimit -n \(limit); exec '\(program)' verify) >/dev/null 2>err.txt")
      let exit = tool.wait(for: started)
      let errors = try tool.read("err.txt")
      #expect(exit == 0 || exit == 6, "limit \(limit): \(exit) \(errors)")
    }
  }
}
