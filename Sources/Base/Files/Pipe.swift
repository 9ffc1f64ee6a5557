import CPOSIX

/// The two ends of a pipe, both closed on exec.
public struct Pipe: ~Copyable, Sendable {
  /// The end to read from.
  public let reader: Descriptor

  /// The end to write to.
  public let writer: Descriptor

  /// Makes a pipe.
  ///
  /// Non-blocking ends fail with `EAGAIN` instead of waiting.
  public init(nonBlocking: Bool = false) throws(FileError) {
    var ends: [Int32] = [-1, -1]
    do throws(Calls.Failure) {
      try Calls.check { unsafe rl_pipe(&ends, nonBlocking ? 1 : 0) }
    } catch {
      throw error.at("pipe", "make a")
    }
    reader = Descriptor(taking: ends[0], path: "pipe")
    writer = Descriptor(taking: ends[1], path: "pipe")
  }

  /// Keeps the end to read from and closes the other.
  public consuming func intoReader() -> Descriptor { reader }

  /// Keeps the end to write to and closes the other.
  public consuming func intoWriter() -> Descriptor { writer }
}
