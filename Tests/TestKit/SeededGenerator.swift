import Glibc

/// Random numbers that a failing test can be given again: splitmix64 from a recorded seed.
public struct SeededGenerator: RandomNumberGenerator, CustomStringConvertible {
  /// The seed that reproduces every number of this generator.
  public let seed: UInt64

  private var state: UInt64

  /// Starts from `seed`.
  public init(seed: UInt64) {
    self.seed = seed
    self.state = seed
  }

  /// Starts from `RUNLEDGER_TEST_SEED`, or from a fresh seed, and prints the seed with the test's
  /// name.
  public init(for test: String = #function) {
    self.init(seed: SeededGenerator.environmentSeed ?? UInt64.random(in: 0 ... .max))
    print("seed of \(test): RUNLEDGER_TEST_SEED=\(seed)")
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }

  /// `count` random bytes.
  public mutating func bytes(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<count { bytes.append(UInt8.random(in: 0 ... .max, using: &self)) }
    return bytes
  }

  /// The seed, for the comment of an expectation.
  public var description: String { "seed \(seed)" }

  private static var environmentSeed: UInt64? {
    // The variable is set before the process starts and never changed, so that its text stays
    // valid.
    guard let text = unsafe getenv("RUNLEDGER_TEST_SEED") else { return nil }
    return UInt64(unsafe String(cString: text))
  }
}
