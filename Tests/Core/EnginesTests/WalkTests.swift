import Study
import TestKit
import Testing

/// Random commands, legal and illegal, with everything that has to hold after each of them.
@Suite struct WalkTests {
  @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
  func `whatever the order of commands, the states stay true and the study can be finished`(
    seed: UInt64
  ) throws {
    var walk = try Walk(seed: seed)
    for _ in 0..<300 { try walk.step() }
    try walk.drain()
    #expect(try walk.scenario.study().closing != nil, "seed \(seed)")
    try walk.replay()
    #expect(walk.refusals > 20, "seed \(seed): a walk without refusals tests half of the rules")
  }
}
