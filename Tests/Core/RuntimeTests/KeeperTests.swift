import Codecs
import Files
import Glibc
import Ledger
import Processes
import Runtime
import Study
import Testing

/// Whatever a stage starts ends with it, also what has done everything not to be found.
@Suite(.serialized) struct KeeperTests {
  /// A descendant without environment, session and descriptors of its family, which leaves its
  /// number in `pid` and goes on for long.
  private static let escaped =
    "env -i setsid sh -c 'exec 9>&- </dev/null >/dev/null 2>&1; echo $$$$ > pid; "
    + "exec sleep 1000' & "
    + "while [ ! -s pid ]; do sleep 0.02; done; "

  private func attempt(
    _ script: String, _ change: (inout Plan) -> Void = { _ in }
  ) throws -> (last: StageFinished, lab: Laboratory) {
    let lab = try Laboratory()
    var plan = Plan.script("demo", script)
    change(&plan)
    try lab.register(plan)
    return (try #require(try lab.run("demo").last), lab)
  }

  /// Whether the process that left its number in the attempt's directory is gone.
  private func isGone(_ lab: Laboratory) throws -> Bool {
    let path = PathName.join(lab.root, "runs/demo/s7/attempts/task/_/01/pid")
    let text = String(decoding: try FileSystem.readFile(path), as: UTF8.self)
    let pid = try #require(Int32(text.filter(\.isNumber)))
    for _ in 0..<200 {
      if ProcessTable.isZombie(pid) || kill(pid, 0) != 0 { return true }
      Clock.sleep(nanoseconds: 10_000_000)
    }
    return false
  }

  @Test func `a descendant that hides is ended, and said`() throws {
    let (last, lab) = try attempt(Self.escaped + "exit 0")
    #expect(last.outcome == .succeeded)
    #expect(last.error == "it left processes behind, which were terminated")
    #expect(try isGone(lab))
  }

  @Test func `one that hides and will not hear is ended all the same`() throws {
    let (last, lab) = try attempt(
      Self.escaped.replacing(
        "exec sleep 1000", with: "trap : TERM HUP INT; while :; do sleep 1; done")
        + "exit 3")
    #expect(last.exit == 3)
    #expect(last.error?.hasPrefix("it exited with 3") == true)
    #expect(try isGone(lab))
  }

  @Test func `a time limit reaches it`() throws {
    let (last, lab) = try attempt(Self.escaped + "trap : TERM; while :; do sleep 0.1; done") {
      $0.stages[0].timeoutNanoseconds = 500_000_000
    }
    #expect(last.outcome == .timedOut)
    #expect(try isGone(lab))
  }

  @Test(arguments: ["kill -9 $PPID; sleep 30", "kill -9 $PPID; exit 0", "kill -9 0"])
  func `who kills the keeper gains nothing`(script: String) throws {
    let (last, lab) = try attempt(Self.escaped + script)
    #expect(last.outcome == .crashed)
    #expect(last.signal == 9)
    #expect(try isGone(lab))
  }

  @Test func `a keeper that is stopped goes on`() throws {
    let (last, lab) = try attempt(Self.escaped + "kill -STOP $PPID; exit 0")
    #expect(last.outcome == .succeeded)
    #expect(try isGone(lab))
  }

  @Test(
    arguments: [("exit 7", 7, nil), ("kill -15 $$$$", nil, 15), ("kill -9 $$$$", nil, 9)]
      as [(String, Int64?, Int64?)])
  func `the end is the program's own`(script: String, exit: Int64?, signal: Int64?) throws {
    let (last, _) = try attempt(script)
    #expect(last.exit == exit)
    #expect(last.signal == signal)
    #expect(last.outcome == (exit == nil ? .crashed : .failed))
  }

  @Test func `a signal to the whole group is the program's to hear`() throws {
    let (last, _) = try attempt(
      "trap 'echo heard' TERM; kill -TERM 0; sleep 0.1; echo after; exit 0")
    #expect(last.outcome == .succeeded)
    #expect(last.logs.contains { $0.path == "stdout.log" && $0.size == 12 })
  }

  @Test func `the time of the processor is the family's`() throws {
    let (last, _) = try attempt("(i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done)")
    #expect(last.processorTime ?? 0 > 10_000_000)
  }
}
