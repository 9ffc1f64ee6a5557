import Files
import Glibc

/// A program that is started, waited for, and asked for nothing but its success.
enum ChildProcess {
  /// Runs a program with its output thrown away, in a directory if one is given, and answers with
  /// the largest resident set that it or its starter had, in bytes.
  @discardableResult
  static func run(
    _ arguments: [String], in directory: String? = nil, allowing codes: [Int32] = [0]
  ) throws -> Int {
    // Every pointer is made here and freed here, after the last call that uses it.
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    let arguments = (directory.map { ["env", "-C", $0] } ?? []) + arguments
    let vector = unsafe arguments.map { unsafe strdup($0) } + [nil]
    defer { unsafe vector.forEach { unsafe free($0) } }
    var pid: pid_t = 0
    let code = unsafe posix_spawnp(&pid, arguments[0], &actions, nil, vector, environ)
    guard code == 0 else {
      throw UsageError(message: "cannot start '\(arguments[0])': error \(code)")
    }
    var status: Int32 = 0
    var usage = rusage()
    while unsafe wait4(pid, &status, 0, &usage) < 0 {
      guard errno == EINTR else { throw UsageError(message: "lost sight of '\(arguments[0])'") }
    }
    // The code lies in the second byte; what a signal ended has the first one set.
    guard status & 0x7F == 0, codes.contains(status >> 8) else {
      throw UsageError(message: "'\(arguments.joined(separator: " "))' ended with \(status >> 8)")
    }
    return usage.ru_maxrss * 1024
  }

  /// The largest resident set of a program, in bytes; pages of mapped files count.
  ///
  /// A process begins with the memory of whoever started it, and the kernel counts that: so it is
  /// started by a fresh process of this program, which has little, see ``tellPeak(_:)``.
  static func peakResidentBytes(
    _ arguments: [String], in directory: String? = nil, _ place: Place
  ) throws -> Int {
    let answer = PathName.join(place.path, "peak")
    let bench = try FileSystem.realPath("/proc/self/exe")
    try run([bench, peakOption, answer] + arguments, in: directory)
    let text = String(decoding: try FileSystem.readFile(answer), as: UTF8.self)
    return Int(text) ?? 0
  }

  /// What this program is called with to run another one and write its peak into a file.
  static let peakOption = "--peak-of"

  /// Runs a program and writes the largest resident set into the file that is named before it.
  static func tellPeak(_ arguments: [String]) throws {
    let peak = try run(Array(arguments.dropFirst()))
    try FileSystem.writeAtomically(arguments[0], Array("\(peak)".utf8), sync: false)
  }
}
