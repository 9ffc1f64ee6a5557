import Glibc

/// A file operation of a test that failed.
public struct TestFileError: Error, CustomStringConvertible {
  /// The path that was being used.
  public let path: String

  /// The value of `errno`.
  public let code: Int32

  /// One line naming the path and the system's reason.
  public var description: String {
    guard let reason = unsafe strerror(code) else { return "'\(path)': error \(code)" }
    return "'\(path)': \(unsafe String(cString: reason))"
  }
}
