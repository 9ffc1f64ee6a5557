import Testing

@testable import Numerics

/// A candidate against the spread of the baseline, by the numbers of SciPy.
@Suite struct NoiseFloorTests {
  private let baseline = [0.871, 0.874, 0.869, 0.880, 0.866, 0.872, 0.875, 0.868, 0.877, 0.870]
  private let candidate = [0.883, 0.879, 0.886, 0.881, 0.884, 0.880, 0.887, 0.882, 0.878, 0.885]

  private func compare(
    _ first: [Double], _ second: [Double], drawn: Int = 10, minGain: Double = 0,
    isLowerBetter: Bool = false
  ) -> NoiseFloor? {
    NoiseFloor.compare(
      baseline: first, candidate: second, drawn: (drawn, drawn), maxCandidates: 20,
      minGain: minGain, isLowerBetter: isLowerBetter
    ).value
  }

  @Test func `the gain and the noise are those of the definition`() throws {
    let floor = try #require(compare(baseline, candidate))
    #expect(abs(floor.gain - 0.0103) < 1e-12)
    #expect(abs(floor.halfWidth - 0.0069110298) < 1e-9)
    #expect(floor.verdict == .pass)
  }

  @Test func `what is neither above nor below is inconclusive, and not failed`() throws {
    #expect(compare(baseline, baseline)?.verdict == .inconclusive)
    #expect(compare(candidate, baseline)?.verdict == .fail)
    #expect(compare(candidate, baseline, isLowerBetter: true)?.verdict == .pass)
    #expect(compare(baseline, candidate, minGain: 0.005)?.verdict == .inconclusive)
    #expect(compare(baseline, candidate, minGain: 0.03)?.verdict == .fail)
  }

  @Test func `fewer finished than were drawn leaves it open`() throws {
    #expect(compare(baseline, Array(candidate.dropLast()))?.verdict == .inconclusive)
    #expect(compare(baseline, [0.9]) == nil)
    #expect(compare(baseline, [0.9, .nan]) == nil)
  }
}
