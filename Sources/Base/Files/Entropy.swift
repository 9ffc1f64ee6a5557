import CPOSIX
import Glibc

/// Randomness that nobody can predict.
public enum Entropy {
  /// Bytes from the kernel's generator.
  ///
  /// Waits at boot until it is seeded; traps if it is absent.
  public static func bytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      // The pointer is used only inside the closure that lends it.
      let got = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe rl_random(buffer.baseAddress.map { unsafe $0 + filled }, count - filled)
      }
      precondition(got > 0 || errno == EINTR, "the kernel has no random number generator")
      if got > 0 { filled += got }
    }
    return bytes
  }
}
