import CPOSIX
import Glibc

extension FileSystem {
  /// Throws where so many more files cannot be opened now.
  ///
  /// Libraries below us open some of their own when work is spread over threads, and end the process
  /// where they cannot.
  public static func demandDescriptors(_ count: Int) throws(FileError) {
    let first = try Descriptor.open("/dev/null", .read)
    var numbers: [Int32] = []
    defer { for number in numbers { _ = Glibc.close(number) } }
    for _ in 1..<max(2, count) {
      let number = rl_duplicate(first.number, 3)
      guard number >= 0 else {
        throw FileError(operation: "open", path: "another file", errno: errno)
      }
      numbers.append(number)
    }
  }
}
