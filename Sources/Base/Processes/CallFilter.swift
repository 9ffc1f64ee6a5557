import CPOSIX
import CSeccomp
import Files
import Glibc

/// Filters of system calls, which libseccomp compiles for this processor.
///
/// A denied call fails with an error; a call by another architecture's numbers, which the filter
/// could not judge, ends the process.
enum CallFilter {
  /// The program as the kernel takes it: eight bytes a line.
  ///
  /// It is compiled before the process is forked, for nothing may allocate between fork and exec.
  static func program(
    network: Bool, processes: Bool, metadata: Bool = false
  ) throws(FileError) -> [UInt8] {
    guard let filter = unsafe seccomp_init(SCMP_ACT_ALLOW) else {
      throw FileError(operation: "make", path: "a filter of system calls", errno: ENOMEM)
    }
    defer { unsafe seccomp_release(filter) }
    func check(_ result: Int32) throws(FileError) {
      guard result < 0 else { return }
      throw FileError(operation: "make", path: "a filter of system calls", errno: -result)
    }
    func deny(_ name: String, _ error: Int32) throws(FileError) {
      // A name that this processor does not know has a negative number, which is passed over.
      try check(
        unsafe seccomp_rule_add_array(filter, rl_seccomp_errno(error), number(name), 0, nil))
    }
    try check(unsafe seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS))
    // Reaching into a process that was there before is nobody's task.
    try deny("ptrace", EPERM)
    try deny("process_vm_writev", EPERM)
    if network {
      try deny("socket", EACCES)
      // A ring would make sockets behind the filter's back.
      try deny("io_uring_setup", ENOSYS)
    }
    if processes {
      try deny("fork", EPERM)
      try deny("vfork", EPERM)
      // The flags of clone3 lie behind a pointer; without it the C library takes clone.
      try deny("clone3", ENOSYS)
      // A thread of the process itself is no new process.
      try check(unsafe rl_seccomp_deny_without(filter, number("clone"), EPERM, threadFlag))
    }
    if metadata {
      // By path or by number: rules about paths, which Landlock has, are not asked for these.
      for name in metadataCalls where number(name) != unknown { try deny(name, EPERM) }
    }
    let pipe = try Pipe()
    // Some hundred bytes: a pipe holds them before anybody reads.
    try check(unsafe seccomp_export_bpf(filter, pipe.writer.number))
    let reader = pipe.intoReader()
    return try reader.readAll()
  }

  /// The lines of a program.
  static func lines(_ bytes: [UInt8]) -> [sock_filter] {
    stride(from: 0, to: bytes.count - 7, by: 8).map { start in
      let operand = bytes[(start + 4)..<(start + 8)].reversed().reduce(0) { $0 << 8 | UInt32($1) }
      return sock_filter(
        code: UInt16(bytes[start]) | UInt16(bytes[start + 1]) << 8, jt: bytes[start + 2],
        jf: bytes[start + 3], k: operand)
    }
  }

  /// What stands for a name that the library does not know, being older than the call.
  private static let unknown: Int32 = -1

  /// Calls that change a file's mode, owner, times or attributes.
  private static let metadataCalls = [
    "chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown", "fchownat", "utime",
    "utimes", "futimesat", "utimensat", "setxattr", "lsetxattr", "fsetxattr", "setxattrat",
    "removexattr", "lremovexattr", "fremovexattr", "removexattrat", "file_setattr",
  ]

  /// CLONE_THREAD.
  private static let threadFlag: UInt64 = 0x0001_0000

  private static func number(_ name: String) -> Int32 {
    unsafe name.withCString { unsafe seccomp_syscall_resolve_name($0) }
  }
}
