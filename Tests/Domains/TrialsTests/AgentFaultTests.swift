import Testing

@testable import Trials

@Suite struct AgentFaultTests {
  private let files = ["work/a.txt", "work/b.txt", "work/c.txt"]

  @Test func `a draw depends on its seed, purpose and index, and on nothing else`() {
    let draw = PairDraw(seed: 7)
    #expect(draw.unit("x") == draw.unit("x"))
    #expect(draw.unit("x") != draw.unit("y"))
    #expect(draw.unit("x", 0) != draw.unit("x", 1))
    #expect(draw.unit("x") != PairDraw(seed: 8).unit("x"))
    // Fixed, so that a recorded pair meets the same faults for ever.
    #expect(draw.pick("slow file", below: 1_000_000) == 645_944)
  }

  @Test func `draws are even, and counts follow their weights`() {
    var sum = 0.0
    var counts = [0, 0, 0]
    for seed in 0..<2_000 {
      let draw = PairDraw(seed: Int64(seed))
      let unit = draw.unit("even")
      #expect(unit >= 0 && unit < 1)
      sum += unit
      counts[draw.count("weights", weights: [0.6, 0.28, 0.12]) - 1] += 1
    }
    #expect(abs(sum / 2_000 - 0.5) < 0.03)
    #expect(abs(Double(counts[0]) / 2_000 - 0.6) < 0.04)
    #expect(abs(Double(counts[2]) / 2_000 - 0.12) < 0.03)
  }

  @Test func `a pair's faults are the same whenever they are drawn`() {
    let once = PairFaults(PairDraw(seed: 42), files: files, timeoutSeconds: 60)
    let again = PairFaults(PairDraw(seed: 42), files: files, timeoutSeconds: 60)
    #expect(once == again)
  }

  @Test func `most pairs meet a fault, few meet many, and every kind occurs`() {
    var kinds = [Int](repeating: 0, count: 8)
    var none = 0
    for seed in 0..<1_000 {
      let plan = PairFaults(PairDraw(seed: Int64(seed)), files: files, timeoutSeconds: 60)
      let found = [
        !plan.failedReads.isEmpty, plan.failedWrites > 0, plan.tornWrites > 0,
        !plan.damagedReads.isEmpty, !plan.slowReads.isEmpty, plan.decoy != nil,
        plan.decoy?.isDeep == true, !plan.remarks.isEmpty,
      ]
      for (index, isThere) in found.enumerated() where isThere { kinds[index] += 1 }
      if !found.contains(true) { none += 1 }
      #expect((0.85...1.15).contains(plan.load))
    }
    #expect(kinds.allSatisfy { $0 > 30 && $0 < 400 }, "\(kinds)")
    #expect(none > 100 && none < 400, "\(none)")
  }

  @Test func `a task without files has no faults of files`() {
    for seed in 0..<50 {
      let plan = PairFaults(PairDraw(seed: Int64(seed)), files: [], timeoutSeconds: 60)
      #expect(plan.failedReads.isEmpty && plan.damagedReads.isEmpty && plan.slowReads.isEmpty)
    }
  }
}
