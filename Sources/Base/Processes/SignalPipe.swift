import CPOSIX
public import Files
import Glibc

/// Signals as bytes in a pipe, so that the loop that waits for children also hears them.
public struct SignalPipe: Sendable {
  private let reader: Int32
  private let numbers: [Int32]

  /// Takes over SIGINT, SIGTERM, SIGHUP and SIGCHLD; but for SIGCHLD, what is ignored stays so.
  public init() throws(FileError) {
    let pipe = try Pipe(nonBlocking: true)
    let writer = pipe.writer.number
    numbers = [SIGINT, SIGTERM, SIGHUP, SIGCHLD].filter {
      $0 == SIGCHLD || rl_signal_is_ignored($0) == 0
    }
    _ = unsafe rl_signals_to_pipe(dup(writer), numbers, numbers.count)
    // Whoever started us may have blocked them.
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for number in numbers { unsafe sigaddset(&set, number) }
    unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
    reader = pipe.intoReader().take()
  }

  /// Waits until a signal comes or the time is over, and gives the signals that came.
  public func wait(milliseconds: Int32) -> [Int32] {
    var poll = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
    _ = unsafe Glibc.poll(&poll, 1, milliseconds)
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = unsafe read(reader, &bytes, bytes.count)
    return count > 0 ? bytes[..<count].map(Int32.init) : []
  }

  /// Gives the signals their default effect again.
  public func restore() {
    for number in numbers { _ = rl_signal_default(number) }
    close(reader)
  }
}
