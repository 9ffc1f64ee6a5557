import Bytes
import Crypto

/// Chance that both runs of a pair share: every draw is a digest of the pair's seed, a purpose and
/// an index, so that no draw depends on how many were made before it.
struct PairDraw: Sendable, Equatable {
  let seed: Int64

  /// A number of [0, 1) with 53 bits.
  func unit(_ purpose: String, _ index: Int = 0) -> Double {
    let word = digest(purpose, index).words.0
    return Double(word >> 11) / Double(1 << 53)
  }

  /// A number below `count`, which must be positive.
  func pick(_ purpose: String, _ index: Int = 0, below count: Int) -> Int {
    precondition(count > 0, "there must be something to pick from")
    return min(count - 1, Int(unit(purpose, index) * Double(count)))
  }

  /// Whether something of a probability happens.
  func happens(_ purpose: String, probability: Double) -> Bool { unit(purpose) < probability }

  /// How often something happens: 1 with the first weight, 2 with the second, and so on.
  func count(_ purpose: String, weights: [Double]) -> Int {
    var rest = unit(purpose) * weights.reduce(0, +)
    for (index, weight) in weights.enumerated() {
      if rest < weight { return index + 1 }
      rest -= weight
    }
    return weights.count
  }

  private func digest(_ purpose: String, _ index: Int) -> Digest {
    SHA256.hash(Array("runledger/trial/v1\0\(seed)\0\(purpose)\0\(index)".utf8))
  }
}
