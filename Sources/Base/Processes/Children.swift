import CPOSIX
import Files
import Glibc
import Synchronization

/// How a process ended, and what it used.
public struct Ended: Sendable {
  /// The process.
  public var pid: Int32
  /// Its exit code, where it ended by itself.
  public var exit: Int64?
  /// The signal that ended it.
  public var signal: Int64?
  /// The time of the processor that it used, in nanoseconds.
  public var processorTime: Int64
  /// The most memory it had, in bytes.
  public var memory: Int64
}

/// Reaping and signalling.
public enum Children {
  /// Descendants whose parent died become our children from now on, so that they can be found.
  public static func adoptOrphans() { _ = rl_adopt_orphans(1) }

  /// Orphans are the system's again; those that have ended are reaped.
  public static func releaseOrphans() {
    _ = rl_adopt_orphans(0)
    _ = orphans()
  }

  /// How one of the processes that we started ended, or nil while it works.
  public static func reap(_ pid: Int32) -> Ended? { wait(pid: pid, blocks: false) }

  /// Waits for one child.
  public static func wait(for pid: Int32) -> Ended? { wait(pid: pid, blocks: true) }

  /// Orphans that came to us and are still alive; those that have ended are reaped.
  public static func orphans() -> [Int32] {
    let ours = started.withLock { $0 }
    return ProcessTable.children.filter { pid in
      if ours.contains(pid) { return false }
      guard ProcessTable.isZombie(pid) else { return true }
      _ = wait(pid: pid, blocks: false)
      return false
    }
  }

  /// Ends the orphans that came to us, and theirs; true when there were any.
  ///
  /// A keeper that works has its program's descendants for children, so that these are of one that
  /// was killed.
  public static func endOrphans() -> Bool {
    var found = false
    let deadline = Clock.monotonic() + orphanPatience
    repeat {
      let orphans = orphans()
      if orphans.isEmpty { return found }
      found = true
      for pid in orphans { signal(pid, SIGKILL) }
      Clock.sleep(nanoseconds: 1_000_000)
    } while Clock.monotonic() < deadline
    return found
  }

  /// How long killed orphans may take to be gone, in nanoseconds.
  private static let orphanPatience: UInt64 = 5_000_000_000

  /// Tells a keeper to end its whole family at once.
  @discardableResult
  public static func endFamily(of keeper: Int32) -> Bool { signal(keeper, RL_KEEPER_END) }

  /// Takes note of a process that we started and shall reap ourselves.
  static func began(_ pid: Int32) { _ = started.withLock { $0.insert(pid) } }

  /// Processes that we started and did not reap yet.
  private static let started = Mutex<Set<Int32>>([])

  /// Signals a whole group; true when there was one.
  @discardableResult
  public static func signalGroup(_ group: Int32, _ number: Int32) -> Bool {
    rl_signal_group(group, number) == 0
  }

  /// Signals one process; true when there was one.
  @discardableResult
  public static func signal(_ pid: Int32, _ number: Int32) -> Bool {
    rl_signal_process(pid, number) == 0
  }

  private static func wait(pid: Int32, blocks: Bool) -> Ended? {
    var raw = rl_ended()
    guard unsafe rl_wait(pid, blocks ? 1 : 0, &raw) > 0 else { return nil }
    _ = started.withLock { $0.remove(raw.pid) }
    let exited = rl_exited(raw.status) != 0
    return Ended(
      pid: raw.pid, exit: exited ? Int64(rl_exit_code(raw.status)) : nil,
      signal: exited ? nil : Int64(rl_signal_number(raw.status)),
      processorTime: (raw.user_microseconds + raw.system_microseconds) * 1_000,
      memory: raw.peak_memory_bytes)
  }
}
