import CPOSIX
import Glibc

/// This process itself.
public enum OwnProcess {
  /// The home directory of this account, as the system knows it; nil where it knows none.
  public static var home: String? {
    guard let entry = unsafe getpwuid(getuid()), let path = unsafe entry.pointee.pw_dir else {
      return nil
    }
    let home = unsafe String(cString: path)
    return PathName.isAbsolute(home) && home != "/" ? home : nil
  }

  /// Ends this process at once, as `kill -9` does: nothing is written out, nobody is told.
  ///
  /// For rehearsals of a crash.
  public static func kill() -> Never {
    _ = rl_signal_process(getpid(), SIGKILL)
    _exit(137)
  }
}
