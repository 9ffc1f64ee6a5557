import Bytes
import Crypto

/// A digest of everybody's state, chained from timestep to timestep.
///
/// Two lanes of multiplied words over all states (a few nanoseconds a person), then SHA-256 over
/// them and the digest before: whoever comes to the same digest went through the same states.
struct StateHashChain: Sendable, Equatable {
  private(set) var digest: [UInt8]

  /// The digest of nothing, before the first timestep.
  init(config: String) {
    digest = SHA256.hash(Array("runledger/population/state/v1\0\(config)".utf8)).bytes
  }

  /// In hexadecimal.
  var hex: String { Hex.encode(digest) }

  /// Takes in the states at the end of a timestep.
  mutating func advance(
    _ states: [AgentState], hops: [Int32], timestep: Int, attempts: Int, exposures: Int
  ) {
    var first: UInt64 = 0x9e37_79b9_7f4a_7c15
    var second: UInt64 = 0xc2b2_ae3d_27d4_eb4f
    for index in states.indices {
      let state = states[index]
      var flags: UInt64 = state.isAware ? 1 : 0
      flags |= state.willShare ? 2 : 0
      flags |= state.isCommitted ? 4 : 0
      flags |= UInt64(UInt16(bitPattern: state.publicPosition)) << 16
      flags |= UInt64(UInt16(bitPattern: state.privatePosition)) << 32
      let counts =
        UInt64(UInt32(bitPattern: state.exposures)) << 32
        | UInt64(UInt32(bitPattern: state.lastReasoned))
      let times =
        UInt64(UInt32(bitPattern: hops[index])) << 32 | UInt64(UInt32(bitPattern: state.reasonings))
      Self.mix(&first, flags)
      Self.mix(&second, counts)
      Self.mix(&first, times)
      Self.mix(&second, state.publicSentiment.bitPattern)
      Self.mix(&first, state.privateSentiment.bitPattern)
      Self.mix(&second, state.publicConviction.bitPattern)
      Self.mix(&first, state.privateConviction.bitPattern)
      Self.mix(&second, state.credibility.bitPattern)
    }
    let text = "\(timestep) \(attempts) \(exposures) \(first) \(second)"
    digest = SHA256.hash(digest + Array(text.utf8)).bytes
  }

  @inline(__always)
  private static func mix(_ lane: inout UInt64, _ word: UInt64) {
    let product = (lane ^ word).multipliedFullWidth(by: 0xff51_afd7_ed55_8ccd)
    lane = product.high ^ product.low &+ 0x2545_f491_4f6c_dd1d
  }
}
