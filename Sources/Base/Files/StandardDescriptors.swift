import CPOSIX
import Glibc

/// The descriptors 0, 1 and 2, which every program and every library prints to unasked.
public enum StandardDescriptors {
  /// Takes those that are closed, with `/dev/null`.
  ///
  /// Before anything else is opened: a file that got one of these numbers would be written to by
  /// whoever prints.
  public static func hold() throws(FileError) {
    guard rl_hold_standard_descriptors() == 0 else {
      throw FileError(operation: "open", path: "/dev/null", errno: errno)
    }
  }
}
