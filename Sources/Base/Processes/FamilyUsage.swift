import Files
import Glibc

/// What the living descendants of a process have at this moment.
public struct FamilyUsage: Equatable, Sendable {
  /// How many there are.
  public private(set) var processes = 0
  /// The bytes that they have resident together; what several of them share is counted for each.
  public private(set) var residentBytes: Int64 = 0

  private static let pageSize = Int64(sysconf(Int32(_SC_PAGESIZE)))

  /// Looks at all descendants of a process, but not at the process itself.
  public init(below pid: Int32) {
    var pending = Self.children(of: pid)
    while let next = pending.popLast() {
      processes += 1
      residentBytes += Self.resident(next)
      pending += Self.children(of: next)
    }
  }

  private static func children(of pid: Int32) -> [Int32] {
    let tasks = (try? FileSystem.list("/proc/\(pid)/task")) ?? []
    return tasks.flatMap { task in
      numbers("/proc/\(pid)/task/\(task)/children").compactMap { Int32(exactly: $0) }
    }
  }

  private static func resident(_ pid: Int32) -> Int64 {
    let pages = numbers("/proc/\(pid)/statm").dropFirst().first ?? 0
    return pages * pageSize
  }

  private static func numbers(_ path: String) -> [Int64] {
    let bytes = (try? FileSystem.readFile(path)) ?? []
    return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
      .compactMap { Int64($0) }
  }
}
