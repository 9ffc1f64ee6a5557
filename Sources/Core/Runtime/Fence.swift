import Files
import Glibc
import Processes
import Study

/// Ends what is left of an attempt, so that none of it works beside the next one.
///
/// Every descendant inherits a locked descriptor and a mark in its environment. While either is
/// found, something lives; a descendant that has closed the one still has the other.
struct Fence {
  /// The number under which descendants have the locked descriptor.
  static let descriptor: Int32 = 9

  /// How long to wait after asking, and after forcing, in nanoseconds.
  private static let patience: UInt64 = 1_000_000_000
  private static let force: UInt64 = 5_000_000_000

  let lockPath: String
  let mark: String
  /// The process group, when it is known to be the attempt's.
  var group: Int32?

  /// Whether anything of the attempt lives.
  var isOccupied: Bool { isLocked || !survivors.isEmpty }

  /// Whether a descendant still holds the lock.
  var isLocked: Bool {
    guard FileSystem.exists(lockPath) else { return false }
    guard let lock = try? FileLock.acquire(lockPath) else { return true }
    lock.release()
    return false
  }

  /// The living processes, in order of their number.
  var survivors: [Int32] {
    let real = (try? FileSystem.realPath(lockPath)) ?? lockPath
    return ProcessTable.holders(of: real, fence: mark).filter { $0 != getpid() }
  }

  /// Ends everything: asks first, then forces.
  ///
  /// The processes that could not be ended are returned; none is what one hopes for.
  func clear() -> [Int32] {
    guard isOccupied else { return [] }
    for (step, patience) in [
      (Step.ask, Self.patience), (.tellKeeper, Self.force), (.force, Self.force),
    ] {
      let deadline = Clock.monotonic() + patience
      if step == .tellKeeper, !survivors.contains(where: ProcessTable.isKeeper) { continue }
      repeat {
        signal(step)
        Clock.sleep(nanoseconds: 10_000_000)
        if !isOccupied { return [] }
      } while Clock.monotonic() < deadline
    }
    return survivors
  }

  private enum Step { case ask, tellKeeper, force }

  /// A keeper knows all descendants, also those that nobody else would find: it is killed last.
  private func signal(_ step: Step) {
    switch step {
    case .ask:
      if let group { Children.signalGroup(group, SIGTERM) }
      for pid in survivors { Children.signal(pid, SIGTERM) }
    case .tellKeeper:
      for pid in survivors where ProcessTable.isKeeper(pid) { Children.endFamily(of: pid) }
    case .force:
      if let group { Children.signalGroup(group, SIGKILL) }
      for pid in survivors { Children.signal(pid, SIGKILL) }
    }
  }
}
