import Bytes
import Crypto

/// Random numbers keyed by what they are for.
///
/// Every number is a pure function of seed, purpose and four counters, so that it does not depend
/// on what was drawn before: work may be done in any order, in chunks, or again. The key is the
/// first eight bytes of `SHA-256("runledger/draw/v1" 00 seed-decimal 00 purpose)`, the generator
/// Random123's Philox4x32-10 with the counter words `(n, t, i, j)`. About 10 ns a draw.
public struct Draw: Sendable, Equatable {
  private let key: (UInt32, UInt32)

  /// The numbers of one purpose, such as `share` or `agent/age`; computed once, it hashes.
  public init(seed: Int64, _ purpose: String) {
    let text = Array("runledger/draw/v1\0\(seed)\0\(purpose)".utf8)
    let bytes = SHA256.hash(text).bytes
    func word(_ start: Int) -> UInt32 {
      bytes[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
    key = (word(0), word(4))
  }

  /// Same purpose, same seed.
  public static func == (left: Draw, right: Draw) -> Bool { left.key == right.key }

  /// The four words of a block: draw ordinal `n`, time `t`, actor `i`, target `j`.
  public func block(
    _ n: UInt32 = 0, t: UInt32 = 0, i: UInt32 = 0, j: UInt32 = 0
  ) -> (UInt32, UInt32, UInt32, UInt32) {
    Philox.block((n, t, i, j), key)
  }

  /// A number in [0, 1) with 53 bits.
  public func uniform(_ n: UInt32 = 0, t: UInt32 = 0, i: UInt32 = 0, j: UInt32 = 0) -> Double {
    let words = block(n, t: t, i: i, j: j)
    return Self.unit(words.0, words.1)
  }

  /// A whole number below `bound`, which must be positive; without bias (Lemire's multiplication,
  /// and the next ordinal where a word is rejected).
  public func integer(
    below bound: UInt64, _ n: UInt32 = 0, t: UInt32 = 0, i: UInt32 = 0, j: UInt32 = 0
  ) -> UInt64 {
    precondition(bound > 0, "there is no whole number below 0")
    let rejected = (0 &- bound) % bound
    var ordinal = n
    while true {
      let words = block(ordinal, t: t, i: i, j: j)
      let product = (UInt64(words.0) << 32 | UInt64(words.1)).multipliedFullWidth(by: bound)
      if product.low >= rejected { return product.high }
      ordinal &+= 1
    }
  }

  private static func unit(_ high: UInt32, _ low: UInt32) -> Double {
    Double((UInt64(high) << 32 | UInt64(low)) >> 11) * 0x1p-53
  }
}

/// Philox4x32 with ten rounds (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as
/// 1, 2, 3", 2011).
enum Philox {
  @inline(__always)
  static func block(
    _ counter: (UInt32, UInt32, UInt32, UInt32), _ key: (UInt32, UInt32)
  ) -> (UInt32, UInt32, UInt32, UInt32) {
    var counter = counter
    var key = key
    for _ in 0..<10 {
      let first = (0xD251_1F53 as UInt32).multipliedFullWidth(by: counter.0)
      let second = (0xCD9E_8D57 as UInt32).multipliedFullWidth(by: counter.2)
      counter = (
        second.high ^ counter.1 ^ key.0, second.low, first.high ^ counter.3 ^ key.1, first.low
      )
      key = (key.0 &+ 0x9E37_79B9, key.1 &+ 0xBB67_AE85)
    }
    return counter
  }
}
