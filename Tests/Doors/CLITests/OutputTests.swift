import StageKit
import Study
import Testing

@testable import CLI
@testable import Runtime

@Suite struct OutputTests {
  @Test func `columns are as wide as they need to be`() {
    var table = TextTable([.words("stage"), .numbers("done"), .words("notes")])
    table.add(["a", "7", ""])
    table.add(["classify", "120", "slow"])
    #expect(
      table.lines(indent: "  ") == [
        "  stage     done  notes", "  a            7", "  classify   120  slow",
      ])
  }

  @Test func `control characters cannot reach a terminal`() {
    #expect(Printable.text("plain ö …") == "plain ö …")
    #expect(Printable.text("a\nb\tc\r") == "a b c")
    #expect(Printable.text("\u{1b}[31mred\u{7f}") == "\\u{1b}[31mred\\u{7f}")
    #expect(Printable.text("x\u{202e}y") == "x\\u{202e}y")
  }

  @Test func `long lines are cut in the middle`() {
    #expect(Printable.fitting("abcdefghij", 10) == "abcdefghij")
    #expect(Printable.fitting("abcdefghijk", 7) == "abc…ijk")
  }

  @Test(
    arguments: [
      (0, "0 ms"), (999_999_999, "999 ms"), (4_250_000_000, "4.2 s"), (59_900_000_000, "59 s"),
      (187_000_000_000, "3 min 07 s"), (7_500_000_000_000, "2 h 05 min"), (-5, "0 ms"),
    ] as [(Int64, String)])
  func `times read as people say them`(nanoseconds: Int64, text: String) {
    #expect(Amounts.duration(nanoseconds) == text)
  }

  @Test(
    arguments: [
      (0, "0 B"), (999, "999 B"), (1_500, "1.5 kB"), (36_000, "36 kB"), (20_000_000, "20 MB"),
    ] as [(Int64, String)])
  func `sizes read as people say them`(bytes: Int64, text: String) {
    #expect(Amounts.size(bytes) == text)
  }

  @Test func `colours follow the terminal and what the environment says`() {
    let terminal = MemorySink(isTerminal: true)
    let pipe = MemorySink()
    #expect(Style(for: terminal, [:]).isColoured)
    #expect(!Style(for: terminal, ["NO_COLOR": "1"]).isColoured)
    #expect(Style(for: terminal, ["NO_COLOR": ""]).isColoured)
    #expect(!Style(for: terminal, ["TERM": "dumb"]).isColoured)
    #expect(!Style(for: pipe, [:]).isColoured)
    #expect(Style(for: pipe, ["CLICOLOR_FORCE": "1"]).isColoured)
    #expect(!Style(for: pipe, ["CLICOLOR_FORCE": "0"]).isColoured)
    #expect(Style(for: pipe, [:]).word("FAIL") == "FAIL")
    #expect(Style(for: terminal, [:]).word("FAIL") == "\u{1b}[31mFAIL\u{1b}[0m")
  }

  private func snapshot() -> ProgressSnapshot {
    var snapshot = ProgressSnapshot(study: "x")
    snapshot.done = 97
    snapshot.total = 180
    snapshot.failed = 1
    snapshot.retried = 2
    snapshot.etaNanoseconds = 4_000_000_000
    return snapshot
  }

  @Test func `the footer leaves out what is zero`() {
    var snapshot = snapshot()
    #expect(ProgressText.footer(snapshot) == "97/180 done · 1 failed · 2 retried · ETA 4.0 s")
    snapshot.failed = 0
    snapshot.retried = 0
    snapshot.done = 180
    #expect(ProgressText.footer(snapshot) == "180/180 done")
  }

  @Test func `a stage that says how far it is gets its own time of arrival`() {
    var snapshot = snapshot()
    var active = ProgressSnapshot.Active(
      id: AttemptID(study: "x", run: "s1", stage: "train", unit: "", attempt: 1),
      elapsedNanoseconds: 9_000_000_000, reported: (done: 9, of: 20), lastMetric: "auc 0.8")
    snapshot.active = [active]
    let style = Style(for: MemorySink(), [:])
    func line() -> String { ProgressText.lines(snapshot, columns: 80, style: style)[0] }
    #expect(line() == "  s1 train  9.0 s  9/20 · ETA 11 s  auc 0.8")
    active.reported = (done: 20, of: 20)
    snapshot.active = [active]
    #expect(line() == "  s1 train  9.0 s  20/20  auc 0.8")
    active.reported = nil
    snapshot.active = [active]
    #expect(line() == "  s1 train  9.0 s  auc 0.8")
  }

  @Test func `the last line counts units and attempts apart, and expects nothing more`() {
    var snapshot = snapshot()
    snapshot.done = 12
    snapshot.total = 20
    snapshot.failed = 8
    snapshot.retried = 0
    snapshot.blocked = 13
    let line = "12 of 20 units done · 8 attempts failed · 13 units wait for a person"
    #expect(ProgressText.ending(snapshot) == line)
    let err = MemorySink()
    let display = ProgressDisplay(
      Console(stdout: MemorySink(), stderr: err, environment: [:]))
    display.progress(snapshot)
    display.finish()
    #expect(err.text == "\(line)\n")
  }

  @Test func `on a terminal a line is drawn for every stage at work`() {
    var snapshot = snapshot()
    let id = AttemptID(study: "x", run: "A-s1", stage: "classify", unit: "k=3", attempt: 2)
    snapshot.active = [.init(id: id, elapsedNanoseconds: 1_200_000_000, lastMetric: "loss 0.5")]
    let style = Style(for: MemorySink(), [:])
    let lines = ProgressText.lines(snapshot, columns: 80, style: style)
    #expect(lines.count == 2)
    #expect(lines[0] == "  A-s1 classify[k=3] #2  1.2 s  loss 0.5")
    let narrow = ProgressText.lines(snapshot, columns: 24, style: style)
    #expect(narrow.allSatisfy { $0.count < 24 })
  }

  @Test func `what is redrawn is taken away again`() {
    let err = MemorySink(isTerminal: true)
    let console = Console(stdout: MemorySink(), stderr: err, environment: ["NO_COLOR": "1"])
    let display = ProgressDisplay(console)
    display.progress(snapshot())
    display.finish()
    #expect(err.text == "\(ProgressText.footer(snapshot()))\n\u{1b}[1A\u{1b}[J")
  }
}
