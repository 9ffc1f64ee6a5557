import Glibc
import Testing

@testable import Files

@Suite struct `The world outside` {
  @Test func `has a clock that never goes back`() {
    var last = Clock.monotonic()
    for _ in 0..<1000 {
      let now = Clock.monotonic()
      #expect(now >= last)
      last = now
    }
  }

  @Test func `lets at least the asked time pass`() {
    let start = Clock.monotonic()
    Clock.sleep(nanoseconds: 5_000_000)
    #expect(Clock.monotonic() - start >= 5_000_000)
  }

  @Test func `has a calendar`() {
    // After 2020 and before 2200.
    #expect(Clock.wall() > 1_577_836_800_000_000_000)
    #expect(Clock.wall() < 7_258_118_400_000_000_000)
  }

  @Test func `has times that cannot be counted`() {
    func count(_ seconds: Int, _ nanoseconds: Int = 0) -> Int64? {
      Clock.nanoseconds(timespec(tv_sec: seconds, tv_nsec: nanoseconds))
    }
    #expect(count(1, 5) == 1_000_000_005)
    #expect(count(9_223_372_036, 854_775_807) == .max)
    #expect(count(9_223_372_036, 854_775_808) == nil)
    #expect(count(-9_223_372_036) == -9_223_372_036_000_000_000)
    #expect(count(-9_300_000_000) == nil && count(.max) == nil && count(.min) == nil)
    #expect(Clock.isRecordable)
  }

  @Test(arguments: [0, 1, 32, 1000]) func `gives as much randomness as asked`(count: Int) {
    #expect(Entropy.bytes(count).count == count)
  }

  @Test func `never repeats its randomness`() {
    #expect(Entropy.bytes(32) != Entropy.bytes(32))
  }

  @Test(arguments: [
    (ENOENT, "no such file or directory"), (ENOSPC, "no space left on device"),
    (EIO, "input/output error"), (EACCES, "permission denied"),
    (EROFS, "read-only file system"), (100_000, "error 100000"),
  ])
  func `names its errors in lower case`(number: Int32, text: String) {
    #expect(FileError(operation: "open", path: "x", errno: number).reason == text)
  }
}
