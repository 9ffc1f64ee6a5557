import Runtime
import Synchronization

/// Time and chance of a ledger that is the same whenever it is made: both follow from a seed.
final class Chance: Sendable {
  private struct State {
    var random: UInt64
    /// Nanoseconds since 1970; the first of January 2026.
    var now: Int64 = 1_767_225_600_000_000_000
  }

  private let state: Mutex<State>

  init(seed: UInt64) { state = Mutex(State(random: seed)) }

  /// Both, for the runtime.
  var world: World { World(now: { self.now() }, entropy: { self.bytes($0) }) }

  /// A time one millisecond after the last.
  func now() -> Int64 {
    state.withLock { state in
      state.now += 1_000_000
      return state.now
    }
  }

  /// So many bytes.
  func bytes(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 8)
    while bytes.count < count {
      var word = next()
      for _ in 0..<8 {
        bytes.append(UInt8(truncatingIfNeeded: word))
        word >>= 8
      }
    }
    return Array(bytes.prefix(count))
  }

  /// A number from 0 up to but not including 1.
  func fraction() -> Double { Double(next() >> 11) / Double(1 << 53) }

  /// The next number of splitmix64.
  private func next() -> UInt64 {
    state.withLock { state in
      state.random &+= 0x9e37_79b9_7f4a_7c15
      var mixed = state.random
      mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
      return mixed ^ mixed >> 31
    }
  }
}
