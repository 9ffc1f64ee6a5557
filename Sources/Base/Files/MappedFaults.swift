import CPOSIX
import Glibc

/// What happens when a mapped file is not what it should be.
public enum MappedFaults {
  /// From now on a fault in mapped memory, or an abort over what it holds, ends the process with a
  /// message on standard error and an exit code, instead of a signal.
  ///
  /// A log that is damaged where nobody looks before, or that is cut short while it is read, is
  /// met that way. To be called once, before anything is mapped.
  public static func report(_ message: String, exit code: Int32) {
    // Never freed: the handler may need it until the very end.
    guard let text = unsafe strdup(message) else { return }
    _ = unsafe rl_report_faults(text, code)
  }
}
