import Glibc

/// A program that is started, waited for, and asked for nothing but its success.
enum ChildProcess {
  /// Runs a program with its output thrown away.
  static func run(_ arguments: [String]) throws {
    // Every pointer is made here and freed here, after the last call that uses it.
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    let vector = unsafe arguments.map { unsafe strdup($0) } + [nil]
    defer { unsafe vector.forEach { unsafe free($0) } }
    var pid: pid_t = 0
    let code = unsafe posix_spawn(&pid, arguments[0], &actions, nil, vector, environ)
    guard code == 0 else {
      throw UsageError(message: "cannot start '\(arguments[0])': error \(code)")
    }
    var status: Int32 = 0
    while unsafe waitpid(pid, &status, 0) < 0 {
      guard errno == EINTR else { throw UsageError(message: "lost sight of '\(arguments[0])'") }
    }
    guard status == 0 else {
      throw UsageError(message: "'\(arguments.joined(separator: " "))' ended with \(status >> 8)")
    }
  }

  /// The largest resident set of any child so far, in bytes.
  static func peakResidentBytes() -> Int {
    var usage = rusage()
    // Cannot fail for memory that is ours.
    unsafe getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }
}
