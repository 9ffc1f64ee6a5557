import Files
import Glibc
import TestKit

/// The built program, run as a user would, in a directory of its own.
final class Tool {
  /// What a command came to.
  struct Result {
    var exit: Int32
    var output: String
    var errors: String
  }

  let directory: TemporaryDirectory
  let root: String

  init() throws {
    directory = try TemporaryDirectory()
    root = PathName.join(directory.path, "lab")
    try FileSystem.makeDirectories(root)
  }

  /// The program beside the test's own executable.
  static var path: String {
    get throws {
      let own = try FileSystem.readLink("/proc/self/exe")
      for place in [PathName.parent(own), PathName.parent(PathName.parent(own))] {
        let candidate = PathName.join(place, "runledger")
        if FileSystem.exists(candidate) { return candidate }
      }
      return ".build/debug/runledger"
    }
  }

  /// Writes a file below the root.
  func write(_ path: String, _ text: String, mode: UInt32 = 0o644) throws {
    let full = PathName.join(root, path)
    try FileSystem.makeDirectories(PathName.parent(full))
    try FileSystem.writeAtomically(full, Array(text.utf8), mode: mode, sync: false)
  }

  /// Reads a file below the root.
  func read(_ path: String) throws -> String {
    String(decoding: try FileSystem.readFile(PathName.join(root, path)), as: UTF8.self)
  }

  /// Starts the program in its own process group, its output in files.
  func start(_ arguments: [String], in place: String? = nil) throws -> Int32 {
    let log = PathName.join(directory.path, "log")
    return try shell(
      "exec '\(try Self.path)' " + arguments.map { "'\($0)'" }.joined(separator: " ")
        + " >'\(log).out' 2>'\(log).err'", in: place)
  }

  /// Starts a line of shell in its own process group.
  func shell(_ line: String, in place: String? = nil) throws -> Int32 {
    let full =
      "cd '\(place ?? root)' && export XDG_CONFIG_HOME='\(directory.path)/config' && \(line)"
    return try TestProcess.start(["/bin/sh", "-c", full], inOwnGroup: true)
  }

  /// Waits for a started program: its exit code, or 128 and the signal.
  @discardableResult
  func wait(for pid: Int32) -> Int32 { TestProcess.wait(for: pid) }

  /// Runs the program to its end.
  @discardableResult
  func run(_ arguments: String..., in place: String? = nil) throws -> Result {
    try finish(try start(arguments, in: place))
  }

  /// Waits for a started program, and gives what it came to.
  func finish(_ pid: Int32) throws -> Result {
    let exit = wait(for: pid)
    let log = PathName.join(directory.path, "log")
    func text(_ suffix: String) -> String {
      String(decoding: (try? FileSystem.readFile(log + suffix)) ?? [], as: UTF8.self)
    }
    return Result(exit: exit, output: text(".out"), errors: text(".err"))
  }
}
