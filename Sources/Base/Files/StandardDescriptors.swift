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

  /// Writes all bytes to standard output, which stays open.
  public static func writeOutput(_ bytes: [UInt8]) throws(FileError) {
    var done = 0
    while done < bytes.count {
      let rest = bytes.span.extracting(done...)
      do throws(Calls.Failure) {
        done += try unsafe rest.withUnsafeBytes { (buffer) throws(Calls.Failure) in
          try unsafe Calls.write(1, buffer)
        }
      } catch {
        throw FileError(operation: "write to", path: "standard output", errno: error.errno)
      }
    }
  }
}
