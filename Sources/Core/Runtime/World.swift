import Files

/// Everything that the rest of the program must not take for itself: time and chance.
public struct World: Sendable {
  /// The wall clock, in nanoseconds since the epoch: a claim, never used for order.
  public var now: @Sendable () -> Int64
  /// Random bytes from the operating system.
  public var entropy: @Sendable (Int) -> [UInt8]

  /// A world of one's own making.
  public init(now: @escaping @Sendable () -> Int64, entropy: @escaping @Sendable (Int) -> [UInt8]) {
    self.now = now
    self.entropy = entropy
  }

  /// The real one; while the process lives its clock goes on, whoever sets the machine's back.
  public static let live = {
    let clock = SteadyClock()
    return World(
      now: {
        let wall = Clock.wall()
        return clock.now(wall: wall, monotonic: Clock.monotonic())
      }, entropy: { Entropy.bytes($0) })
  }()
}
