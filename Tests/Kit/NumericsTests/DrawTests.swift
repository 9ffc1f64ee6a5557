import Testing

@testable import Numerics

@Suite struct DrawTests {
  @Test func `the generator gives the published words`() {
    #expect(
      Philox.block((0, 0, 0, 0), (0, 0)) == (0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
  }

  @Test func `a draw is keyed by seed, purpose, time, actor and target`() {
    let share = Draw(seed: 42, "share")
    #expect(
      share.block(0, t: 3, i: 17, j: 5) == (0x80c4_4f4c, 0xee3a_47b3, 0xd21f_9755, 0x2b3f_6e2c))
    #expect(share.uniform(0, t: 3, i: 17, j: 5) == 0.5029954493349829)
    #expect(share.uniform(0, t: 3, i: 5, j: 17) == 0.706614225749925)
    let age = Draw(seed: -1, "agent/age")
    #expect(age.uniform(1, t: 0, i: 99999, j: 0) == 0.13124832756394011)
    #expect(Draw(seed: 42, "share") == share)
    #expect(Draw(seed: 43, "share") != share)
  }

  @Test func `whole numbers stay below their bound and reach all of it`() {
    let draw = Draw(seed: 7, "test")
    var seen = Set<UInt64>()
    for n in 0..<200 {
      let number = draw.integer(below: 6, UInt32(n))
      #expect(number < 6)
      seen.insert(number)
    }
    #expect(seen.count == 6)
    #expect(draw.integer(below: 1) == 0)
    // Half of all words are rejected for this bound, and the next ordinal is taken.
    #expect(draw.integer(below: (1 << 63) + 1) <= 1 << 63)
  }

  @Test func `uniform numbers have the moments of a uniform distribution`() {
    let draw = Draw(seed: 1, "moments")
    let values = (0..<20_000).map { draw.uniform(UInt32($0)) }
    let mean = values.reduce(0, +) / 20_000
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
    #expect(abs(mean - 0.5) < 4 * (1.0 / 12 / 20_000).squareRoot())
    #expect(abs(variance - 1.0 / 12) < 0.002)
  }
}
