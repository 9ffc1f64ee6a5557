import Testing

@testable import Runtime

/// The time that commands are given at.
@Suite struct SteadyClockTests {
  @Test func `it goes on when the clock is set back, and follows one that is ahead`() {
    let clock = SteadyClock()
    #expect(clock.now(wall: 1_000, monotonic: 50) == 1_000)
    #expect(clock.now(wall: 1_010, monotonic: 60) == 1_010)
    #expect(clock.now(wall: 10, monotonic: 75) == 1_025, "set back: what passed is added")
    #expect(clock.now(wall: 20, monotonic: 85) == 1_035)
    #expect(clock.now(wall: 5_000, monotonic: 95) == 5_000, "set forward")
    #expect(clock.now(wall: .min, monotonic: 96) == 5_001)
  }

  @Test func `it has an end, and does not trap at it`() {
    let clock = SteadyClock()
    #expect(clock.now(wall: .max - 1, monotonic: 1) == .max - 1)
    #expect(clock.now(wall: 7, monotonic: .max) == 7)
  }
}
