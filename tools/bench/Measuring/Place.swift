import Files
import Glibc

/// A directory of one run of the benchmarks, removed at its end.
struct Place {
  let path: String

  /// Makes an empty directory below another one, which is made if need be.
  init(below parent: String) throws {
    let parent = PathName.normalize(
      PathName.join(try FileSystem.currentDirectory(), parent))
    path = PathName.join(parent, "run-\(getpid())")
    try FileSystem.makeDirectories(path)
  }

  /// Removes everything in it.
  func remove() { try? FileSystem.removeTree(path) }
}

/// The end of this process.
enum Process {
  /// Ends it with a code.
  static func exit(_ code: Int32) -> Never { Glibc.exit(code) }
}

/// Standard error.
enum ErrorOutput {
  /// Writes a text.
  static func write(_ text: String) {
    let bytes = Array(text.utf8)
    // The length is that of the array; a message that is lost is no reason to stop.
    _ = unsafe Glibc.write(2, bytes, bytes.count)
  }
}

/// What the caller's environment says.
enum Setting {
  /// A number, or zero.
  static func number(_ name: String) -> Double {
    // The text is copied before anybody could change the environment.
    guard let text = unsafe getenv(name) else { return 0 }
    return unsafe Double(String(cString: text)) ?? 0
  }

  /// Sets a text for programs that are started from now on.
  static func set(_ name: String, _ text: String) { unsafe setenv(name, text, 1) }
}
