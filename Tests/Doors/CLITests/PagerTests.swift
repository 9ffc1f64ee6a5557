import Testing

@testable import CLI

/// Long output on a terminal.
@Suite struct PagerTests {
  /// A pager that keeps what it is shown.
  private final class Recorder: Pager {
    var rows: Int?
    let shown = MemorySink()
    var starts = 0
    var isFinished = false
    init(rows: Int?) { self.rows = rows }
    func start(columns: Int) -> (any TextSink)? {
      starts += 1
      return shown
    }
    func finish() { isFinished = true }
  }

  private func run(_ words: [String], rows: Int?, isTerminal: Bool = true) -> (Recorder, String) {
    let pager = Recorder(rows: rows)
    let screen = MemorySink(isTerminal: isTerminal)
    let exit = CommandLineTool.run(
      words, environment: ["HOME": "/nonexistent"], directory: "/", stdout: screen,
      stderr: MemorySink(), pager: pager)
    #expect(exit == 0)
    return (pager, screen.text)
  }

  @Test func `what does not fit the screen goes to the pager, whole`() {
    let (pager, screen) = run(["help", "exit-codes"], rows: 5)
    let (none, whole) = run(["help", "exit-codes"], rows: 500)
    #expect(pager.starts == 1 && pager.isFinished)
    #expect(screen.isEmpty)
    #expect(none.starts == 0 && !whole.isEmpty)
    #expect(pager.shown.text == whole)
  }

  @Test func `nothing is paged for a pipe, a program, or without a screen`() {
    #expect(run(["help", "exit-codes"], rows: 5, isTerminal: false).0.starts == 0)
    #expect(run(["help", "log", "--json"], rows: 5).0.starts == 0)
    #expect(run(["help", "exit-codes"], rows: nil).0.starts == 0)
    #expect(run(["--version"], rows: 1).0.starts == 0)
  }

  @Test func `a long line takes the rows that it is folded into`() {
    let pager = Recorder(rows: 4)
    let sink = PagedSink(MemorySink(isTerminal: true, columns: 10), rows: 4, pager: pager)
    sink.write("1234567890\n12345\n")
    #expect(pager.starts == 0)
    sink.write(String(repeating: "é", count: 25))
    #expect(pager.starts == 1)
  }

  @Test func `which pager is started follows the variables`() {
    for variables in [
      ["PAGER": "cat"], ["RUNLEDGER_PAGER": "", "PAGER": "less"], ["PATH": "/nonexistent"],
      ["TERM": "dumb", "PAGER": "less"],
    ] {
      #expect(PagerProcess(variables, directory: "/").rows == nil, "\(variables)")
    }
  }
}
