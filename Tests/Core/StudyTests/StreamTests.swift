import Study
import Testing

@Suite struct StreamTests {
  @Test(arguments: [
    Stream.ledger, .key("ab"), .study("s"), .run("s", "s1"), .batch("s", "b"), .pair("s", "p"),
    .candidate("s", "c"), .baseline("s", "b"), .violation("s", "v0001"), .report("s", "r"),
  ])
  func `a path names its stream`(stream: Stream) {
    #expect(Stream(stream.description) == stream)
    #expect(stream.description.hasPrefix(stream.kind.rawValue))
  }

  @Test(arguments: [
    "", "/", "ledger/", "ledger/x", "study", "study/", "study//x", "run/s", "run/s/", "run/s/a/b",
    "Run/s/a", "runs/s/a",
  ])
  func `anything else names none`(path: String) { #expect(Stream(path) == nil) }

  @Test func `positions are ordered as the log is`() {
    let positions = [(1, 5), (2, 0), (2, 1)].map { EventPosition(entry: $0.0, ordinal: $0.1) }
    #expect(positions.reversed().sorted() == positions)
    #expect(positions[1].description == "@2.0")
  }

  @Test func `refusals that enter the log are conflicts, guards and wrong keys`() {
    let recorded = Rejection.Code.allCases.filter { Rejection($0, "no").isRecorded }
    #expect(
      recorded == [
        .changedStudy, .locked, .exists, .alreadyEnded, .outOfOrder, .bypass, .unpinned, .halted,
        .unchanged, .roleRefused, .keyRefused,
      ])
  }
}
