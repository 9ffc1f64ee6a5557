import Files

/// What the kernel says of processes, read below `/proc`.
public enum ProcessTable {
  /// When a process began, in clock ticks since boot: with the boot it tells a reused pid apart.
  public static func start(of pid: Int32) -> Int64? {
    guard let bytes = try? FileSystem.readFile("/proc/\(pid)/stat") else { return nil }
    let text = String(decoding: bytes, as: UTF8.self)
    // The command, in parentheses, may hold anything; field 22 counts from the pid.
    guard let end = text.lastIndex(of: ")") else { return nil }
    let fields = text[text.index(after: end)...].split(separator: " ")
    return fields.count > 19 ? Int64(fields[19]) : nil
  }

  /// Whether a process has ended and only waits to be reaped.
  public static func isZombie(_ pid: Int32) -> Bool {
    guard let bytes = try? FileSystem.readFile("/proc/\(pid)/stat") else { return true }
    let text = String(decoding: bytes, as: UTF8.self)
    guard let end = text.lastIndex(of: ")") else { return true }
    let state = text[text.index(after: end)...].split(separator: " ").first
    return state == "Z" || state == "X"
  }

  /// Whether a process is a keeper that this program started.
  public static func isKeeper(_ pid: Int32) -> Bool {
    (try? FileSystem.readFile("/proc/\(pid)/comm")) == Array("keeper\n".utf8)
  }

  /// Our own children: those we started, and every orphan among their descendants, for whoever
  /// adopts orphans is the parent of all that is left of a process that ended.
  public static var children: [Int32] {
    let tasks = (try? FileSystem.list("/proc/self/task")) ?? []
    return tasks.flatMap { task -> [Int32] in
      let bytes = (try? FileSystem.readFile("/proc/self/task/\(task)/children")) ?? []
      return String(decoding: bytes, as: UTF8.self).split(separator: " ").compactMap { Int32($0) }
    }
  }

  /// The processes that have a file open, or carry a text in their environment.
  public static func holders(of path: String, fence: String) -> [Int32] {
    let mark = Array("RUNLEDGER_FENCE=\(fence)".utf8)
    let names = (try? FileSystem.list("/proc")) ?? []
    return names.compactMap { Int32($0) }.filter { pid in
      if hasOpen(path, pid) { return true }
      guard let environment = try? FileSystem.readFile("/proc/\(pid)/environ") else {
        return false
      }
      return environment.split(separator: 0).contains { $0.elementsEqual(mark) }
        && !isZombie(pid)
    }
  }

  private static func hasOpen(_ path: String, _ pid: Int32) -> Bool {
    let directory = "/proc/\(pid)/fd"
    guard let names = try? FileSystem.list(directory) else { return false }
    return names.contains { (try? FileSystem.readLink("\(directory)/\($0)")) == path }
  }
}
