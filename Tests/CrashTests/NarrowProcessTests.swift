import Files
import TestKit
import Testing

/// A program that is given less than it wants: short files, few descriptors, a channel that nobody
/// reads from in time.
@Suite(.serialized) struct NarrowProcessTests {
  @Test func `a file that may not grow is an error, and no signal`() throws {
    let tool = try Tool()
    #expect(try tool.run("init").exit == 0)
    #expect(try tool.run("note", "ledger", "before").exit == 0)
    let started = try tool.shell("ulimit -f 4; '\(try Tool.path)' note ledger within 2>errors.txt")
    #expect(tool.wait(for: started) == 6)
    #expect(try tool.read("errors.txt").contains("file too large"))
    #expect(try tool.run("note", "ledger", "after").exit == 0)
    #expect(try tool.run("verify").exit == 0)
  }

  #if DEBUG
    @Test(arguments: ["read:1:5", "open:1:24", "read:3:5", "open:2:24"])
    func `arguments that cannot be read are no call for help`(_ fault: String) throws {
      let tool = try Tool()
      let started = try tool.shell(
        "RUNLEDGER_FAULT=\(fault) '\(try Tool.path)' status >out.txt 2>errors.txt")
      #expect(tool.wait(for: started) == 6)
      #expect(try tool.read("errors.txt").contains("arguments and environment cannot be read"))
      #expect(try tool.read("out.txt") == "")
    }
  #endif

  @Test func `a stage meets the signal as it is by default`() throws {
    let tool = try Tool()
    #expect(try tool.run("init").exit == 0)
    let stage = "sh -c 'ulimit -f 1; head -c 100000 /dev/zero >big.txt'"
    let started = try tool.shell("'\(try Tool.path)' exec --name short -- \(stage)")
    #expect(tool.wait(for: started) == 128 + 25)
  }

  @Test func `whoever reads late from a channel that does not wait gets everything`() throws {
    let tool = try Tool()
    #expect(try tool.run("init").exit == 0)
    try tool.write(
      "late.py",
      """
      import os, subprocess, sys, time
      ends = os.pipe()
      os.set_blocking(ends[1], False)
      child = subprocess.Popen(
          [sys.argv[1], "exec", "--name", "late", "--", "seq", "40000"], stdout=ends[1])
      os.close(ends[1])
      time.sleep(0.5)
      text = b"".join(iter(lambda: os.read(ends[0], 65536), b""))
      sys.exit(0 if child.wait() == 0 and len(text.split()) == 40000 else 1)
      """)
    let started = try tool.shell("python3 late.py '\(try Tool.path)'")
    #expect(tool.wait(for: started) == 0)
  }
}
