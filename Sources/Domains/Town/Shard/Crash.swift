import Glibc

/// The end of this process in the middle of its work, as a killed one ends.
enum Crash {
  static func now() -> Never {
    raise(SIGKILL)
    exit(70)
  }
}
