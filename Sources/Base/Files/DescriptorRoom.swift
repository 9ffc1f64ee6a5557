import Glibc

/// How many more descriptors this process may open.
public enum DescriptorRoom {
  /// Whether so many more can be open at once, now; two system calls for each.
  ///
  /// For libraries that end the process where they get none. Standard error has to be open.
  public static func holds(_ count: Int) -> Bool {
    var opened: [Int32] = []
    defer { for number in opened { close(number) } }
    while opened.count < count {
      let number = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
      guard number >= 0 else { return false }
      opened.append(number)
    }
    return true
  }
}
