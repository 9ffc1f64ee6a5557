import Glibc

/// A process that a test starts, and waits for.
///
/// It begins with no signal blocked and none ignored, as under a person's shell, whoever started
/// the tests: their threads block many signals, and a shell that does not hear of its children's
/// end waits for ever; a script's background ignores interrupts.
public enum TestProcess {
  /// Starts a program by its path, with its arguments, in a process group of its own or in the
  /// test's.
  public static func start(_ words: [String], inOwnGroup: Bool = false) throws -> Int32 {
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var blocked = sigset_t()
    unsafe sigemptyset(&blocked)
    unsafe posix_spawnattr_setsigmask(&attributes, &blocked)
    var ignored = sigset_t()
    unsafe sigfillset(&ignored)
    unsafe posix_spawnattr_setsigdefault(&attributes, &ignored)
    let group = inOwnGroup ? POSIX_SPAWN_SETPGROUP : 0
    let signals = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    unsafe posix_spawnattr_setflags(&attributes, Int16(signals | group))
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    var arguments: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) }
    unsafe arguments.append(nil)
    defer { for place in words.indices { unsafe free(arguments[place]) } }
    var pid: pid_t = 0
    let failure = unsafe posix_spawn(&pid, words[0], nil, &attributes, &arguments, environ)
    guard failure == 0 else { throw TestFileError(path: words[0], code: failure) }
    return pid
  }

  /// Waits for a started program: its exit code, or 128 and the signal.
  @discardableResult
  public static func wait(for pid: Int32) -> Int32 {
    var status: Int32 = 0
    while unsafe waitpid(pid, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7f
    return signal == 0 ? (status >> 8) & 0xff : 128 + signal
  }
}
